"""``kb inbox`` on a terminal: a proposal, the lines of its note, and a key for each verdict."""

from pathlib import Path
from typing import ClassVar, Final, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Label

from kb.app.cards.inbox import SNOOZE_DAYS, Verdict, excerpt
from kb.app.cards.triage import InboxWalk
from kb.app.sanitize import counted, one_line
from kb.errors import KbError
from kb.store.cards.cards import StoredCard
from kb.tui.app import ScreenApp
from kb.tui.confirm import YesOrNo
from kb.tui.inbox_edit import EditScreen, Wording
from kb.tui.keys import Key, KeyBar, bindings, keys_panel
from kb.tui.rule import Ruled
from kb.tui.scrolling import SCROLL_KEYS, Scrolled
from kb.tui.wrapped_text import Lines, NoteLines, Passage

_DECIDING: Final = (
    Key(
        key="a",
        written="a",
        action="screen.decide('ACCEPT')",
        label="Accept",
        meaning="Accept the card: it is reviewed from now on",
    ),
    Key(
        key="r",
        written="r",
        action="screen.decide('REJECT')",
        label="Reject",
        meaning="Reject it: it is not proposed again",
    ),
    Key(
        key="s",
        written="s",
        action="screen.decide('SNOOZE')",
        label="Snooze",
        meaning="Snooze it: it comes back in a week",
    ),
    Key(
        key="e",
        written="e",
        action="screen.reword",
        label="Edit",
        meaning="Give it your own wording; the note stays as it is",
    ),
    Key(
        key="n,enter",
        written="n",
        action="screen.skip",
        label="Next",
        meaning="Leave it in the inbox, and go on (or Enter)",
    ),
    Key(
        key="A",
        written="A",
        action="screen.accept_alike",
        label="All alike",
        meaning="Accept all proposals of this generator",
    ),
)
_UNDO: Final = Key(
    key="u", written="u", action="screen.undo", label="Undo", meaning="Take the last step back"
)
_OPEN: Final = Key(
    key="o,E",
    written="o",
    action="screen.open_note",
    label="Note",
    meaning="Open the note in your editor, at this line",
)
_ALWAYS: Final = (
    Key(
        key="question_mark,f1",
        written="?",
        action="screen.keys",
        label="Keys",
        meaning="Show all keys",
    ),
    Key(key="q", written="q", action="app.quit", label="Quit", meaning="Quit; all is kept"),
)
_KEYS: Final = (*_DECIDING, _UNDO, _OPEN, *_ALWAYS)
_AT_THE_END: Final = (
    _UNDO,
    Key(key="enter", written="Enter", action="app.quit", label="Quit", meaning="Quit"),
)

_SAID: Final = {
    Verdict.ACCEPT: "Accepted.",
    Verdict.REJECT: "Rejected, for good.",
    Verdict.SNOOZE: f"Snoozed for {SNOOZE_DAYS} days.",
}


