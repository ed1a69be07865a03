"""One card of ``kb cards`` with all that is known of it, on a page."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Label, Static

from kb.app.card_browser import CardBrowser, CardDetails
from kb.app.learning import told_reasons
from kb.app.sanitize import one_line
from kb.schedule.memory import CardId
from kb.tui.browser import keys
from kb.tui.browser.acting import ActingScreen
from kb.tui.browser.work import Work
from kb.tui.files import FILE, with_file
from kb.tui.keys import KeyBar, bindings, keys_panel
from kb.tui.review_pages import history_lines
from kb.tui.rule import TitledRule
from kb.tui.scrolling import SCROLL_KEYS, ScrollingScreen
from kb.tui.wrapped_text import MarkdownText, NoteLines


class LookScreen(ActingScreen, ScrollingScreen):
    """A card, and those before and after it in the list."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*keys.CARD, FILE)
    SCROLLS: ClassVar[tuple[str, ...]] = ("#page",)
    DEFAULT_CSS = """
    LookScreen { overflow: hidden; }
    LookScreen #where { padding: 0 1; text-style: bold; height: 1; text-wrap: nowrap; }
    LookScreen #page { height: 1fr; padding: 1 1 0 1; }
    LookScreen.-short #page { padding: 0 1; }
    LookScreen #page Label { text-style: dim; }
    LookScreen MarkdownText { padding: 0 0 1 2; max-width: 100; }
    LookScreen #memory, LookScreen #why { padding: 0 0 1 2; }
    LookScreen #page NoteLines { padding: 0 0 1 0; }
    """

    def __init__(self, browser: CardBrowser, work: Work, at: int) -> None:
        super().__init__(browser, work)
        self.at = at
        """The place of the card in the list."""

    def compose(self) -> ComposeResult:
        """Yield the place in the list, the page, a message and the keys."""
        yield Label(id="where", markup=False)
        with VerticalScroll(id="page", can_focus=False):
            yield Label("Prompt")
            yield MarkdownText(id="front")
            yield Label("Answer")
            yield MarkdownText(id="back")
            yield Label("Memory and history")
            yield Static(id="memory")
            yield TitledRule(id="path")
            yield NoteLines()
            yield Label("Why it is a card")
            yield Static(id="why")
        yield TitledRule(id="message")
        yield KeyBar(keys.CARD)

    async def on_mount(self) -> None:
        """Show the card."""
        await self.show_again("")

    @property
    def current(self) -> CardId | None:
        """The card that is shown."""
        return self._browser.cards[self.at]

    @property
    def chosen(self) -> Sequence[CardId]:
        """The card that is shown, whatever is marked."""
        return [self._browser.cards[self.at]]

    async def show_again(self, message: str) -> None:
        """Show the card as it is now, and a message."""
        details = await self._browser.details(self._browser.cards[self.at])
        if details:
            self._fill(details)
        self.say(message)

    def say(self, message: str) -> None:
        """Show a message."""
        self.query_one("#message", TitledRule).show(message)

    async def action_go(self, cards: int) -> None:
        """Show the next card, or the one before."""
        at = self.at + cards
        if 0 <= at < len(self._browser.cards):
            self.at = at
            await self.show_again("")
            self.query_one("#page").scroll_home(animate=False)
        else:
            self.say("This is the last card." if cards > 0 else "This is the first card.")

    def action_back(self) -> None:
        """Go back to the list."""
        if self.is_current:  # a second key may come before the screen is gone
            self.dismiss()

    def action_keys(self) -> None:
        """Show all keys."""
        self.app.push_screen(keys_panel((*keys.CARD, FILE, *SCROLL_KEYS)))

    def _fill(self, details: CardDetails) -> None:
        card = details.card
        place = f"{self.at + 1:,}/{len(self._browser.cards):,}"
        parts = [place, f"card {card.card_id}", details.status, card.generator]
        parts += ["edited"] if card.reworded else []
        parts += [" › ".join(card.context)] if card.context else []
        self.query_one("#where", Label).update(Content(one_line(" · ".join(parts))))
        self.query_one("#front", MarkdownText).show(card.front)
        self.query_one("#back", MarkdownText).show(card.back)
        self.query_one(KeyBar).show(with_file(keys.CARD, card.front, card.back))
        explained = details.explanation
        memory = [Content(one_line(line)) for line in explained.reasons]
        if explained.history:
            memory.append(history_lines(explained.history))
        else:
            memory.append(Content.styled("Not answered yet.", "dim"))
        self.query_one("#memory", Static).update(Content("\n").join(memory))
        self.query_one("#path", TitledRule).show_place(f"{card.path}:{card.line}")
        self.query_one(NoteLines).show(details.around, card.line)
        why = [Content(one_line(line)) for line in _worth(details)]
        self.query_one("#why", Static).update(Content("\n").join(why))


def _worth(details: CardDetails) -> Iterator[str]:
    yield details.explanation.origin
    if details.worth is None:
        return
    yield f"It is worth {details.worth:.2f}: the chance that a learner keeps it."
    for line in told_reasons(details.why):
        yield f"Speaks {line}"
