"""``kb search``."""

from difflib import get_close_matches
from itertools import takewhile
from typing import TYPE_CHECKING

import click

from kb.cli import output
from kb.cli.completers import a_searched_tag
from kb.cli.options import Session, common_options, json_option, limit_option
from kb.cli.run import ask

if TYPE_CHECKING:
    from kb.app.notes.search import SearchHit

_EPILOG = """\b
Examples:
  kb search event loop
  kb search '"event loop" -thread tag:python'

Exit codes: 0 done, found or not; 2 usage; 4 the store cannot be used."""


class _Searching(click.Command):
    """Takes ``-word`` for a word, but no ``--word``: that is an option, or a mistyped one."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Returns what is left of the arguments.

        Raises:
            NoSuchOption: one before ``--`` looks like an option, and is none.
        """
        known = [name for each in self.get_params(ctx) for name in each.opts]
        for word in takewhile(lambda word: word != "--", args):
            name = word.partition("=")[0]
            if name.startswith("--") and name not in known:
                near = get_close_matches(name, known, n=1)
                raise click.NoSuchOption(name, possibilities=near, ctx=ctx)
        return super().parse_args(ctx, args)


@click.command(
    cls=_Searching,
    name="search",
    epilog=_EPILOG,
    # A word may begin with a dash: -thread means “without thread”.
    context_settings={"ignore_unknown_options": True},
)
@click.argument("words", nargs=-1, required=True, shell_complete=a_searched_tag)
@limit_option
@json_option
@common_options
@click.pass_obj
def command(session: Session, *, words: tuple[str, ...], limit: int | None, as_json: bool) -> None:
    """Search the text of all notes.

    All WORDS must occur; the best note comes first. “"a phrase"”, “-not” and “tag:name” are
    understood, and nothing else is special. After “--” no word is an option.
    """
    from kb.app.hints import why_nothing_found  # noqa: PLC0415  # loads the store
    from kb.app.notes.search import search_notes  # noqa: PLC0415

    hits = ask(session, lambda store: search_notes(store, " ".join(words), limit=limit or 20))
    if as_json:
        output.print_json(hits)
    elif not hits:
        session.say(ask(session, lambda store: why_nothing_found(store, " ".join(words))))
    elif output.on_terminal():
        _print_hits(hits)
    else:
        output.print_lines(
            "  ".join(map(output.one_line, (hit.title, hit.path, hit.snippet))) for hit in hits
        )


def _print_hits(hits: "tuple[SearchHit, ...]") -> None:
    for hit in hits:
        output.print_heading(hit.title, hit.path)
        output.print_passage(hit.snippet, hit.marks)
