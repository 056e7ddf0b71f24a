"""What is decided about suggestions and provisional codings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.text import Text

from qualcode.model import Span

from ..desk import Desk
from ..readings import Readings
from .listing import ListingScreen
from .prompt import Prompt
from .review_adjust import AdjustSpan
from .review_items import Item, Order, Queue, ReviewFilter


class ReviewDecisions(ListingScreen):
    """The queue, and deciding about what is in it.

    `waiting` is everything undecided, `listed` what of it is shown, in order. `skipped` are the
    items (uuids) put behind the others; `decided` counts what was decided since the screen opened.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.queue: Queue = "suggestions"
        self.order: Order = "confidence"
        self.filter = ReviewFilter()
        self.waiting: dict[Queue, list[Item]] = {"suggestions": [], "provisional": []}
        self.listed: list[Item] = []
        self.skipped: set[str] = set()
        self.decided = 0
        self._readings = Readings(desk.project)

    @property
    def current(self) -> Item | None:
        """The highlighted item."""
        raise NotImplementedError

    def list_again(self, highlighted: str | None = None) -> None:
        """List what is waiting."""
        raise NotImplementedError

    def render_item(self, number: int, width: int) -> Sequence[Text]:
        """A row of the list."""
        raise NotImplementedError

    def action_accept(self) -> None:
        project, desk = self.desk.project, self.desk
        self._decide(
            lambda item: project.suggestions.accept(item.uuid, desk.coder()),
            lambda item: project.codings.confirm(item.uuid, desk.coder()),
            "Accepted",
            "Confirmed",
        )

    def action_reject(self) -> None:
        project, desk = self.desk.project, self.desk
        self._decide(
            lambda item: project.suggestions.reject(item.uuid, desk.coder()),
            lambda item: project.codings.remove(item.uuid, desk.coder()),
            "Rejected",
            "Removed",
        )

    def action_reject_with_note(self) -> None:
        project, desk = self.desk.project, self.desk
        item = self._chosen()
        if item is None:
            return
        if item.coding is not None:
            self.tell("A note is kept with suggestions; remove the coding instead.")
            return
        self.ask(
            Prompt(f"Why not {desk.name_of(item.code)}?", "what speaks against it"),
            lambda note: self._settle(
                item,
                lambda: project.suggestions.reject(item.uuid, desk.coder(), note),
                f"Rejected with a note: {desk.name_of(item.code)}.",
            ),
        )

    def action_recode(self) -> None:
        project, desk = self.desk.project, self.desk
        item = self._chosen()
        if item is None:
            return

        def recode(code: str) -> None:
            def change() -> object:
                if item.coding is not None:
                    return project.codings.recode(item.uuid, code, desk.coder())
                return project.suggestions.accept(item.uuid, desk.coder(), code=code)

            if self._settle(item, change, f"Accepted as {desk.name_of(code)}."):
                desk.note_use(code)

        self.choose_code(f"Instead of {desk.name_of(item.code)}", recode)

    def action_adjust(self) -> None:
        item = self._chosen()
        if item is None:
            return
        reading = self.attempt(lambda: self._readings.of(item.document))
        if reading is None:
            return
        name = self.desk.name_of(item.code)
        self.app.push_screen(
            AdjustSpan(f"The passage for {name}", reading, Span(item.start, item.end)),
            lambda span: None if span is None else self._take(item, span),
        )

    def _take(self, item: Item, span: Span) -> None:
        project, desk = self.desk.project, self.desk
        if item.coding is None:
            self._settle(
                item,
                lambda: project.suggestions.accept(
                    item.uuid, desk.coder(), start=span.start, end=span.end
                ),
                f"Accepted: {desk.name_of(item.code)}.",
            )
        else:
            key = desk.keymap.key("review_accept")
            self.change(
                lambda: project.codings.adjust(item.uuid, span.start, span.end, desk.coder()),
                f"Adjusted; {key} confirms it.",
            )

    def action_skip(self) -> None:
        item = self._chosen()
        if item is None:
            return
        following = self._following(item)
        self.skipped.discard(item.uuid)
        if all(other.uuid in self.skipped for other in self.listed if other is not item):
            self.skipped.clear()  # once round: begin again with the first
        self.skipped.add(item.uuid)
        self.list_again(following)

    def action_accept_all(self) -> None:
        if self.queue == "provisional":
            self.tell("These are confirmed one by one: that is what they wait for.")
            return
        usable = {code.uuid for code in self.desk.usable_codes()}
        uuids = [item.uuid for item in self.listed if item.code in usable]
        if not uuids:
            self.tell("No suggestion is listed.", severity="warning")
            return
        things = "1 suggestion" if len(uuids) == 1 else f"{len(uuids)} suggestions"
        self.confirm(
            f"Accept {things} as provisional codings?",
            [],
            f"Accept {things}; each is then to be looked at",
            lambda: self._accept_all(uuids),
        )

    def _accept_all(self, uuids: list[str]) -> None:
        desk = self.desk
        made: list[int] = []
        self.queue, self.order = "provisional", "document"
        self.skipped.clear()
        if self.change(
            lambda: made.append(desk.project.suggestions.accept_these(uuids, desk.coder()))
        ):
            self.list_again()
            self.tell(f"{made[0]} provisional codings. Look at each: they stand once confirmed.")
        else:
            self.queue, self.order = "suggestions", "confidence"
            self.list_again()

    # How it is done

    def _chosen(self) -> Item | None:
        item = self.current
        if item is None:
            self.tell("Nothing is listed here.", severity="warning")
        return item

    def _take_off(self, item: Item) -> None:
        """Take a decided item off the list, where the next one is highlighted then."""
        place = next(number for number, each in enumerate(self.listed) if each.uuid == item.uuid)
        del self.listed[place]
        waiting = self.waiting[self.queue]
        waiting.remove(next(each for each in waiting if each.uuid == item.uuid))
        self.list_rows(len(self.listed), self.render_item, place)

    def _following(self, item: Item) -> str | None:
        """The item (uuid) after one, or else the one before."""
        uuids = [other.uuid for other in self.listed]
        place = uuids.index(item.uuid)
        around = uuids[place + 1 : place + 2] or uuids[max(0, place - 1) : place]
        return around[0] if around else None

    def _decide(
        self,
        on_suggestion: Callable[[Item], object],
        on_coding: Callable[[Item], object],
        said: str,
        said_of_coding: str,
    ) -> None:
        item = self._chosen()
        if item is None:
            return
        name = self.desk.name_of(item.code)
        if item.coding is None:
            self._settle(item, lambda: on_suggestion(item), f"{said}: {name}.")
        else:
            self._settle(item, lambda: on_coding(item), f"{said_of_coding}: {name}.")

    def _settle(self, item: Item, decision: Callable[[], object], said: str) -> bool:
        """Make a decision and go on to the next item; False where it was refused.

        Only this item is taken off the list: to read thousands again at every key would be slow.
        """

        def decide() -> int:
            decision()
            return self.desk.project.latest_change()

        is_listed = any(each.uuid == item.uuid for each in self.listed)
        is_up_to_date = self.attempt(self.desk.project.latest_change) == self._seen and is_listed
        seen = self.attempt(decide)
        if seen is None:
            self.catch_up()
            return False
        self.decided += 1
        self.skipped.discard(item.uuid)
        if is_up_to_date:
            self._seen = seen
            self._take_off(item)
        else:
            self.catch_up()
        left = len(self.waiting[self.queue])
        self.tell(f"{said} {left} left.")
        return True
