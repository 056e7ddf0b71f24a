"""Which two coders are compared, and in which document."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.errors import NotEnoughData
from qualcode.model import Coder, Document
from qualcode.project.consensus import CONSENSUS

from ..desk import Desk

_REMEMBERED = "compare"


class Pair:
    """Two coders and a document; a sensible choice until one is made, which is remembered."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.coders: Sequence[Coder] = ()
        self.a = self.b = ""
        self.document: Document | None = None

    @property
    def is_whole(self) -> bool:
        """Whether there are two coders and a document."""
        return bool(self.a and self.b and self.document)

    @property
    def chosen(self) -> tuple[Document, str, str]:
        """The document and the coders (uuids).

        Raises:
            NotEnoughData: the pair isn't whole.
        """
        if self.document is None:
            raise NotEnoughData("there is no document to compare in", "import one")
        return self.document, self.a, self.b

    def missing(self) -> str:
        """What is missing for a comparison, and what to do; empty where nothing is."""
        if not self._desk.documents:
            return "No documents yet.\n\n`qualcode import STUDY FILE` brings transcripts in."
        if len(self.coders) < 2:
            return (
                "A comparison needs two people who have coded.\n\n"
                "A second coder opens the study with `qualcode open STUDY --coder NAME`; "
                "`qualcode merge` brings in what they coded in a copy of it."
            )
        return ""

    def read_again(self) -> None:
        """Take the coders and documents as they are now; what is gone is chosen anew."""
        desk = self._desk
        self.coders = [
            coder
            for coder in desk.coders.values()
            if coder.kind == "human" and coder.name.casefold() != CONSENSUS.casefold()
        ]
        by_uuid = {document.uuid: document for document in desk.documents}
        wanted = self.document.uuid if self.document else desk.recall("document")
        self.document = by_uuid.get(wanted) or next(iter(by_uuid.values()), None)
        known = {coder.uuid for coder in self.coders}
        if not {self.a, self.b} <= known:
            remembered = desk.recall(_REMEMBERED).split()
            if len(remembered) == 2 and set(remembered) <= known:
                self.a, self.b = remembered
            else:
                self.a, self.b = self._likely()

    def choose(self, a: str, b: str) -> None:
        """Compare these coders (uuids) from now on."""
        self.a, self.b = a, b
        self._desk.remember(_REMEMBERED, f"{a} {b}")

    def open(self, uuid: str) -> None:
        """Compare in this document from now on."""
        self.document = next(each for each in self._desk.documents if each.uuid == uuid)

    def _likely(self) -> tuple[str, str]:
        """Oneself and another, those first who have coded in the document."""
        if len(self.coders) < 2:
            return "", ""
        desk, coded = self._desk, set[str]()
        if self.document is not None:
            coded = {mark.coder for mark in desk.project.codings.marks(self.document.uuid)}
        likely = sorted(
            self.coders,
            key=lambda coder: (
                coder.uuid != desk.coder_uuid, coder.uuid not in coded, coder.name, coder.uuid,
            ),
        )  # fmt: skip
        return likely[0].uuid, likely[1].uuid
