"""Setting what a codebook lets a coding carry besides its code, by one key for each value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import ascii_lowercase
from typing import Any, ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ..glyphs import shown
from .prompt import LineInput

_KEYS = f"123456789{ascii_lowercase}"


class _Value(NamedTuple):
    key: str
    attribute: str
    value: str


class AttributesScreen(ModalScreen[Mapping[str, object] | None]):
    """Gives the attributes as they are set when they are saved, None where they were left.

    Args:
        about: whose attributes they are.
        declared: the codebook's attributes, each with `id` and `values`, a list or `free`.
        given: the values so far; what isn't declared is kept.
    """

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back"),
        Binding("enter", "save", "Save"),
    ]

    def __init__(
        self, about: str, declared: Sequence[Mapping[str, Any]], given: Mapping[str, object]
    ) -> None:
        super().__init__()
        self._about = about
        self._given = dict(given)
        self._values: list[_Value] = []
        self._free: list[str] = []
        keys = iter(_KEYS)
        for attribute in declared:
            name, values = str(attribute.get("id", "")), attribute.get("values")
            if isinstance(values, list | tuple):
                self._values += [
                    _Value(key, name, str(value)) for value, key in zip(values, keys, strict=False)
                ]
            elif name:
                self._free.append(name)

    def compose(self) -> ComposeResult:
        with Vertical(id="attributes", classes="dialog"):
            yield Static(
                shown(f"Attributes of {self._about}"), classes="dialog--title", markup=False
            )
            yield Static(id="attributes-values", markup=False)
            for number, name in enumerate(self._free):
                yield Static(shown(name), classes="dialog--label", markup=False)
                yield LineInput(str(self._given.get(name, "")), id=f"attribute-{number}")
            yield Static(id="attributes-keys", classes="dialog--keys", markup=False)

    def on_mount(self) -> None:
        values = self.query_one("#attributes-values", Static)
        values.display = bool(self._values)
        tab = "Tab to the lines · " if self._free and self._values else ""
        keys = "A key sets a value or takes it off · " if self._values else ""
        self.query_one("#attributes-keys", Static).update(f"{keys}{tab}Enter saves · Esc leaves")
        if not self._values:
            self.query(Input).first().focus()
        self._show()

    def _show(self) -> None:
        lines: list[Content] = []
        for name in dict.fromkeys(value.attribute for value in self._values):
            parts = [Content.styled(f"{shown(name)}: ", "bold")]
            for value in self._values:
                if value.attribute == name:
                    is_set = self._given.get(name) == value.value
                    parts += [
                        Content.styled(f" {value.key} ", "bold $accent"),
                        Content.styled(
                            f"{'● ' if is_set else '○ '}{shown(value.value)} ",
                            "bold" if is_set else "",
                        ),
                    ]
            lines.append(Content.assemble(*parts))
        self.query_one("#attributes-values", Static).update(Content("\n").join(lines))

    def on_key(self, event: events.Key) -> None:
        for key, name, value in self._values:
            if event.character == key:
                event.stop()
                if self._given.get(name) == value:
                    del self._given[name]
                else:
                    self._given[name] = value
                self._show()

    @on(Input.Submitted)
    def action_save(self) -> None:
        for number, name in enumerate(self._free):
            line = self.query_one(f"#attribute-{number}", Input).value.strip()
            if line:
                self._given[name] = line
            else:
                self._given.pop(name, None)
        self.dismiss(self._given)