class InboxScreen(Scrolled):
    """The proposals, one after the other."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*_KEYS)
    SCROLLS: ClassVar[tuple[str, ...]] = ("#card", "#note")
    DEFAULT_CSS = """
    InboxScreen { overflow: hidden; }
    InboxScreen #where { padding: 0 1; text-style: bold; height: 1; text-wrap: nowrap; }
    InboxScreen #card { height: auto; max-height: 70%; padding: 1 1 0 1; }
    InboxScreen #card Label { text-style: dim; }
    InboxScreen Passage { padding: 0 0 1 2; }
    InboxScreen #note { height: 1fr; padding: 0 1; }
    InboxScreen.-short #card { padding: 0 1; }
    InboxScreen.-short #back { padding: 0 0 0 2; }
    InboxScreen.-end #card Label, InboxScreen.-end #back { display: none; }
    InboxScreen.-end #path, InboxScreen.-end #note { display: none; }
    InboxScreen.-end #card { height: 1fr; }
    """

    def __init__(self, walk: InboxWalk) -> None:
        super().__init__()
        self._walk = walk

    def compose(self) -> ComposeResult:
        """Yields place, card, note, and what can be done."""
        yield Label(id="where", markup=False)
        with Vertical():
            with VerticalScroll(id="card", can_focus=False):
                yield Label("Prompt")
                yield Passage(id="front")
                yield Label("Answer")
                yield Passage(id="back")
            yield Ruled(id="path")
            with VerticalScroll(id="note", can_focus=False):
                yield NoteLines()
        yield Ruled(id="said")
        yield KeyBar(_KEYS)

    def on_mount(self) -> None:
        """Shows the first proposal."""
        self._show(f"{counted(self._walk.place[1], 'proposal')} in the inbox.")

    def on_resize(self) -> None:
        """Keeps the card's line in view."""
        self.call_after_refresh(self._scroll_to_line)

    async def action_decide(self, verdict: str) -> None:
        """Keeps what is made of the proposal, and shows the next."""
        if self._walk.current:
            await self._walk.decide(Verdict[verdict])
            self._show(f"{_SAID[Verdict[verdict]]} u takes it back.")

    def action_skip(self) -> None:
        """Shows the next proposal."""
        if self._walk.current:
            self._walk.skip()
            self._show("Left in the inbox.")
        else:
            self.app.exit()

    def action_accept_alike(self) -> None:
        """Asks whether all of the generator are meant, and accepts them."""
        card = self._walk.current
        if card:
            alike = counted(len(self._walk.alike), "proposal")
            question = f"Accept {alike} of the generator “{card.generator}”?"
            self.app.push_screen(YesOrNo(question), self._accept_alike)

    async def _accept_alike(self, agreed: bool | None) -> None:  # noqa: FBT001  # Textual calls it
        if agreed:
            count = await self._walk.accept_alike()
            self._show(f"Accepted {counted(count, 'card')}. u takes them back.")

    def action_reword(self) -> None:
        """Lets the user word the card."""
        card = self._walk.current
        if card:
            self.app.push_screen(EditScreen((card.front, card.back)), self._reword)

    async def _reword(self, wording: Wording | None) -> None:
        if wording:
            await self._walk.reword(*wording)
            self._show("The card has your wording. a accepts it, u takes it back.")

    async def action_undo(self) -> None:
        """Takes the last step back."""
        undone = await self._walk.undo()
        self._show("Taken back." if undone else "There is nothing to undo.")

    def action_open_note(self) -> None:
        """Opens the note in the user's editor."""
        card = self._walk.current
        if not card:
            return
        try:
            changed = cast("ScreenApp", self.app).edit(Path(card.folder, card.path), card.line)
        except KbError as error:
            self._show(error.message)
        else:
            came = "What you changed comes in with the next “kb import”."
            self._show(came if changed else "The note is as it was.")

    def action_keys(self) -> None:
        """Shows all keys."""
        self.app.push_screen(keys_panel((*_KEYS, *SCROLL_KEYS)))

    def _show(self, said: str) -> None:
        """Shows where the user is, and what was done last."""
        card = self._walk.current
        self.set_class(card is None, "-end")
        self.query_one("#said", Ruled).show(said)
        if card:
            self._show_card(card)
        else:
            self._show_end()

    def _show_card(self, card: StoredCard) -> None:
        number, count = self._walk.place
        own = " · your wording" if card.reworded else ""
        self._place(f"{number}/{count} · {card.generator}{own}")
        self.query_one("#front", Passage).show(card.front)
        self.query_one("#back", Passage).show(card.back)
        self.query_one("#path", Ruled).show_place(f"{card.path}:{card.line}")
        around = excerpt(card)
        lines = Lines(first=around.first, marked=card.line, texts=around.lines)
        self.query_one(NoteLines).show(lines)
        self.query_one(KeyBar).show(_KEYS)
        self.query_one("#card").scroll_home(animate=False)
        self.call_after_refresh(self._scroll_to_line)

    def _scroll_to_line(self) -> None:
        """Puts the card's line in the middle of the note's part."""
        note = self.query_one("#note")
        room = note.scrollable_content_region
        row, rows = self.query_one(NoteLines).place(room.width)
        note.scroll_to(y=max(row - max(room.height - rows, 0) // 2, 0), animate=False)

    def _show_end(self) -> None:
        self._place("That was the last proposal.")
        self.query_one("#front", Passage).show(self._walk.summary)
        self.query_one(KeyBar).show(_AT_THE_END)

    def _place(self, words: str) -> None:
        self.query_one("#where", Label).update(Content(one_line(words)))
