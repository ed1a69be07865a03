"""The counts of an import report as text; its problems are in :mod:`kb.cli.importing.problems`."""

from typing import TYPE_CHECKING

from kb.cli import output

if TYPE_CHECKING:
    from kb.app.importing.report import CardCounts, ImportReport, NoteCounts


def summary_lines(report: "ImportReport") -> list[str]:
    """Return the lines that sum up an import."""
    links = report.links
    notes = _counts(report.notes, "added changed moved removed unchanged failed")
    cards = _counts(report.cards, "added returned changed moved retired kept")
    done = f"Imported in {report.seconds:.1f} s."
    if report.dry_run:
        done = "A dry run, nothing is imported. An import would do this."
    nothing = "none imported" if has_errors(report) else "none found"
    lines = [f"{done} Notes: {notes or nothing}."]
    if cards:
        inbox = f" {_waiting(report.cards.inbox, 'of them')}" if report.cards.inbox else ""
        lines.append(f"Cards: {cards}.{inbox}")
    if report.retired:
        lines.append(f"Retired: {_retired(report)}.")
    if links.resolved or links.missing or links.ambiguous:
        ambiguous = f", {links.ambiguous} ambiguous" if links.ambiguous else ""
        lines.append(
            f"Links: {links.resolved} to notes, {links.missing} to notes not yet written"
            f"{ambiguous}."
        )
    return lines


def _retired(report: "ImportReport") -> str:
    """Return a few retired cards, each with the reason, and how many more there are."""
    named = [
        f"“{output.plain(card.front)}” ({output.one_line(card.path)}: {card.why})"
        for card in report.retired
    ]
    more = report.cards.retired - len(named)
    return "; ".join([*named, *([f"and {more} more"] if more > 0 else [])])


def changes(report: "ImportReport") -> str:
    """Return what changed on one line; empty if nothing did."""
    notes = _counts(report.notes, "added changed moved removed")
    cards = _counts(report.cards, "added returned changed moved retired")
    parts = (f"Notes: {notes}." if notes else "", f"Cards: {cards}." if cards else "")
    return " ".join(filter(None, parts))


def card_changes(report: "ImportReport") -> str:
    """Return what happened to cards, as a sentence."""
    cards = _counts(report.cards, "added returned changed retired")
    if not cards:
        return "No card changed."
    waiting = report.cards.inbox
    inbox = f" {_waiting(waiting, 'card' if waiting == 1 else 'cards')}" if waiting else ""
    return f"Cards: {cards}.{inbox}"


def _waiting(count: int, what: str) -> str:
    """Return how many cards wait for a verdict, as a sentence."""
    return f"{count} {what} {'waits' if count == 1 else 'wait'} in the inbox."


def has_errors(report: "ImportReport") -> bool:
    """Return whether some content could not be read."""
    return any(problem.severity == "error" for problem in report.problems)


def _counts(counts: "NoteCounts | CardCounts", names: str) -> str:
    shown = ((getattr(counts, name), name) for name in names.split())
    return ", ".join(
        f"{count} {'not read' if name == 'failed' else name}" for count, name in shown if count
    )
