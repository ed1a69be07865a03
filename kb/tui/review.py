"""The screen of ``kb review``: a card, its answer, four ratings."""

from pathlib import Path
from typing import ClassVar, Final, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.timer import Timer
from textual.widgets import Input, Static

from kb.app.notes.attachments import pictures_shown
from kb.app.notes.editor import EditorFailedError
from kb.app.review.session.session import ReviewSession
from kb.app.review.session.turn import Turn
from kb.app.review.session.typed_answer import compare_answers, expected_answer
from kb.cards.card import CardKind
from kb.errors import KbError
from kb.schedule.memory import Rating, state_of
from kb.store.cards.cards import StoredCard
from kb.tui import review_keys as keys
from kb.tui.app import ScreenApp
from kb.tui.card_face import CardFace
from kb.tui.files import open_file, with_file
from kb.tui.keys import Key, KeyBar, bindings, keys_panel
from kb.tui.pictures import Drawing
from kb.tui.review_bars import ProgressLine, RatingBar
from kb.tui.review_pages import leech_panel, related_panel, summary_page, why_panel
from kb.tui.rule import TitledRule
from kb.tui.scrolling import SCROLL_KEYS, ScrollingScreen

_HINT: Final = "Press Space to show the answer"
_CHANGED: Final = "Its answer has changed since you last saw it. Press x to learn it as a new card."


