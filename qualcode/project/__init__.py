"""The door to a study for the command line, the screens, and other programs."""

from qualcode.codebook import shipped_codebooks
from qualcode.exporters import Table, WriteOptions
from qualcode.project.exporting import TABLES, Exported
from qualcode.project.filters import Filter
from qualcode.project.importing import FileReport, ImportChoices
from qualcode.project.integrity import Problem
from qualcode.project.searching import Found, Hit
from qualcode.project.settings import APPROACHES
from qualcode.project.study import Info, Project
from qualcode.project.suggesting import RunReport, SuggestChoices
from qualcode.project.topics import TopicChoices

__all__ = [
    "APPROACHES",
    "TABLES",
    "Exported",
    "FileReport",
    "Filter",
    "Found",
    "Hit",
    "ImportChoices",
    "Info",
    "Problem",
    "Project",
    "RunReport",
    "SuggestChoices",
    "Table",
    "TopicChoices",
    "WriteOptions",
    "shipped_codebooks",
]
