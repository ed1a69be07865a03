"""``kb show``."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from kb.cli import output
from kb.cli.completers import a_note
from kb.cli.options import Session, common_options, epilog, json_option
from kb.cli.run import ask

if TYPE_CHECKING:
    from kb.app.notes.browse import NoteView


@click.command(
    name="show",
    epilog=epilog(
        "kb show asyncio", 'kb show "event loop" --json', codes={3: "no such note, or several"}
    ),
)
@click.argument("note", shell_complete=a_note)
@json_option
@common_options
@click.pass_obj
def command(session: Session, *, note: str, as_json: bool) -> None:
    """Show a note, with its links in both directions.

    NOTE is a title, an alias or a path, in upper or lower case; a plural works, too.
    """
    from kb.app.notes.browse import show_note

    view = ask(session, lambda store: show_note(store, note))
    if as_json:
        output.print_json(view)
    elif output.on_terminal():
        output.print_heading(view.title)
        output.print_dim(*_head(view))
        output.print_markdown(view.body)
        for heading, lines in _sections(view):
            output.print_heading(heading)
            output.print_indented(*lines)
    else:
        output.print_lines((view.title, *_head(view), "", *view.body.strip().splitlines()))
        for heading, lines in _sections(view):
            output.print_lines(("", heading, *(f"  {line}" for line in lines)))


def _head(view: "NoteView") -> Iterator[str]:
    """Yield the lines above the note's text."""
    yield output.one_line(f"{view.folder}/{view.path}")
    if view.kind:
        yield output.one_line(f"Kind: {view.kind}")
    if view.tags:
        yield output.one_line(f"Tags: {' '.join(f'#{tag}' for tag in view.tags)}")
    if view.aliases:
        yield output.one_line(f"Also: {', '.join(view.aliases)}")
    if view.definition:
        yield output.one_line(f"Definition: {output.plain(view.definition)}")
    yield f"Cards: {view.cards}"


def _sections(view: "NoteView") -> Iterator[tuple[str, list[str]]]:
    """Yield the sections below the note's text: a heading and its lines."""
    if view.connections:
        yield "Connections", list(_connections(view))
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
    if view.sources:
        yield "Sources", [_source(source.text, source.url) for source in view.sources]


def _connections(view: "NoteView") -> Iterator[str]:
    by_relation: dict[str, list[str]] = {}
    for link in view.connections:
        where = "not yet written" if link.path is None else link.path
        line = output.one_line(f"{link.target} ({where}, line {link.line})")
        by_relation.setdefault(link.relation, []).append(line)
    for relation in sorted(by_relation, key=lambda name: name == "mentions"):
        yield output.one_line(relation)
        yield from (f"  {line}" for line in by_relation[relation])


def _source(text: str, url: str | None) -> str:
    plain = output.plain(text)
    return output.one_line(plain if not url or url in plain else f"{plain} {url}")
