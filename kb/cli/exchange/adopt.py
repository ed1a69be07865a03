"""``kb adopt``."""

import sys
from collections.abc import Iterator
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kb.cli import output
from kb.cli.options import Session, common_options, epilog, json_option
from kb.cli.run import ask, back_up_daily
from kb.errors import UsageError

if TYPE_CHECKING:
    from kb.app.exchange.offer import Offer, OfferedHistory

_SHOWN: Final = 10
"""Cards and problems that are shown unless all are asked for."""


class _Mode(Enum):
    DO = auto()
    ASK = auto()
    SHOW = auto()


@click.command(
    name="adopt",
    epilog=epilog(
        "kb adopt",
        "kb adopt ~/Documents/vault --yes",
        "kb adopt --undo",
        codes={
            0: "done, or shown, or there was nothing to take over",
            3: "a place is in no folder that was imported",
        },
    ),
)
@click.argument(
    "places", metavar="[FOLDER | NOTE | FILE]…", nargs=-1, type=click.Path(path_type=Path)
)
@click.option("--dry-run", is_flag=True, help="Only show what would be taken over.")
@click.option("--yes", is_flag=True, help="Take it over without asking.")
@click.option("--all", "show_all", is_flag=True, help="Show all cards and problems.")
@click.option(
    "--whole-notes",
    is_flag=True,
    help="Give the schedule of a whole note to the card of its definition.",
)
@click.option("--undo", is_flag=True, help="Undo what was taken over last, as a whole.")
@json_option
@common_options
def command(  # noqa: PLR0913  # one for each option
    session: Session,
    *,
    places: tuple[Path, ...],
    dry_run: bool,
    yes: bool,
    show_all: bool,
    whole_notes: bool,
    undo: bool,
    as_json: bool,
) -> None:
    """Take over what other programs know of your cards.

    These are Obsidian Spaced Repetition, Logseq and hashcards, whose schedules and answers are in
    your notes or beside them. Without FOLDER or NOTE, kb looks in all imported folders. It first
    shows which schedule belongs to which card, and asks; the notes stay as they are. Taking over
    again changes nothing. FILE is what “hashcards export” wrote, or a table of answers. A folder
    that “kb export” wrote brings back what is in it.
    """
    from kb.app.exchange.offer import find_histories, offer_of, take_over
    from kb.sync.takeout import is_export

    if undo:
        _undo(session, alone=not (places or dry_run or whole_notes), as_json=as_json)
        return
    if dry_run and yes:
        raise UsageError("--dry-run and --yes contradict each other. Leave out one.")
    mode = _mode(yes=yes, dry_run=dry_run, as_json=as_json)
    if any(is_export(place) for place in places):
        _take_back(session, places, mode=mode, as_json=as_json)
        return
    moment, settings = session.moment(), session.configuration().settings
    histories = ask(
        session,
        lambda store: find_histories(store, places, settings, moment, whole_notes=whole_notes),
    )
    offer = ask(session, lambda store: offer_of(store, histories, moment))
    if not as_json:
        _show(offer, show_all=show_all)
    if offer.changing and (mode is _Mode.DO or (mode is _Mode.ASK and _agreed(offer))):
        offer = ask(session, lambda store: take_over(store, histories, moment))
        session.say(_done(offer))
        back_up_daily(session)
    elif offer.changing and mode is _Mode.SHOW and not (dry_run or as_json):
        session.say("Nothing was taken over. Add --yes to do it.")
    if as_json:
        output.print_json(offer)


def _mode(*, yes: bool, dry_run: bool, as_json: bool) -> _Mode:
    """Return whether to do it, to ask first, or only to show it."""
    if yes:
        return _Mode.DO
    asks = not (dry_run or as_json) and sys.stdin.isatty() and sys.stderr.isatty()
    return _Mode.ASK if asks else _Mode.SHOW


def _undo(session: Session, *, alone: bool, as_json: bool) -> None:
    from kb.app.exchange.adoption import undo_adoption

    if not alone:
        raise UsageError("--undo undoes what was taken over last, and takes nothing else.")
    moment = session.moment()
    undone = ask(session, lambda store: undo_adoption(store, moment))
    if as_json:
        output.print_json(undone)
    elif undone is None:
        session.say("There is nothing to undo.")
    else:
        source = output.one_line(undone.source)
        entries = output.counted(undone.entries, "entry")
        output.print_lines([f"Undid what was taken over from {source} ({entries})."])


