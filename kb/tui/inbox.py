"""The screen of ``kb inbox``: a proposed card, the lines of its note, and keys for a verdict."""

from pathlib import Path
from typing import ClassVar, Final, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Label

from kb.app.cards.inbox import LINE_GONE, SNOOZE_DAYS, Verdict, excerpt, proposer
from kb.app.cards.triage import ORDERED, TriageSession
from kb.app.sanitize import counted, one_line
from kb.errors import KbError
from kb.store.cards.cards import StoredCard
from kb.tui.app import ScreenApp
from kb.tui.files import FILE, open_file, with_file
from kb.tui.inbox_edit import EditScreen, Wording
from kb.tui.keys import Key, KeyBar, bindings, keys_panel
from kb.tui.questions import ConfirmScreen
from kb.tui.rule import TitledRule
from kb.tui.scrolling import SCROLL_KEYS, ScrollingScreen
from kb.tui.wrapped_text import MarkdownText, NoteLines

_BACK: Final = Key(
    "p,left", "screen.back", "Back", "Back to the card before, to decide anew (or ←)"
)
_UNDO: Final = Key("u", "screen.undo", "Undo", "Undo the last step")
_KEYS: Final = (
    Key("a", "screen.decide('ACCEPT')", "Accept", "Accept the card for review"),
    Key("r", "screen.decide('REJECT')", "Reject", "Reject it; it is not proposed again"),
    Key("s", "screen.decide('SNOOZE')", "Snooze", "Snooze it; it comes back in a week"),
    Key("e", "screen.reword", "Edit", "Edit the card; its note stays as it is"),
    Key("n,enter", "screen.skip", "Next", "Skip it; it stays in the inbox (or Enter)"),
    _BACK,
    _UNDO,
    Key("A", "screen.decide_alike('ACCEPT')", "All", "Accept all from this generator"),
    Key("R", "screen.decide_alike('REJECT')", "None", "Reject all from this generator"),
    Key("w", "screen.reorder", "Sort", "Sort by worth or by note"),
    FILE,
    Key("o,E", "screen.open_note", "Note", "Open the note in your editor, at this line"),
    Key("question_mark,f1", "screen.keys", "Keys", "Show all keys", "?"),
    Key("q", "app.quit", "Quit", "Quit; everything is saved"),
)
_BAR: Final = tuple(key for key in _KEYS if key is not FILE)
_AT_THE_END: Final = (_BACK, _UNDO, Key("enter", "app.quit", "Quit", "Quit", "Enter"))
_YES: Final = Key("y", "screen.answer('y')", "Yes", "Yes")
_HERE: Final = Key("t", "screen.answer('t')", "This note only", "Those of this note")
_NO: Final = Key("n,escape,q", "screen.answer('')", "No", "No")

_DOES: Final = {Verdict.ACCEPT: "Accept", Verdict.REJECT: "Reject"}
_IS: Final = ("is", "are")
_DONE: Final = {
    Verdict.ACCEPT: "Accepted.",
    Verdict.REJECT: "Rejected for good.",
    Verdict.SNOOZE: f"Snoozed for {SNOOZE_DAYS} days.",
}


