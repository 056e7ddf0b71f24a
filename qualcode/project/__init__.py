"""The door to a study for the command line, the screens, and other programs."""

from qualcode.analysis.evaluated import Evaluation
from qualcode.codebook import shipped_codebooks
from qualcode.exporters import Table, WriteOptions
from qualcode.project.consensus import CONSENSUS, CodeAgreement, Difference
from qualcode.project.discussing import Discussion
from qualcode.project.evaluating import Acceptances, EvaluateChoices, check_report_name
from qualcode.project.exporting import TABLES, Exported
from qualcode.project.filters import Filter
from qualcode.project.importing import FileReport, ImportChoices
from qualcode.project.informing import Info
from qualcode.project.integrity import Problem
from qualcode.project.learning import Findings, NextPassage, RereadPassage, same_choices
from qualcode.project.searching import Found, Hit
from qualcode.project.settings import APPROACHES
from qualcode.project.study import Project
from qualcode.project.suggesting import RunReport, SuggestChoices
from qualcode.project.topic_spread import Spread
from qualcode.project.topic_suggestions import TopicSuggestions
from qualcode.project.topic_tree import Branch
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
    "Acceptances",
    "Branch",
    "CodeAgreement",
    "CodeChange",
    "Difference",
    "Discussion",
    "EvaluateChoices",
    "Evaluation",
    "Exported",
    "FileReport",
    "Filter",
    "Findings",
    "Found",
    "Hit",
    "ImportChoices",
    "Info",
    "NextPassage",
    "OutdatedCoding",
    "Problem",
    "Project",
    "QueryError",
    "RereadPassage",
    "RunReport",
    "Spread",
    "SuggestChoices",
    "Table",
    "TopicChoices",
    "TopicSuggestions",
    "WriteOptions",
    "check_report_name",
    "same_choices",
    "sentences",
    "shipped_codebooks",
]
