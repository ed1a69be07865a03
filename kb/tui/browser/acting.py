"""What the keys of both screens of ``kb cards`` do to cards."""

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Final, cast

from textual.screen import Screen

from kb.app.card_browser import CardBrowser
from kb.app.cards.acts import Act, parse_days
from kb.app.notes.editor import EditorFailedError
from kb.app.sanitize import counted
from kb.errors import KbError
from kb.schedule.intervals import Bounds
from kb.schedule.memory import CardId
from kb.tui.app import ScreenApp
from kb.tui.browser import keys
from kb.tui.browser.work import Begin, Work
from kb.tui.files import open_file
from kb.tui.inbox_edit import EditScreen, Wording
from kb.tui.questions import AskScreen, ConfirmScreen

_MANY: Final = 20
"""Cards that are changed at once without a question."""
_DUE: Final = "In how many days {are}? 0 is today, 1 tomorrow; 5-9 spreads them over those days."


class ActingScreen(Screen[None]):
    """A screen on which cards are chosen, with keys that change them."""

    def __init__(self, browser: CardBrowser, work: Work) -> None:
        super().__init__()
        self._browser = browser
        self._work = work

    @property
    @abstractmethod
    def current(self) -> CardId | None:
        """The card that is shown, or under the cursor; none if there is none."""

    @property
    @abstractmethod
    def chosen(self) -> Sequence[CardId]:
        """The cards that a key is about."""

    @abstractmethod
    async def show_again(self, message: str) -> None:
        """Show the cards as they are now, and a message."""

    @abstractmethod
    def say(self, message: str) -> None:
        """Show a message."""

    async def action_act(self, act: str) -> None:
        """Do something to the chosen cards, or its contrary; after a question if they are many.

        ``act`` is the name of an :class:`Act`.
        """
        chosen = self.chosen
        fitting = await self._browser.fitting(Act(act), chosen)

        async def answered(answer: str | None) -> None:
            if answer:
                await self._do(lambda: self._browser.do(fitting, chosen))

        if len(chosen) > _MANY:
            question = f"{fitting.capitalize()} {counted_many(len(chosen))}?"
            self.app.push_screen(ConfirmScreen(question, (keys.YES, keys.NO)), answered)
        elif chosen:
            await answered("y")

    async def action_reschedule(self) -> None:
        """Ask in how many days the chosen cards are to be due."""
        chosen = self.chosen

        async def reschedule(days: Bounds | None) -> None:
            if days:
                await self._do(lambda: self._browser.reschedule(chosen, days))

        if len(chosen) == 1:
            card = await self._browser.card(chosen[0])
            if card and card.scheduled is None:
                self.say("A new card has no due day yet: answer it first.")
                return
        if chosen:
            are = "is the card due" if len(chosen) == 1 else f"are {len(chosen):,} cards due"
            self.app.push_screen(AskScreen(_DUE.format(are=are), parse_days), reschedule)

    async def action_reword(self) -> None:
        """Open the current card's prompt and answer for editing."""
        card = await self._browser.card(self.current) if self.current else None
        if card is None:
            return

        async def reword(wording: Wording | None) -> None:
            if wording:
                await self._do(lambda: self._browser.reword(card.card_id, *wording))

        self.app.push_screen(EditScreen((card.front, card.back)), reword)

    async def action_open_note(self) -> None:
        """Open the current card's note in the user's editor, and import the changes."""
        card = await self._browser.card(self.current) if self.current else None
        if card is None:
            return
        failed = ""
        try:
            cast("ScreenApp", self.app).edit(Path(card.folder, card.path), card.line)
        except EditorFailedError as error:  # it may have saved something
            failed = f"{error.message} "
        except KbError as error:
            self.say(error.message)
            return
        await self._do(self._browser.edited, before=failed)

    async def action_open_file(self) -> None:
        """Open a file of the current card."""
        card = await self._browser.card(self.current) if self.current else None
        if card:
            open_file(self, card.folder, await self._browser.files(card), self.say)

    async def action_undo(self) -> None:
        """Undo the last act of this session."""
        await self._do(self._browser.undo)

    async def action_redo(self) -> None:
        """Redo the act that was undone last."""
        await self._do(self._browser.redo)

    async def _do(self, begin: Begin, *, before: str = "") -> None:
        async def show(message: str) -> None:
            await self.show_again(f"{before}{message}")

        if not await self._work.begin(self, begin, show):
            self.say("kb is still working on what you asked for before.")
        elif self._work.is_busy:
            self.say("Working …")


def counted_many(cards: int) -> str:
    """Return ``1 card`` or ``12,345 cards``."""
    return counted(cards, "card").replace(str(cards), f"{cards:,}", 1)
