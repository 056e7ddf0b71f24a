"""Reading back, quickly, what `write_yaml` wrote.

A study keeps every version of a codebook, and from one to the next hardly anything changes: each
code's lines are read once, in whichever versions they stand.
"""

from __future__ import annotations

import re

from qualcode.codebook.codes import read_code
from qualcode.codebook.draft import CodeDraft
from qualcode.codebook.problems import Problems

_BETWEEN_CODES = re.compile(r"\n(?=  - )")


class WrittenCodes:
    """The codes of texts that `write_yaml` wrote."""

    def __init__(self) -> None:
        self._read: dict[str, CodeDraft] = {}

    def of(self, text: str) -> dict[str, CodeDraft]:
        """The codes by id, in their order.

        Raises:
            CodebookError: the text was written by somebody else, or is damaged.
        """
        _, _, codes = text.rstrip("\n").partition("\ncodes:\n")
        drafts = [self._code(lines) for lines in _BETWEEN_CODES.split(codes) if lines]
        return {draft.id: draft for draft in drafts}

    def _code(self, lines: str) -> CodeDraft:
        if lines not in self._read:
            from qualcode.codebook.yaml_tree import from_yaml

            problems = Problems("a version of the codebook")
            (node,) = from_yaml(lines, problems).value
            draft = read_code(node, problems)
            if draft is None:
                raise problems.error()
            self._read[lines] = draft
        return self._read[lines]
