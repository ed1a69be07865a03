"""The screen of ``kb cards``: a search, the cards that it finds, and keys that change them."""

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Label

from kb.app.card_browser import CardBrowser
from kb.app.cards.browsing import CardOrder
from kb.app.sanitize import one_line
from kb.errors import KbError, NotFoundError, QueryError
from kb.schedule.memory import CardId
from kb.tui.browser import keys
from kb.tui.browser.acting import ActingScreen, counted_many
from kb.tui.browser.card_list import CardList
from kb.tui.browser.look import LookScreen
from kb.tui.browser.query_trouble import QueryTrouble
from kb.tui.browser.work import Work
from kb.tui.keys import KeyBar, bindings, keys_panel
from kb.tui.questions import ConfirmScreen
from kb.tui.rule import TitledRule

_EXAMPLES: Final = "Words, is:due, tag:name, note:name, prop:lapses>2, rated:7, -not, or, ( )"


class CardsScreen(ActingScreen):
    """Cards to look through."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*keys.LIST, *keys.MOVES)
    AUTO_FOCUS: ClassVar[str | None] = ""
    DEFAULT_CSS = """
    CardsScreen { overflow: hidden; }
    CardsScreen #count { padding: 0 1; text-style: bold; height: 1; text-wrap: nowrap; }
    CardsScreen Horizontal { height: 1; padding: 0 1; }
    CardsScreen Horizontal Label { text-style: dim; width: 8; }
    CardsScreen Input { border: none; height: 1; padding: 0; width: 1fr; }
    """

    def __init__(self, browser: CardBrowser) -> None:
        super().__init__(browser, Work())

    def compose(self) -> ComposeResult:
        """Yield the number of cards, the search, the list, a message and the keys."""
        yield Label(id="count", markup=False)
        with Horizontal():
            yield Label("Search:")
            yield Input(
                self._browser.query, placeholder="every card", compact=True, select_on_focus=False
            )
        yield QueryTrouble()
        yield CardList(self._browser)
        yield TitledRule(id="message")
        yield KeyBar(keys.LIST)

    async def on_mount(self) -> None:
        """Show the cards."""
        await self._browser.load(0, self.app.size.height)
        await self.show_again("Space marks cards, Enter shows one. ? has all keys.")

    def on_resize(self) -> None:
        """Keep the cursor visible."""
        self.call_after_refresh(self._go, self._list.at)

    @property
    def is_busy(self) -> bool:
        """Whether something that was asked for still goes on."""
        return self._work.is_busy

    async def finish(self) -> None:
        """Wait for what still goes on, as the screen is gone."""
        await self._work.finish()

    @property
    def current(self) -> CardId | None:
        """The card under the cursor."""
        cards = self._browser.cards
        return cards[self._list.at] if cards else None

    @property
    def chosen(self) -> Sequence[CardId]:
        """The marked cards, in their order; without any, the one under the cursor."""
        marked = self._browser.marked
        if marked:
            return [card_id for card_id in self._browser.cards if card_id in marked]
        return [self.current] if self.current else []

    async def show_again(self, message: str) -> None:
        """Show the cards as they are now, and a message."""
        await self._go(self._list.at)
        self.say(message)

    def say(self, message: str) -> None:
        """Show a message."""
        self.query_one("#message", TitledRule).show(message)

    async def action_move(self, cards: int) -> None:
        """Move the cursor down; up if negative."""
        await self._go(self._list.at + cards)

    async def action_page(self, pages: int) -> None:
        """Move the cursor by pages."""
        await self._go(self._list.at + pages * self._list.rows)

    async def action_first(self) -> None:
        """Move the cursor to the first card."""
        await self._go(0)

    async def action_last(self) -> None:
        """Move the cursor to the last card."""
        await self._go(len(self._browser.cards) - 1)

    async def action_mark(self) -> None:
        """Mark the card or unmark it, and go to the next."""
        if self.current:
            self._anchor = self._list.at
            self._browser.toggle(self._list.at)
            await self._go(self._list.at + 1)

    async def action_mark_on(self, cards: int) -> None:
        """Mark the card, and go on or back."""
        if self.current:
            self._anchor = self._list.at
            self._browser.mark(self._list.at, self._list.at)
            await self._go(self._list.at + cards)

    async def action_mark_range(self) -> None:
        """Mark all cards from the one that was marked last to this one."""
        if not self._browser.marked or self._anchor is None:
            self.say("Mark the first card of the range with Space; then go to its last.")
        elif self.current:
            self._browser.mark(self._anchor, self._list.at)
            self._anchor = self._list.at
            await self._go(self._list.at)

    async def action_mark_all(self) -> None:
        """Mark all cards; if all are marked, none."""
        self._browser.mark_all()
        await self._go(self._list.at)

    async def action_leave(self) -> None:
        """Go back from the search to the list; in the list, unmark all cards."""
        field = self.query_one(Input)
        if self.focused is field:
            field.value = self._browser.query
            self._trouble.show(None)
            self.set_focus(None)
            self.say("")
        else:
            self._browser.unmark()
            await self._go(self._list.at)

    def action_look(self) -> None:
        """Look at the card under the cursor."""
        if self.current:
            look = LookScreen(self._browser, self._work, self._list.at)

            async def looked(_: None) -> None:
                await self._go(look.at)

            self.app.push_screen(look, looked)

    def action_search(self) -> None:
        """Let the user type a query."""
        field = self.query_one(Input)
        self.set_focus(field)
        field.action_select_all()  # what is typed replaces it

    def on_descendant_focus(self) -> None:
        """Show the keys of the search."""
        self.query_one(KeyBar).show(keys.SEARCHING)
        self.say(_EXAMPLES)

    def on_descendant_blur(self) -> None:
        """Show the keys of the list."""
        self.query_one(KeyBar).show(keys.LIST)

    async def action_find(self) -> None:
        """Search for the cards of the query."""
        query = self.query_one(Input).value
        self._trouble.show(None)
        self.set_focus(None)
        self.say("Searching …")
        await self._work.begin_latest(self, lambda: self._search(query), self._found)

    async def on_input_submitted(self) -> None:
        """Search."""
        await self.action_find()

    async def _search(self, query: str) -> str:
        """Search, and keep what is wrong with the query."""
        self._wrong = None
        try:
            await self._browser.search(query)
        except (QueryError, NotFoundError) as error:
            self._wrong = error
        return query

    async def _found(self, query: str) -> None:
        """Show the cards of a query, or what is wrong with it."""
        field = self.query_one(Input)
        self._trouble.show(self._wrong, fits=Content(query).cell_length < field.size.width)
        self.say("")
        if self._wrong:
            self.set_focus(field)
        else:
            self._anchor = None
            await self._go(0)

    def action_sort(self) -> None:
        """Ask what to sort by."""
        _, name = keys.ORDERS[self._browser.order]
        question = f"Sort by? Now by {name.lower()}; the same again turns it round."
        self.app.push_screen(ConfirmScreen(question, keys.SORTING), self._sort)

    async def _sort(self, answer: str | None) -> None:
        if answer:
            order = self._browser.order if answer == "turn" else CardOrder(answer)
            self.say("Sorting …")
            await self._work.begin_latest(self, lambda: self._sorted(order), self._show_sorted)

    async def _sorted(self, order: CardOrder) -> str:
        await self._browser.sort(order)
        return ""

    async def _show_sorted(self, message: str) -> None:
        self._anchor = None
        self.say(message)
        await self._go(0)

    def action_keys(self) -> None:
        """Show all keys."""
        self.app.push_screen(keys_panel((*keys.LIST, *keys.MOVES)))

    async def on_card_list_scrolled(self, message: CardList.Scrolled) -> None:
        """Move the cursor as the mouse did; a card that has it already is opened."""
        at = self._list.at + message.by if message.row is None else self._list.top + message.row
        if message.row is not None and at == self._list.at:
            self.action_look()
        else:
            await self._go(at)

    _anchor: int | None = None
    """The place of the card that was marked last."""
    _wrong: KbError | None = None
    """What is wrong with the query that was searched for last."""

    @property
    def _trouble(self) -> QueryTrouble:
        return self.query_one(QueryTrouble)

    @property
    def _list(self) -> CardList:
        return self.query_one(CardList)

    async def _go(self, at: int) -> None:
        """Move the cursor, and show what is there."""
        cards = self._list
        cards.go(at)
        await self._browser.load(cards.top, cards.rows)
        cards.refresh()
        browser = self._browser
        _, name = keys.ORDERS[browser.order]
        place = f"{cards.at + 1:,}/" if browser.cards else ""
        parts = [
            place + counted_many(len(browser.cards)),
            f"by {name.lower()} {'↓' if browser.falling else '↑'}",
        ]
        if browser.marked:
            parts.append(f"{len(browser.marked):,} marked")
        if browser.restriction:
            parts.append(browser.restriction)
        self.query_one("#count", Label).update(Content(one_line(" · ".join(parts))))
