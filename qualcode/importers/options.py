"""What a person may set for an import, and what the importers accept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qualcode.errors import InputError
from qualcode.model import DOCUMENT_KINDS, DocumentKind

_YES = frozenset({"yes", "true", "on", "1", "ja"})
_NO = frozenset({"no", "false", "off", "0", "nei"})


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """Choices for one import; everything left out is guessed.

    Args:
        encoding: of plain text, subtitles and text tables, for instance ``cp1252``.
        kind: of the documents.
        language: of the documents where the file doesn't say, for instance ``nb``.
        settings: further choices by name, as text; which ones a format knows is in its
            `Format.settings`. A document's stored settings may be given here again.
    """

    encoding: str | None = None
    kind: DocumentKind | None = None
    language: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def text_encoding(self) -> str | None:
        return self.encoding or self.settings.get("encoding") or None

    def text(self, key: str) -> str:
        """The setting, or an empty string."""
        return self.settings.get(key, "").strip()

    def flag(self, key: str, *, default: bool) -> bool:
        """A yes/no setting.

        Raises:
            InputError: it says something else.
        """
        value = self.text(key).casefold()
        if not value:
            return default
        if value in _YES | _NO:
            return value in _YES
        raise InputError(f"the setting '{key}' is neither yes nor no", f"use {key}=yes or {key}=no")

    def number(self, key: str) -> int | None:
        """A setting that is a whole number from 0 up, None where it isn't set.

        Raises:
            InputError: it is something else.
        """
        value = self.text(key)
        if not value:
            return None
        if value.isascii() and value.isdigit() and len(value) < 16:
            return int(value)
        raise InputError(f"the setting '{key}' is not a whole number", f"use for instance {key}=0")

    def choice(self, key: str, allowed: tuple[str, ...]) -> str:
        """One of `allowed`, an empty string where it isn't set.

        Raises:
            InputError: it is something else.
        """
        value = self.text(key).casefold()
        if not value or value in allowed:
            return value
        raise InputError(
            f"the setting '{key}' can't be '{value}'", f"use one of: {', '.join(allowed)}"
        )


def check_options(options: ImportOptions, name: str, known: Mapping[str, str]) -> None:
    """Refuse settings that the format `name` doesn't know.

    Raises:
        InputError: an unknown setting or document kind.
    """
    unknown = sorted(set(options.settings) - set(known))
    if unknown:
        raise InputError(
            f"the format {name} has no setting '{unknown[0]}'",
            f"it knows: {', '.join(sorted(known))}",
        )
    if options.kind is not None and options.kind not in DOCUMENT_KINDS:
        raise InputError(
            f"there is no document kind '{options.kind}'",
            f"use one of: {', '.join(DOCUMENT_KINDS)}",
        )
