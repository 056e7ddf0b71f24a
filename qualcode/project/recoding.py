"""Changing codings that are there: another code, other bounds, two of one, a question about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from qualcode.errors import ConflictError, InputError, UnknownName
from qualcode.model import Code, Coding, CodingStatus
from qualcode.project.codebooks import Codebooks
from qualcode.project.codes import Codes
from qualcode.project.documents import Documents
from qualcode.project.episodes import Episodes
from qualcode.project.exclusivity import broken_by, rule_of
from qualcode.project.memos import drafted_memo
from qualcode.project.passages import refuse_outside
from qualcode.store import codes as stored_codes
from qualcode.store import codings as stored
from qualcode.store import themes as stored_themes
from qualcode.store.columns import as_row, to_json
from qualcode.store.database import Store
from qualcode.store.journal import Transaction
from qualcode.text import context, strip

DISCUSS = "discuss"
"""Title of the memos that say why a coding is flagged, as long as it is."""

DISCUSSED = "discussed"
"""Their title once it no longer is."""


class Recoding:
    """What can be done to codings that are there. Each coder changes their own ones only."""

    def __init__(
        self,
        store: Store,
        documents: Documents,
        codes: Codes,
        episodes: Episodes,
        codebooks: Codebooks,
    ) -> None:
        self._store = store
        self._documents = documents
        self._codes = codes
        self._episodes = episodes
        self._codebooks = codebooks

    def get(self, uuid: str) -> Coding:
        """A coding by uuid.

        Raises:
            UnknownName: there is none.
        """
        coding = stored.by_uuid(self._store, uuid)
        if coding is None:
            raise UnknownName("coding", uuid)
        return coding

    def recode(self, uuid: str, code: str, coder: str) -> Coding:
        """Give a coding another code (uuid), under its codebook's version in force.

        A provisional coding stands from then on, since somebody has looked at it.

        Raises:
            UnknownName: there is no such coding or code.
            InputError: the coding is another coder's, or the code is retired.
            ConflictError: this coder gave that code to this span already.
        """
        target = self._choosable(code)
        with self._store.writing():
            before = self._own(uuid, coder)
            after = replace(
                before,
                code=target.uuid,
                codebook_version=self._version(target),
                status=_looked_at(before),
            )
            self._refuse_same(after, target)
            label = f"recode {self._codes.by_uuid(before.code).id} to {target.id}"
            with self._store.transaction("coding.recode", label, coder) as change:
                self._save(change, after)
        return after

    def adjust(self, uuid: str, start: int, end: int, coder: str) -> Coding:
        """Give a coding other bounds (code points, half-open); it quotes what is there.

        It leaves its episode when nothing of it is inside any more.

        Raises:
            UnknownName: there is no such coding.
            InputError: the coding is another coder's; the span is empty or outside the document.
            ConflictError: this coder gave the code to that span already.
        """
        with self._store.writing():
            before = self._own(uuid, coder)
            refuse_outside(self._documents.get(before.document), start, end)
            if (start, end) == (before.start, before.end):
                return before
            after = self._at(before, start, end)
            if after.episode is not None:
                span = self._episodes.span(self._episodes.get(after.episode))
                if not (start < span.end and span.start < end):
                    after = replace(after, episode=None)
            code = self._codes.by_uuid(before.code)
            self._refuse_same(after, code)
            with self._store.transaction("coding.adjust", f"adjust {code.id}", coder) as change:
                self._save(change, after)
        return after

    def split(self, uuid: str, at: int, coder: str) -> tuple[Coding, Coding]:
        """Make two codings of one, cut at an offset, without white space at the cut.

        Both have what the coding had, places under themes included; memos stay with the first.

        Raises:
            UnknownName: there is no such coding.
            InputError: the coding is another coder's; the cut leaves one side without words.
            ConflictError: this coder gave the code to one of the two spans already.
        """
        with self._store.writing():
            before = self._own(uuid, coder)
            first, second = self._halves(before, at)
            code = self._codes.by_uuid(before.code)
            self._refuse_same(first, code)
            self._refuse_same(second, code)
            with self._store.transaction("coding.split", f"split {code.id}", coder) as change:
                self._save(change, first)
                change.insert("coding", as_row(second))
                for theme in sorted(stored_themes.themes_of(self._store, "coding", uuid)):
                    link = {
                        "uuid": self._store.new_uuid(),
                        "theme": theme,
                        "coding": second.uuid,
                    }
                    change.insert("theme_coding", link)
        return first, second

    def confirm(self, uuid: str, coder: str) -> Coding:
        """Say that a coding holds under the code's present definition.

        It gets the codebook's version in force; a provisional one stands from then on.

        Raises:
            UnknownName, InputError: there is no such coding; it is another coder's.
        """
        with self._store.writing():
            before = self._own(uuid, coder)
            code = self._codes.by_uuid(before.code)
            after = replace(before, codebook_version=self._version(code), status=_looked_at(before))
            with self._store.transaction("coding.confirm", f"confirm {code.id}", coder) as change:
                self._save(change, after)
        return after

    def set_status(self, uuid: str, status: CodingStatus, coder: str) -> None:
        """Mark a coding as standing, provisional, or to be discussed; anybody may."""
        code = self._codes.by_uuid(self.get(uuid).code)
        with self._store.transaction("coding.change", f"mark {code.id} {status}", coder) as change:
            change.update("coding", uuid, {"status": status})

    def set_attributes(self, uuid: str, attributes: Mapping[str, Any], coder: str) -> None:
        """Set what the coding carries besides the code (I/we, hinders/helps, …).

        Raises:
            UnknownName, InputError: there is no such coding; it is another coder's.
        """
        code = self._codes.by_uuid(self._own(uuid, coder).code)
        with self._store.transaction(
            "coding.change", f"set attributes of {code.id}", coder
        ) as change:
            change.update("coding", uuid, {"attributes": to_json(dict(attributes))})

    def flag(self, uuid: str, why: str, coder: str) -> None:
        """Mark a coding, one's own or another's, to be discussed, with a memo that says why.

        Raises:
            UnknownName, InputError: there is no such coding; `why` is empty.
        """
        memo = drafted_memo(
            self._store, "coding", why, coder,
            title=DISCUSS, target_table="coding", target=uuid,
        )  # fmt: skip
        with self._store.writing():
            code = self._codes.by_uuid(self.get(uuid).code)
            with self._store.transaction("coding.flag", f"flag {code.id}", coder) as change:
                change.update("coding", uuid, {"status": "discuss"})
                change.insert("memo", as_row(memo))

    def unflag(self, uuid: str, coder: str) -> None:
        """Say that a coding needs no discussion (any more); it stands, and the memos stay.

        Raises:
            UnknownName, InputError: there is no such coding; it isn't flagged.
        """
        with self._store.writing():
            coding = self.get(uuid)
            code = self._codes.by_uuid(coding.code)
            refuse_unflagged(coding, code)
            with self._store.transaction("coding.unflag", f"unflag {code.id}", coder) as change:
                settle(self._store, change, uuid)

    def exclusive_breaks(self, coding: Coding) -> Sequence[Code]:
        """Codes that, by their codebook's rule, can't stand beside this coding, and do.

        Looked at are the other codes the same coder gave to the same episode or the same span.
        They come in the order of the codebook; a book without such a rule has none.
        """
        code = self._codes.by_uuid(coding.code)
        book = next(book for book in self._codebooks.list() if book.uuid == code.codebook)
        if rule_of(book) is None:
            return []
        beside = {
            other.code
            for other in stored.beside(self._store, coding)
            if other.status != "provisional"
        }
        others = [self._codes.by_uuid(uuid) for uuid in beside]
        others.sort(key=lambda item: (item.position, item.id))
        return broken_by(book, code, others)

    def _own(self, uuid: str, coder: str) -> Coding:
        coding = self.get(uuid)
        if coding.coder != coder:
            raise InputError("the coding is another coder's", "code the passage yourself")
        return coding

    def _choosable(self, code: str) -> Code:
        given = self._codes.by_uuid(code)
        if given.retired:
            raise InputError(f"the code {given.id} is retired", "choose another code")
        return given

    def _version(self, code: Code) -> str | None:
        return stored_codes.version_in_force(self._store, code.codebook)[0]

    def _refuse_same(self, coding: Coding, code: Code) -> None:
        if stored.same(self._store, coding) is not None:
            raise ConflictError(
                f"{code.id} is given to this passage already", "choose another code or passage"
            )

    def _at(self, coding: Coding, start: int, end: int) -> Coding:
        """The coding at another place of its document."""
        prefix, quote, suffix = context(self._documents.text(coding.document), start, end)
        return replace(coding, start=start, end=end, quote=quote, prefix=prefix, suffix=suffix)

    def _halves(self, coding: Coding, at: int) -> tuple[Coding, Coding]:
        text = self._documents.text(coding.document)
        left, right = strip(text, coding.start, at), strip(text, at, coding.end)
        if left and right:
            first = self._at(coding, coding.start, left.end)
            second = self._at(coding, right.start, coding.end)
            return first, replace(second, uuid=self._store.new_uuid())
        raise InputError(
            "a coding is split between two of its words", "put the caret inside the passage"
        )

    def _save(self, change: Transaction, coding: Coding) -> None:
        change.update("coding", coding.uuid, as_row(coding))


def refuse_unflagged(coding: Coding, code: Code) -> None:
    """Refuse a coding that isn't to be discussed.

    Raises:
        InputError: it isn't.
    """
    if coding.status != "discuss":
        raise InputError(
            f"this coding of {code.id} isn't flagged for discussion", "flag it first, and say why"
        )


def settle(store: Store, change: Transaction, coding: str) -> None:
    """Let a flagged coding stand, and its memos say that they were discussed."""
    change.update("coding", coding, {"status": "standing"})
    for memo in stored.memos_on(store, coding):
        if memo.title == DISCUSS:
            change.update("memo", memo.uuid, {"title": DISCUSSED})


def _looked_at(coding: Coding) -> CodingStatus:
    return "standing" if coding.status == "provisional" else coding.status
