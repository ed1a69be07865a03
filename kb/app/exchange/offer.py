"""What could be taken over from other programs, shown before it is done."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kb.adoption.hashcards_database import histories_in_database, histories_in_export
from kb.adoption.history import History, Program
from kb.app.exchange.adoption import adopt
from kb.app.exchange.adoption_plan import Binding, CardPlan, Reception, plan_adoption
from kb.app.exchange.history_entries import day_of_ms
from kb.app.exchange.in_notes import FoundHistories, FoundHistory, histories_in_notes
from kb.app.exchange.review_tables import bound_table
from kb.app.importing.refresh import refresh
from kb.config.settings import Settings
from kb.errors import NotFoundError, UsageError
from kb.schedule.days import Moment
from kb.schedule.memory import CardId
from kb.store.cards.cards import CardFilter, StoredCard, stored_cards
from kb.store.file.store import Store
from kb.store.notes.folders import Folder, remembered_folders


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedHistory:
    """A history that was found, and what becomes of it."""

    program: Program
    note: str
    """The note's title."""
    folder: str
    path: str
    line: int
    card: CardId
    prompt: str
    reception: Reception
    answers: int
    """New ones."""
    due: date | None
    """Where the last new entry puts the card; none if nothing is new, or a reset is last."""
    stability_days: float | None
    """Of a schedule without answers."""
    difficulty: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferProblem:
    """What is wrong with a history in a file."""

    folder: str
    path: str
    line: int
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What could be taken over, or was."""

    histories: tuple[OfferedHistory, ...]
    problems: tuple[OfferProblem, ...]
    done: bool
    """Whether it was taken over."""

    def count(self, reception: Reception) -> int:
        """Return how many histories have a reception."""
        return sum(history.reception is reception for history in self.histories)

    @property
    def changing(self) -> int:
        """How many cards change."""
        return self.count(Reception.NEW) + self.count(Reception.BACK)

    @property
    def answers(self) -> int:
        """New answers."""
        return sum(history.answers for history in self.histories)

    @property
    def programs(self) -> tuple[tuple[Program, int], ...]:
        """From where the histories are, with their numbers."""
        return tuple(Counter(history.program for history in self.histories).most_common())


async def find_histories(
    store: Store,
    places: Sequence[Path],
    settings: Settings,
    moment: Moment,
    *,
    whole_notes: bool = False,
) -> FoundHistories:
    """Return the histories in and beside the notes of known folders, and in files.

    What changed in the notes is imported first, if that is little.

    Args:
        store: that knows the folders.
        places: folders and notes in them, databases of hashcards, what “hashcards export” wrote,
            and tables of answers; without a folder or note, all known folders count, unless there
            are tables alone.
        settings: by which notes are read.
        moment: when that is.
        whole_notes: whether the schedule of a whole note goes to the cards of its definition.

    Raises:
        ExportError: a table of answers cannot be read.
        HistoryFileError: a file of hashcards cannot be read.
        NotFoundError: a place is in no known folder.
        UsageError: a place is a package of Anki's.
    """
    await refresh(store, moment, settings)
    async with store.reading() as transaction:
        folders = await remembered_folders(transaction)
    tables = [place for place in places if place.suffix.lower() == ".csv"]
    exports = [place for place in places if place.suffix.lower() == ".json"]
    databases = [place for place in places if place.suffix.lower() == ".db"]
    _refuse_packages(places)
    rest = [place for place in places if place not in (*tables, *exports, *databases)]
    within = [place.resolve() for place in rest]
    zone = moment.calendar.zone
    hashed = {file.resolve(): histories_in_export(file, zone) for file in exports}
    hashed |= {file.resolve(): histories_in_database(file, zone) for file in databases}
    meant = _meant(folders, rest, within) if rest else list(folders)
    histories = FoundHistories(histories=(), problems=(), files=0)
    if rest or hashed or not tables:
        histories = await histories_in_notes(
            store, meant, settings, moment, within=within, whole_notes=whole_notes, hashed=hashed
        )
    answers = [one for file in tables for one in await _in_table(store, file, moment)]
    return replace(histories, histories=(*histories.histories, *answers))


def _refuse_packages(places: Sequence[Path]) -> None:
    for place in places:
        if place.suffix.lower() in (".apkg", ".colpkg"):
            raise UsageError(f"{place} is a package of Anki's. “kb anki import” takes it.")


async def _in_table(store: Store, file: Path, moment: Moment) -> list[FoundHistory]:
    """Return the histories in a table of answers of kb's cards."""
    table = await bound_table(store, file, moment.calendar)
    async with store.reading() as transaction:
        ids = {binding.card for binding in table.bindings}
        cards = await stored_cards(transaction, CardFilter(card_ids=ids)) if ids else ()
    by_id = {card.card_id: card for card in cards}
    return [_of_card(by_id[binding.card], binding.history) for binding in table.bindings]


def _of_card(card: StoredCard, history: History) -> FoundHistory:
    return FoundHistory(
        note=card.note,
        folder=card.folder,
        path=card.path,
        line=card.line,
        prompt=card.front,
        card=card.card_id,
        history=history,
    )


def _meant(
    folders: Sequence[Folder], places: Sequence[Path], within: Sequence[Path]
) -> list[Folder]:
    """Return the folders that hold a place, or are in one."""
    meant: dict[str, Folder] = {}
    for place, path in zip(places, within, strict=True):
        holding = [
            folder
            for folder in folders
            if Path(folder.root).is_relative_to(path) or path.is_relative_to(folder.root)
        ]
        if not holding:
            raise NotFoundError(
                "known folder", str(place), tuple(folder.root for folder in folders[:3])
            )
        meant |= {folder.root: folder for folder in holding}
    return list(meant.values())


async def offer_of(store: Store, histories: FoundHistories, moment: Moment) -> Offer:
    """Return what taking over the histories would do. Nothing is written."""
    async with store.reading() as transaction:
        plan = await plan_adoption(transaction, _bindings(histories), moment)
    return _offer(histories, plan.cards, done=False)


async def take_over(store: Store, histories: FoundHistories, moment: Moment) -> Offer:
    """Take the histories over, in one transaction, and return what that did."""
    programs = {one.history.program: None for one in histories.histories}
    folders = {one.folder: None for one in histories.histories}
    source = f"{', '.join(program.name_for_people for program in programs)}: {', '.join(folders)}"
    plan = await adopt(store, _bindings(histories), source, moment)
    return _offer(histories, plan.cards, done=True)


def _bindings(histories: FoundHistories) -> list[Binding]:
    return [Binding(card=one.card, history=one.history) for one in histories.histories]


def _offer(histories: FoundHistories, plans: Sequence[CardPlan], *, done: bool) -> Offer:
    return Offer(
        histories=tuple(map(_offered, histories.histories, plans)),
        problems=tuple(
            OfferProblem(
                folder=folder,
                path=problem.path,
                line=problem.line,
                code=problem.code,
                message=problem.message,
            )
            for folder, problem in histories.problems
        ),
        done=done,
    )


def _offered(one: FoundHistory, plan: CardPlan) -> OfferedHistory:
    placing = (entry for entry in reversed(plan.entries) if entry.kind in ("review", "adopted"))
    last = next(placing, None)
    return OfferedHistory(
        program=one.history.program,
        note=one.note,
        folder=one.folder,
        path=one.path,
        line=one.line,
        card=one.card,
        prompt=one.prompt,
        reception=plan.reception,
        answers=plan.answers,
        due=day_of_ms(last.due_after) if last and last.due_after is not None else None,
        stability_days=last.stability if last else None,
        difficulty=last.difficulty if last else None,
    )
