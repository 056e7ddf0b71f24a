"""A codebook as a file holds it: ids instead of uuids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qualcode.model import Code, Codebook, Cue, Example


@dataclass(frozen=True, slots=True)
class CodeDraft:
    """A code on its way in; the fields of `model.Code`, with `parent` the parent's id."""

    id: str
    name: str
    name_nb: str = ""
    parent: str | None = None
    definition: str = ""
    include: str = ""
    exclude: str = ""
    examples: tuple[Example, ...] = ()
    cues: tuple[Cue, ...] = ()
    source: str = ""
    basis: str = ""
    colour: str = ""
    retired: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ThemeDraft:
    """A theme a codebook proposes; `codes` are ids, of other codebooks too."""

    name: str
    id: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodebookDraft:
    """A codebook on its way in; the fields of `model.Codebook`, and its codes in file order.

    `label` is the file's `version`. `extra` keeps unknown keys, and `themes` as written.
    """

    id: str
    title: str
    label: str = ""
    unit: str = ""
    exclusivity: str = ""
    ideal_order: tuple[str, ...] = ()
    attributes: tuple[Mapping[str, Any], ...] = ()
    languages: tuple[str, ...] = ()
    notes: str = ""
    references: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    codes: tuple[CodeDraft, ...] = ()

    @property
    def themes(self) -> tuple[ThemeDraft, ...]:
        """The themes the book proposes."""
        return tuple(
            ThemeDraft(theme["name"], theme.get("id", ""), tuple(theme.get("codes", ())))
            for theme in self.extra.get("themes", ())
        )

    def book(self, uuid: str) -> Codebook:
        """The book-level part under its uuid."""
        return Codebook(
            uuid=uuid,
            id=self.id,
            title=self.title,
            label=self.label,
            unit=self.unit,
            exclusivity=self.exclusivity,
            ideal_order=self.ideal_order,
            attributes=self.attributes,
            languages=self.languages,
            notes=self.notes,
            references=self.references,
            extra=self.extra,
        )

    def numbered(self, book_uuid: str, uuids: Sequence[str]) -> list[Code]:
        """The codes under their uuids (one for each, in order); positions count from 0."""
        uuid_of = {code.id: uuid for code, uuid in zip(self.codes, uuids, strict=True)}
        return [
            Code(
                uuid=uuid_of[code.id],
                codebook=book_uuid,
                id=code.id,
                name=code.name,
                name_nb=code.name_nb,
                parent=None if code.parent is None else uuid_of[code.parent],
                definition=code.definition,
                include=code.include,
                exclude=code.exclude,
                examples=code.examples,
                cues=code.cues,
                source=code.source,
                basis=code.basis,
                colour=code.colour,
                position=position,
                retired=code.retired,
                extra=code.extra,
            )
            for position, code in enumerate(self.codes)
        ]
