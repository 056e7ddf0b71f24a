"""Suggestions of codes with reasons: a claim to be checked, never a coding."""

from qualcode.nlp.progress import OnProgress
from qualcode.nlp.suggest.request import (
    METHOD,
    Proposal,
    SuggestOutcome,
    SuggestRequest,
)
from qualcode.nlp.suggest.suggesting import suggest

__all__ = [
    "METHOD",
    "OnProgress",
    "Proposal",
    "SuggestOutcome",
    "SuggestRequest",
    "suggest",
]
