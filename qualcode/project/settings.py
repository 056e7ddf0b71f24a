"""How a study is set up, and where each coder was."""

from __future__ import annotations

import json
from typing import Literal, get_args

from qualcode.errors import InputError, UnknownName
from qualcode.store import settings as stored
from qualcode.store.database import Store

RETRAIN_AFTER = 25
"""After so many decisions suggestions are made anew, unless the study says otherwise."""

Approach = Literal["reflexive", "codebook", "content", "condensation"]
APPROACHES: tuple[Approach, ...] = get_args(Approach)
Language = Literal["nb", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


class Settings:
    """The study's settings; each change is journalled."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def approach(self) -> str:
        """Which family of methods sets the defaults."""
        return self._get("approach", "codebook")

    @property
    def created_at(self) -> str:
        return self._get("created_at", "")

    @property
    def replica(self) -> str:
        """Identity of this copy of the study."""
        return self._get("replica", "")

    @property
    def hides_suggestions(self) -> bool:
        """Whether suggestions wait for the end of a coder's first pass through a document."""
        return self._get("hides_suggestions", "yes") == "yes"

    @hides_suggestions.setter
    def hides_suggestions(self, hidden: bool) -> None:
        self._set("hides_suggestions", "yes" if hidden else "no")

    @property
    def retrain_after(self) -> int:
        """After how many decisions of a coder their queue is made anew; 0: never by itself.

        Unless chosen, never in the reflexive approach, where suggestions wait until asked for.
        """
        usual = 0 if self.approach == "reflexive" else RETRAIN_AFTER
        return int(self._get("retrain_after", str(usual)))

    def set_retrain_after(self, decisions: int, coder: str | None = None) -> None:
        """Choose after how many decisions the queue is made anew; 0: never by itself.

        Raises:
            InputError: it is less than 0.
        """
        if decisions < 0:
            raise InputError("a number of decisions can't be negative", "0 turns it off")
        self._set("retrain_after", str(decisions), coder)

    @property
    def language(self) -> Language:
        """The language of names, definitions and examples of codes: `nb` or `en`.

        Unless chosen, that of most documents whose language is known.
        """
        chosen = stored.setting(self._store, "language")
        if chosen in LANGUAGES:
            return chosen
        return "nb" if stored.norwegian_prevails(self._store) else "en"

    @language.setter
    def language(self, language: Language) -> None:
        self.set_language(language, None)

    def set_language(self, language: str, coder: str | None) -> None:
        """Choose the language of names, definitions and examples of codes.

        Raises:
            UnknownName: it is neither `nb` nor `en`.
        """
        if language not in LANGUAGES:
            raise UnknownName("language of a study", language, LANGUAGES)
        self._set("language", language, coder)

    @property
    def synthetic(self) -> bool:
        """Whether everything in the study is made up, as in the sample."""
        return self._get("synthetic", "no") == "yes"

    @synthetic.setter
    def synthetic(self, made_up: bool) -> None:
        self._set("synthetic", "yes" if made_up else "no")

    def begin(self, approach: str) -> None:
        """Write the first settings of a new study.

        Raises:
            InputError: there is no such approach.
        """
        if approach not in APPROACHES:
            raise InputError(
                f"there is no approach '{approach}'", f"choose one of {', '.join(APPROACHES)}"
            )
        with self._store.transaction("study.create", "create the study") as change:
            change.insert_all(
                "setting",
                [
                    {"key": "replica", "value": self._store.new_uuid()},
                    {"key": "created_at", "value": self._store.now()},
                    {"key": "approach", "value": approach},
                ],
            )

    def recall(self, coder: str, key: str) -> str | None:
        """What was remembered for a coder under `key`."""
        return stored.recalled(self._store, coder, key)

    def remember(self, coder: str, key: str, value: str) -> None:
        """Remember a place in the study for a coder; not part of the study's history."""
        stored.remember(self._store, coder, key, value)

    def _get(self, key: str, default: str) -> str:
        value = stored.setting(self._store, key)
        return default if value is None else value

    def _set(self, key: str, value: str, coder: str | None = None) -> None:
        with self._store.transaction(
            "setting.change", f"set {key} to {json.dumps(value)}", coder
        ) as change:
            if stored.setting(self._store, key) is not None:
                change.update("setting", key, {"value": value})
            else:
                change.insert("setting", {"key": key, "value": value})