class InboxScreen(ScrollingScreen):
    """The proposed cards, one after the other."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*_KEYS)
    SCROLLS: ClassVar[tuple[str, ...]] = ("#card", "#note")
    DEFAULT_CSS = """
    InboxScreen { overflow: hidden; }
    InboxScreen #where { padding: 0 1; text-style: bold; height: 1; text-wrap: nowrap; }
    InboxScreen #card { height: auto; max-height: 70%; padding: 1 1 0 1; }
    InboxScreen #card Label { text-style: dim; }
    InboxScreen MarkdownText { padding: 0 0 1 2; }
    InboxScreen #card #double { display: none; }
    InboxScreen.-double #card #double { display: block; text-style: none; padding: 0 0 1 0; }
    InboxScreen #note { height: 1fr; padding: 0 1; }
    InboxScreen.-short #card { padding: 0 1; }
    InboxScreen.-short #back { padding: 0 0 0 2; }
    InboxScreen.-end #card Label, InboxScreen.-end #back { display: none; }
    InboxScreen.-end #path, InboxScreen.-end #note { display: none; }
    InboxScreen.-end #card { height: 1fr; }
    """

    def __init__(self, walk: TriageSession) -> None:
        super().__init__()
        self._walk = walk

    def compose(self) -> ComposeResult:
        """Yield the place in the inbox, the card, its note, a message and the keys."""
        yield Label(id="where", markup=False)
        with Vertical():
            with VerticalScroll(id="card", can_focus=False):
                yield Label("Prompt")
                yield MarkdownText(id="front")
                yield Label("Answer")
                yield MarkdownText(id="back")
                yield Label(id="double", markup=False)
            yield TitledRule(id="path")
            with VerticalScroll(id="note", can_focus=False):
                yield NoteLines()
        yield TitledRule(id="message")
        yield KeyBar(_BAR)

    def on_mount(self) -> None:
        """Show the first card."""
        self._show(f"{counted(self._walk.place[1], 'proposed card')} in the inbox.")

    def on_resize(self) -> None:
        """Keep the card's line visible."""
        self.call_after_refresh(self._scroll_to_line)

    async def action_decide(self, verdict: str) -> None:
        """Save the verdict on the card, and show the next one."""
        if self._walk.current:
            await self._walk.decide(Verdict[verdict])
            self._show(f"{_DONE[Verdict[verdict]]} Press u to undo.")

    def action_skip(self) -> None:
        """Show the next card."""
        if self._walk.current:
            self._walk.skip()
            self._show("Skipped; it stays in the inbox.")
        else:
            self.app.exit()

    def action_back(self) -> None:
        """Show the card before."""
        self._show("" if self._walk.back() else "This is the first card.")

    def action_reorder(self) -> None:
        """Sort the cards by worth or by note."""
        self._show(ORDERED[self._walk.reorder()])

    def action_decide_alike(self, verdict: str) -> None:
        """Save a verdict on all cards from the current one's generator, after a question."""
        card = self._walk.current
        if card:
            alike, here = len(self._walk.alike()), len(self._walk.alike(here=True))
            does = _DOES[Verdict[verdict]]
            question = f"{does} {counted(alike, 'proposed card')} from “{card.generator}”?"
            if here < alike:
                question += f" {here} of them {_IS[here > 1]} from this note."
            keys = (_YES, _HERE, _NO) if here < alike else (_YES, _NO)
            self.app.push_screen(
                ConfirmScreen(question, keys),
                lambda answer: self._decide_alike(Verdict[verdict], answer),
            )

    async def _decide_alike(self, verdict: Verdict, answer: str | None) -> None:
        if answer:
            count = await self._walk.decide_alike(verdict, here=answer == "t")
            self._show(f"{_DOES[verdict]}ed {counted(count, 'card')}. Press u to undo.")

    def action_reword(self) -> None:
        """Open the card's prompt and answer for editing."""
        card = self._walk.current
        if card:
            self.app.push_screen(EditScreen((card.front, card.back)), self._reword)

    async def _reword(self, wording: Wording | None) -> None:
        if wording:
            await self._walk.reword(*wording)
            self._show("Edited. Press a to accept it, u to undo.")

    async def action_undo(self) -> None:
        """Undo the last step."""
        undone = await self._walk.undo()
        self._show("Undone." if undone else "There is nothing to undo.")

    def action_open_note(self) -> None:
        """Open the note in the user's editor."""
        card = self._walk.current
        if not card:
            return
        try:
            changed = cast("ScreenApp", self.app).edit(Path(card.folder, card.path), card.line)
        except KbError as error:
            self._show(error.message)
        else:
            edited = "The next “kb import” imports your changes."
            self._show(edited if changed else "The note is unchanged.")

    async def action_open_file(self) -> None:
        """Open a file of the card."""
        card = self._walk.current
        if card:
            open_file(self, card.folder, await self._walk.files(), self._say)

    def action_keys(self) -> None:
        """Show all keys."""
        self.app.push_screen(keys_panel((*_KEYS, *SCROLL_KEYS)))

    def _show(self, message: str) -> None:
        """Show the current card, or the end of the inbox, with a message about the last key."""
        card = self._walk.current
        self.set_class(card is None, "-end")
        self.remove_class("-double")
        self._say(message)
        if card:
            self._show_card(card)
        else:
            self._place("That was the last card.")
            self.query_one("#front", MarkdownText).show(self._walk.summary)
            self.query_one(KeyBar).show(_AT_THE_END)

    def _show_card(self, card: StoredCard) -> None:
        number, count = self._walk.place
        edited = " · edited" if card.reworded else ""
        edited += f" · {self._walk.verdict}" if self._walk.verdict else ""
        above = " · " + " › ".join(card.context) if card.context else ""
        self._place(f"{number}/{count} · {proposer(card)}{edited}{above}")
        self.query_one("#front", MarkdownText).show(card.front)
        self.query_one("#back", MarkdownText).show(card.back)
        around = excerpt(card)
        self.query_one("#path", TitledRule).show_place(f"{card.path}:{around.line}")
        self.query_one(NoteLines).show(around, 0 if around.gone else around.line)
        if around.gone:
            self._say(LINE_GONE)
        self.query_one(KeyBar).show(with_file(_BAR, card.front, card.back))
        self.call_later(self._show_double, card)
        self.query_one("#card").scroll_home(animate=False)
        self.call_after_refresh(self._scroll_to_line)

    async def _show_double(self, card: StoredCard) -> None:
        """Say which active card asks nearly the same."""
        double = await self._walk.double()
        if double and self._walk.current == card:
            self.query_one("#double", Label).update(Content(one_line(double)))
            self.add_class("-double")

    def _scroll_to_line(self) -> None:
        """Scroll the note so that the card's line is in the middle."""
        note = self.query_one("#note")
        room = note.scrollable_content_region
        row, rows = self.query_one(NoteLines).place(room.width)
        note.scroll_to(y=max(row - max(room.height - rows, 0) // 2, 0), animate=False)

    def _say(self, message: str) -> None:
        self.query_one("#message", TitledRule).show(message)

    def _place(self, text: str) -> None:
        self.query_one("#where", Label).update(Content(one_line(text)))