def _take_back(session: Session, places: tuple[Path, ...], *, mode: _Mode, as_json: bool) -> None:
    """Take back what kb exported."""
    from kb.app.exchange.take_back import take_back

    if len(places) > 1:
        raise UsageError("an export of kb is taken back alone. Leave out the other places.")
    now = session.moment().now
    back = ask(
        session, lambda store: take_back(store, places[0], now, dry_run=mode is not _Mode.DO)
    )
    if not as_json:
        entries, new = output.counted(back.entries, "entry"), output.counted(back.new, "entry")
        cards = output.counted(back.cards, "card")
        output.print_lines([f"The export has {entries} of {cards}; not here yet: {new}."])
        if back.missing:
            names = output.first_few([output.one_line(name) for name in back.missing])
            session.say(f"What is of these notes waits until you import them: {names}.")
    if mode is _Mode.ASK and back.new and click.confirm("Take it back?", err=True):
        back = ask(session, lambda store: take_back(store, places[0], now))
        mode = _Mode.DO
    if as_json:
        output.print_json(back)
    elif mode is _Mode.DO:
        session.say(f"Took back {output.counted(back.new, 'entry')}.")
        back_up_daily(session)
    elif mode is _Mode.SHOW and back.new:
        session.say("Nothing was taken back. Add --yes to do it.")


def _agreed(offer: "Offer") -> bool:
    what = output.counted(offer.changing, "card")
    question = f"Take over the history of {what}? “kb adopt --undo” takes it back."
    return click.confirm(question, err=True)


def _done(offer: "Offer") -> str:
    answers = f", with {output.counted(offer.answers, 'answer')}" if offer.answers else ""
    return f"Took over the history of {output.counted(offer.changing, 'card')}{answers}."


def _show(offer: "Offer", *, show_all: bool) -> None:
    """Print what was found, what becomes of it, and what is wrong."""
    from kb.app.exchange.adoption_plan import Reception

    if not offer.histories:
        output.print_lines(["No schedules of other programs were found."])
    else:
        counts = (
            f"{program.name_for_people}: {output.counted(count, 'card')}"
            for program, count in offer.programs
        )
        output.print_lines([f"{', '.join(counts)}."])
    changing = [one for one in offer.histories if one.reception in (Reception.NEW, Reception.BACK)]
    shown = changing if show_all else changing[:_SHOWN]
    if output.on_terminal() and shown:
        columns = (
            output.Column(header="Place", most=0.35),
            output.Column(header="Card", ratio=1),
            output.Column(header="Due"),
            output.Column(header="Stability", number=True, from_width=70),
        )
        output.print_table(columns, map(_row, shown))
    else:
        output.print_lines("\t".join(map(output.one_line, _row(one))) for one in shown)
    output.print_lines(_more(len(changing) - len(shown), "card"))
    output.print_lines(_receptions(offer))
    problems = offer.problems if show_all else offer.problems[:_SHOWN]
    output.say(
        *(
            output.one_line(f"{problem.path}:{problem.line}: {problem.message}")
            for problem in problems
        ),
        *_more(len(offer.problems) - len(problems), "problem"),
    )


def _row(one: "OfferedHistory") -> tuple[str, str, str, str]:
    """Return where a history is, its card, when that is due, and how well it is remembered."""
    due = str(one.due) if one.due else ""
    remembered = "" if one.stability_days is None else f"{one.stability_days:.1f} days"
    if one.answers:
        remembered = output.counted(one.answers, "answer")
    return f"{one.path}:{one.line}", one.prompt, due, remembered


def _receptions(offer: "Offer") -> Iterator[str]:
    """Yield how many histories bring nothing new, and why."""
    from kb.app.exchange.adoption_plan import Reception

    sentences = {
        Reception.BACK: "undone before, and come back",
        Reception.KNOWN: "taken over already",
        Reception.REVIEWED_HERE: "answered in kb since; they stay as they are",
        Reception.ELSEWHERE: "of an equal card, which has the history",
        Reception.EMPTY: "never answered there",
    }
    for reception, sentence in sentences.items():
        if count := offer.count(reception):
            yield f"{output.counted(count, 'card')}: {sentence}."


def _more(count: int, what: str) -> Iterator[str]:
    if count > 0:
        yield f"… and {output.counted(count, f'more {what}')}; --all shows all."
