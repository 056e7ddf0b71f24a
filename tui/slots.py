"""Which digit gives which code: pinned codes first, recent ones where there is room (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

COUNT = 9
"""Digits there are, 1 to 9."""


class Slots:
    """Codes (uuids) by digit, and the codes used last.

    Pinned codes stand first, in the order they were pinned. A recent code keeps its digit until
    it is the one used longest ago and another needs the place.
    """

    def __init__(
        self,
        pinned: Iterable[str] = (),
        placed: Iterable[str] = (),
        recent: Iterable[str] = (),
    ) -> None:
        self.pinned = list(dict.fromkeys(pinned))[:COUNT]
        self.recent = list(dict.fromkeys(recent))[:COUNT]
        rest = dict.fromkeys(code for code in placed if code and code not in self.pinned)
        self._placed = [*self.pinned, *rest, *[""] * COUNT][:COUNT]

    @classmethod
    def parse(cls, text: str, known: Collection[str]) -> Slots:
        """What `written` wrote, without the codes that are no longer known."""
        parts = [
            [code for code in part.split() if code in known] for part in [*text.split("|"), "", ""]
        ]
        return cls(*parts[:3])

    def written(self) -> str:
        """One line that `parse` reads."""
        placed = [code for code in self._placed if code]
        return "|".join(" ".join(codes) for codes in (self.pinned, placed, self.recent))

    def keep(self, known: Collection[str]) -> None:
        """Forget codes that are no longer known."""
        self.pinned = [code for code in self.pinned if code in known]
        self.recent = [code for code in self.recent if code in known]
        placed = [code if code in known else "" for code in self._placed]
        rest = [code for code in placed if code not in self.pinned]
        self._placed = [*self.pinned, *rest, *[""] * COUNT][:COUNT]

    def code(self, digit: int) -> str | None:
        """The code that a digit (1 to 9) gives."""
        return self._placed[digit - 1] or None

    def digit(self, code: str) -> int | None:
        """The digit that gives a code."""
        return self._placed.index(code) + 1 if code in self._placed else None

    def each(self) -> list[tuple[int, str]]:
        """(digit, code) of every digit that gives one."""
        return [(number, code) for number, code in enumerate(self._placed, 1) if code]

    def use(self, code: str) -> None:
        """Note that a code was used now."""
        self.recent = [code, *(other for other in self.recent if other != code)][:COUNT]
        room = None if code in self._placed else self._room()
        if room is not None:
            self._placed[room] = code

    def pin(self, code: str) -> bool:
        """Give a code the first digit behind the pinned ones; False where nine are pinned."""
        place = len(self.pinned)
        if place == COUNT or code in self.pinned:
            return code in self.pinned
        was = self._placed.index(code) if code in self._placed else None
        displaced, self._placed[place] = self._placed[place], code
        self.pinned.append(code)
        if was is not None and was != place:
            self._placed[was] = displaced
        elif was is None and displaced:
            room = self._room()
            if room is not None and self._age(displaced) < self._age(self._placed[room]):
                self._placed[room] = displaced
        return True

    def unpin(self, code: str) -> None:
        """Let a pinned code be a recent one, behind those that stay pinned."""
        place = self.pinned.index(code)
        del self.pinned[place], self._placed[place]
        self._placed.insert(len(self.pinned), code)

    def _room(self) -> int | None:
        """The place for a code: a free one, else that of the code used longest ago."""
        open_to_all = range(len(self.pinned), COUNT)
        return max(open_to_all, key=lambda place: self._age(self._placed[place]), default=None)

    def _age(self, code: str) -> int:
        """How many codes were used since; a free place is older than any code."""
        if not code:
            return COUNT + 1
        return self.recent.index(code) if code in self.recent else COUNT
