"""Answers of the suggester about documents it hasn't learned from."""

from qualcode.nlp.evaluate.held_out import HeldOut, held_out, outer_folds
from qualcode.nlp.evaluate.lessons import Lesson, lessons

__all__ = ["HeldOut", "Lesson", "held_out", "lessons", "outer_folds"]
