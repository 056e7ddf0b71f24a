"""Everything that can go wrong for a reason a person can act on.

    QualcodeError                  message and hint
    ├── InputError                 the request or a file's content is at fault
    │   ├── FileError              a path is missing, unreadable, unwritable
    │   ├── ImportFailure          a file was read but is not what it should be
    │   ├── CodebookError          a codebook's content, with line numbers
    │   ├── UnknownName            no such code, coder, document, …; names the nearest
    │   └── AmbiguousName          a name that fits several
    ├── StudyError                 the study file is at fault
    │   ├── NotAStudy              not a Qualcode study, or damaged
    │   ├── NewerStudy             written by a newer Qualcode
    │   ├── StudyReadOnly          the file or its folder can't be written
    │   ├── StudyLocked            another program is writing
    │   └── DiskFull               no room left
    ├── ConflictError              the change contradicts what the study holds
    │   └── UndoRefused            a later change built on the one to undo
    ├── MissingPackage             an optional package is absent or broken
    └── NotEnoughData              too little text or too few codings for the method

Messages may name documents, codes, coders and files; they never hold transcript text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class QualcodeError(Exception):
    """A fault people can act on.

    Args:
        message: what is wrong, one line, without a full stop.
        hint: what to do about it, or an empty string.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputError(QualcodeError):
    """The request, or the content of a file, is at fault."""


class FileError(InputError):
    """A path is missing, is a directory, or can't be read or written."""


class ImportFailure(InputError):
    """A file was found but its content can't be imported."""


class CodebookError(InputError):
    """A codebook doesn't hold together; the message carries the line number where known."""


class UnknownName(InputError):
    """A name that matches nothing.

    Args:
        what: the kind of thing, for instance ``"code"``.
        name: what was asked for.
        known: the names there are; the nearest become the hint.
    """

    def __init__(self, what: str, name: str, known: Iterable[str] = ()) -> None:
        near = nearest(name, known)
        hint = f"did you mean {' or '.join(near)}?" if near else f"there is no {what} yet"
        super().__init__(f"no {what} matches '{name}'", hint)
        self.name = name
        self.nearest = near


class AmbiguousName(InputError):
    """A name that fits several things; the hint lists them."""

    def __init__(self, what: str, name: str, candidates: Sequence[str]) -> None:
        super().__init__(
            f"'{name}' fits several {what}s", f"use one of: {', '.join(candidates[:5])}"
        )


class StudyError(QualcodeError):
    """The study file itself is at fault."""


class NotAStudy(StudyError):
    """The file isn't a Qualcode study, or is damaged."""


class NewerStudy(StudyError):
    """The study was written by a newer version of Qualcode."""


class StudyReadOnly(StudyError):
    """The study or its folder can't be written."""


class StudyLocked(StudyError):
    """Another program holds the study's write lock."""


class DiskFull(StudyError):
    """The disk, or the file-size limit, leaves no room."""


class ConflictError(QualcodeError):
    """The change contradicts what the study holds already."""


class UndoRefused(ConflictError):
    """There is nothing to undo, or a later change built on it."""


class MissingPackage(QualcodeError):
    """An optional package isn't installed or doesn't work here."""


class NotEnoughData(QualcodeError):
    """Too little text or too few codings for what was asked."""


def nearest(name: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """The known names most like `name`, best first; case is ignored."""
    from difflib import SequenceMatcher

    wanted = name.casefold()
    scored = []
    for candidate in dict.fromkeys(known):
        folded = candidate.casefold()
        score = SequenceMatcher(None, wanted, folded, autojunk=False).ratio()
        if wanted and wanted in folded:
            score += 0.5
        scored.append((-score, candidate))
    return [f"{candidate}" for _, candidate in sorted(scored)[:limit]]