class ReviewScreen(ScrollingScreen):
    """A review, card after card."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*keys.ALL)
    AUTO_FOCUS: ClassVar[str | None] = ""
    SCROLLS: ClassVar[tuple[str, ...]] = ("#card", "#summary-page")
    DEFAULT_CSS = """
    ReviewScreen { overflow: hidden; }
    ReviewScreen #summary-page { display: none; height: 1fr; padding: 1 2; }
    ReviewScreen.-over #summary-page { display: block; }
    ReviewScreen.-over #card, ReviewScreen.-over RatingBar { display: none; }
    ReviewScreen #typing { display: none; border: none; height: 1; padding: 0 2; }
    ReviewScreen.-typing #typing { display: block; }
    ReviewScreen.-short CardFace { padding: 0 1; }
    """

    def __init__(self, session: ReviewSession, first: Turn, *, draw: Drawing | None = None) -> None:
        """Make the screen of a session.

        Args:
            session: what the keys act on.
            first: what to show first.
            draw: how this terminal draws pictures; None if it does not.
        """
        super().__init__()
        self._draw = draw
        self._session = session
        self._turn = first
        self._revealed = False
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Yield progress, card, message, ratings and keys."""
        yield ProgressLine()
        yield CardFace(self._draw, id="card")
        with VerticalScroll(id="summary-page", can_focus=False):
            yield Static(id="summary")
        yield Input(id="typing", placeholder="Your answer, then Enter", compact=True)
        yield TitledRule(id="message")
        yield RatingBar()
        yield KeyBar(keys.ASKED)

    async def on_mount(self) -> None:
        """Show the first card."""
        await self._show(self._turn)

    async def action_go_on(self) -> None:
        """Show the answer; if it is shown, rate it Good."""
        if self._turn.card is None:
            self.app.exit()
        elif self.has_class("-typing"):
            typed = self.query_one("#typing", Input).value
            self._stop_typing()
            await self._reveal(typed)
        elif self._revealed:
            await self.action_rate(Rating.GOOD)
        else:
            await self._reveal()

    async def action_rate(self, rating: int) -> None:
        """Save the answer, and show the next card."""
        if self._revealed:
            await self._show(await self._session.rate(Rating(rating)))
        elif self._turn.card:
            self._say(f"{_HINT} first.")

    async def action_undo(self) -> None:
        """Undo the last key that changed a card."""
        await self._show_where_it_was(await self._session.undo())

    async def action_redo(self) -> None:
        """Redo what was undone last."""
        await self._show_where_it_was(await self._session.redo())

    async def action_bury(self) -> None:
        """Bury the card until tomorrow."""
        if self._turn.card:
            await self._show(await self._session.bury())

    async def action_suspend(self) -> None:
        """Suspend the card."""
        if self._turn.card:
            await self._show(await self._session.suspend(self._turn.card.card_id))

    async def action_reset(self) -> None:
        """Make a card new whose answer has changed."""
        card = self._turn.card
        if card and card.changed:
            await self._show(await self._session.reset())
        elif card:
            self._say(f"Its answer has not changed. “kb reset {card.card_id}” makes it new anyway.")

    async def action_edit_note(self) -> None:
        """Open the card's note in the user's editor, and import the changes."""
        if self._turn.card:
            await self._edit(self._turn.card)

    async def action_open_file(self) -> None:
        """Open a file of what the card shows now."""
        card = self._turn.card
        if card:
            files = await self._session.files(*self._texts(card))
            open_file(self, card.folder, files, self._say)

    async def action_why(self) -> None:
        """Show why the card is shown now."""
        if self._turn.card:
            explanation = await self._session.why()
            self.app.push_screen(why_panel(explanation, revealed=self._revealed))

    async def action_related(self) -> None:
        """Show related notes, which would give the answer away before it is shown."""
        if self._revealed:
            self.app.push_screen(related_panel(await self._session.related()))
        elif self._turn.card:
            self._say(f"{_HINT} first; related notes would give it away.")

    def action_type_answer(self) -> None:
        """Let the user type the answer."""
        if self._turn.card and not self._revealed:
            self.add_class("-typing")
            self.query_one(KeyBar).show(keys.TYPING)
            self.query_one(RatingBar).hint("Press Enter to compare your answer")
            self.query_one("#typing", Input).focus()
        elif self._turn.card:
            self._say("The answer is shown already.")

    def action_cancel(self) -> None:
        """Stop typing."""
        if self.has_class("-typing"):
            self._stop_typing()
            self._offer_answer()

    def action_keys(self) -> None:
        """Show all keys."""
        self.app.push_screen(keys_panel((*keys.ALL, *SCROLL_KEYS)))

    async def on_input_submitted(self) -> None:
        """Compare what was typed with the answer."""
        await self.action_go_on()

    async def _reveal(self, typed: str | None = None) -> None:
        card = self._turn.card
        if card is None:
            return
        outcomes = await self._session.reveal()
        self._revealed = True
        right = expected_answer(card.front, card.back, card.kind)
        self.query_one(CardFace).answer(
            card.back,
            in_place=card.kind is CardKind.CLOZE,
            comparison=None if typed is None else compare_answers(typed, right),
        )
        await self._picture(card)
        self.query_one(RatingBar).offer(outcomes.waits)
        self.query_one(KeyBar).show(self._bar(keys.ANSWERED, card))
        self.query_one("#message", TitledRule).show_place(f"{card.path}:{card.line}")

    async def _show(self, turn: Turn) -> None:
        self._turn, self._revealed = turn, False
        self._stop_typing()
        if self._timer:
            self._timer.stop()
            self._timer = None
        card = turn.card
        self.set_class(card is None, "-over")
        state = state_of(card.scheduled.memory if card.scheduled else None) if card else None
        self.query_one(ProgressLine).show(turn.answered, turn.left, state, practice=turn.practice)
        self._say(turn.message)
        if card:
            self.query_one(CardFace).ask(
                card.front,
                gaps=card.kind is CardKind.CLOZE,
                banner=_CHANGED if card.changed else "",
                context=" › ".join(card.context),
            )
            await self._picture(card)
            self._offer_answer()
        else:
            await self._show_end(turn)
        if turn.leech:
            self.app.push_screen(leech_panel(turn.leech), self._treat_leech)

    async def _show_where_it_was(self, turn: Turn) -> None:
        """Show a turn; if its card is the one that is shown, as it was, the answer stays."""
        stays = self._revealed and turn.card == self._turn.card
        await self._show(turn)
        if stays:
            await self._reveal()
            self._say(turn.message)

    def _offer_answer(self) -> None:
        card = self._turn.card
        if card:
            self.query_one(RatingBar).hint(_HINT)
            self.query_one(KeyBar).show(self._bar(keys.ASKED, card))

    async def _show_end(self, turn: Turn) -> None:
        """Show the summary, and wait if another card will be due soon."""
        page = summary_page(await self._session.summary())
        if turn.wait_s is not None:
            self._say(turn.message or "The next card appears by itself.")
            self._timer = self.set_timer(min(max(turn.wait_s, 0.1), 30), self._show_if_due)
        self.query_one("#summary", Static).update(page)
        self.query_one(KeyBar).show(keys.AT_THE_END)

    async def _show_if_due(self) -> None:
        if self._turn.card is None:
            await self._show(await self._session.show())

    async def _treat_leech(self, choice: str | None) -> None:
        leech = self._turn.leech
        if leech and choice == "edit":
            await self._edit(leech.card)
        elif leech and choice == "suspend":
            await self._show(await self._session.suspend(leech.card.card_id))

    async def _edit(self, card: StoredCard) -> None:
        """Open the card's note in the user's editor, then show the card as it is now."""
        shown, revealed, failed = self._turn.card, self._revealed, ""
        try:
            cast("ScreenApp", self.app).edit(Path(card.folder, card.path), card.line)
        except EditorFailedError as error:  # it may have saved something
            failed = f"{error.message} "
        except KbError as error:
            self._say(error.message)
            return
        await self._show(await self._session.edited(card))
        message = f"{failed}{self._turn.message}"
        current = self._turn.card
        if revealed and shown and current and current.card_id == shown.card_id:
            await self._reveal()
        self._say(message)

    async def _picture(self, card: StoredCard) -> None:
        """Draw the card's pictures, if the terminal can."""
        face = self.query_one(CardFace)
        if not face.draws:
            return
        files = await self._session.files(card.front, card.back)
        of_prompt = pictures_shown(card.folder, files, card.front)
        of_answer = pictures_shown(card.folder, files, card.back) if self._revealed else ()
        await face.picture(of_prompt, [file for file in of_answer if file not in of_prompt])

    def _texts(self, card: StoredCard) -> tuple[str, ...]:
        """Return what is shown of a card: its answer's files would give that away."""
        return (card.front, card.back) if self._revealed else (card.front,)

    def _bar(self, bar: tuple[Key, ...], card: StoredCard) -> tuple[Key, ...]:
        bar = (bar[0], keys.RESET, *bar[1:]) if card.changed else bar
        return with_file(bar, *self._texts(card))

    def _stop_typing(self) -> None:
        field = self.query_one("#typing", Input)
        field.value = ""
        self.remove_class("-typing")
        self.set_focus(None)

    def _say(self, message: str) -> None:
        self.query_one("#message", TitledRule).show(message)
