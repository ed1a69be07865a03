"""``kb show``."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.cli import output
from kb.cli.completers import a_note
from kb.cli.options import Session, common_options, epilog, json_option, name_argument
from kb.cli.pager import pager_option
from kb.cli.run import ask

if TYPE_CHECKING:
    from kb.app.notes.browse import LinkedNote
    from kb.app.vaults import VaultSetting
    from kb.store.notes.whole_note import WholeNote


@click.command(
    name="show",
    epilog=epilog(
        "kb show asyncio", 'kb show "event loop" --json', codes={3: "no such note, or several"}
    ),
)
@name_argument("note", metavar="NOTE", complete=a_note)
@json_option
@pager_option
@common_options
def command(session: Session, *, note: str, as_json: bool) -> None:
    """Show a note, with its links and backlinks.

    NOTE is a title, an alias, a file name or a path. Case does not matter, and a plural works, too.
    """
    from kb.app.notes.browse import show_note
    from kb.app.vaults import settings_for_note

    view = ask(session, lambda store: show_note(store, note))
    settings = session.configuration().settings
    given = settings_for_note(Path(view.note.folder), view.note.path, settings)
    if as_json:
        output.print_json(view.to_json() | {"card_settings": given})
    elif output.on_terminal():
        output.print_heading(view.note.title)
        output.print_dim(*_head(view.note, given))
        text = _without_title(view.note.body, view.note.title)
        output.print_markdown(text, line_breaks=settings.show.line_breaks)
        for heading, lines in _sections(view):
            output.print_lines([""])
            output.print_heading(heading)
            output.print_indented(*lines)
    else:
        body = view.note.body.strip().splitlines()
        output.print_lines((view.note.title, *_head(view.note, given), "", *body))
        for heading, lines in _sections(view):
            output.print_lines(("", heading, *(f"  {line}" for line in lines)))


def _without_title(body: str, title: str) -> str:
    """Return a note's text without a first heading that is its title, which stands above it."""
    first, _, rest = body.lstrip().partition("\n")
    mark, _, heading = first.partition(" ")
    return rest if mark == "#" and heading.strip().rstrip("# ") == title else body


def _head(note: "WholeNote", given: "Sequence[VaultSetting]") -> Iterator[str]:
    yield output.one_line(f"{note.folder}/{note.path}")
    if note.kind:
        yield output.one_line(f"Kind: {note.kind}")
    if note.tags:
        yield output.one_line(f"Tags: {' '.join(f'#{tag}' for tag in note.tags)}")
    if note.aliases:
        yield output.one_line(f"Also: {', '.join(note.aliases)}")
    if note.definition:
        # Below its first paragraph there may be lists and code, which the note itself shows.
        first = note.definition.partition("\n\n")[0]
        yield output.one_line(f"Definition: {output.plain(first)}")
    yield f"Cards: {note.cards}"
    if note.cards:
        for file, settings in groupby(given, lambda setting: setting.file):
            names = ", ".join(setting.name for setting in settings)
            yield output.one_line(f"Cards are read with {names} of {file}")


def _sections(view: "LinkedNote") -> Iterator[tuple[str, list[str]]]:
    if view.connections:
        yield "Links to", list(_connections(view))
    if view.backlinks:
        yield (
            "Linked from",
            [
                output.one_line(
                    f"{link.title} ({link.relation}, {link.path}:{link.line}): "
                    f"{output.plain(link.text)}"
                )
                for link in view.backlinks
            ],
        )
    if view.attachments:
        yield "Attachments", list(_attachments(view))
    if view.note.sources:
        yield "Sources", [_source(source.text, source.url) for source in view.note.sources]


def _connections(view: "LinkedNote") -> Iterator[str]:
    by_relation: dict[str, list[str]] = {}
    for link in view.connections:
        where = "not yet written" if link.path is None else link.path
        line = output.one_line(f"{link.target} ({where}, line {link.line})")
        by_relation.setdefault(link.relation, []).append(line)
    for relation in sorted(by_relation, key=lambda name: name == "mentions"):
        yield output.one_line(relation)
        yield from (f"  {line}" for line in by_relation[relation])


def _attachments(view: "LinkedNote") -> Iterator[str]:
    """Yield the files, each once; what is missing by the name that the note has for it."""
    lines: dict[tuple[str, bool], list[str]] = {}
    for link in view.attachments:
        place = (link.path or link.target, link.path is None)
        lines.setdefault(place, []).append(str(link.line))
    for (name, is_missing), rows in lines.items():
        where = f"line{'s' * (len(rows) > 1)} {', '.join(rows)}"
        yield output.one_line(f"{name} ({'missing, ' if is_missing else ''}{where})")


def _source(text: str, url: str | None) -> str:
    plain = output.plain(text)
    return output.one_line(plain if not url or url in plain else f"{plain} {url}")
