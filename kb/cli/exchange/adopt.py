"""``kb adopt``."""

import sys
from collections.abc import Iterator
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
@click.argument("places", metavar="[FOLDER | NOTE]...", nargs=-1, type=click.Path(path_type=Path))
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
    """Take over the schedules that other programs keep in your notes.

    These are Obsidian Spaced Repetition and Logseq. Without FOLDER or NOTE, kb looks in all
    imported folders. It first shows which schedule belongs to which card, and asks; the notes stay
    as they are. Taking over again changes nothing.
    """
    from kb.app.exchange.offer import find_histories, offer_of, take_over

    if undo:
        _undo(session, alone=not (places or dry_run or whole_notes), as_json=as_json)
        return
    if dry_run and yes:
        raise UsageError("--dry-run and --yes contradict each other. Leave out one.")
    moment, settings = session.moment(), session.configuration().settings
    histories = ask(
        session,
        lambda store: find_histories(store, places, settings, moment, whole_notes=whole_notes),
    )
    offer = ask(session, lambda store: offer_of(store, histories, moment))
    asks = not (yes or dry_run or as_json) and sys.stdin.isatty() and sys.stderr.isatty()
    if not as_json:
        _show(offer, show_all=show_all)
    if offer.changing and not dry_run and (yes or (asks and _agreed(offer))):
        offer = ask(session, lambda store: take_over(store, histories, moment))
        session.say(_done(offer))
        back_up_daily(session)
    elif offer.changing and not (dry_run or asks or as_json):
        session.say("Nothing was taken over. Add --yes to do it.")
    if as_json:
        output.print_json(offer)


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


def _agreed(offer: "Offer") -> bool:
    what = output.counted(offer.changing, "card")
    question = f"Take over the history of {what}? “kb adopt --undo” takes it back."
    return click.confirm(question, err=True)


def _done(offer: "Offer") -> str:
    answers = f", with {output.counted(offer.answers, 'answer')}" if offer.answers else ""
    return f"Took over the history of {output.counted(offer.changing, 'card')}{answers}."


def _show(offer: "Offer", *, show_all: bool) -> None:
    """Print what was found, what becomes of it, and what is wrong."""
    from kb.app.exchange.adoption import Reception

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
    from kb.app.exchange.adoption import Reception

    sentences = {
        Reception.BACK: "undone before, and come back",
        Reception.KNOWN: "taken over already",
        Reception.REVIEWED_HERE: "answered in kb since; they stay as they are",
        Reception.EMPTY: "never answered there",
    }
    for reception, sentence in sentences.items():
        if count := offer.count(reception):
            yield f"{output.counted(count, 'card')}: {sentence}."


def _more(count: int, what: str) -> Iterator[str]:
    if count > 0:
        yield f"… and {output.counted(count, f'more {what}')}; --all shows all."
