"""The door to a study for the command line, the screens, and other programs."""

from qualcode.codebook import shipped_codebooks
from qualcode.exporters import Table, WriteOptions
from qualcode.project.consensus import CONSENSUS, CodeAgreement, Difference
from qualcode.project.discussing import Discussion
from qualcode.project.exporting import TABLES, Exported
from qualcode.project.filters import Filter
from qualcode.project.importing import FileReport, ImportChoices
from qualcode.project.integrity import Problem
from qualcode.project.searching import Found, Hit
from qualcode.project.settings import APPROACHES
from qualcode.project.study import Info, Project
from qualcode.project.suggesting import RunReport, SuggestChoices
from qualcode.project.topics import TopicChoices
from qualcode.project.versions import CodeChange, OutdatedCoding
from qualcode.query import SYNTAX as QUERY_SYNTAX
from qualcode.query_pieces import QueryError
from qualcode.text import sentences

__all__ = [
    "APPROACHES",
    "CONSENSUS",
    "QUERY_SYNTAX",
    "TABLES",
    "CodeAgreement",
    "CodeChange",
    "Difference",
    "Discussion",
    "Exported",
    "FileReport",
    "Filter",
    "Found",
    "Hit",
    "ImportChoices",
    "Info",
    "OutdatedCoding",
    "Problem",
    "Project",
    "QueryError",
    "RunReport",
    "SuggestChoices",
    "Table",
    "TopicChoices",
    "WriteOptions",
    "sentences",
    "shipped_codebooks",
]
