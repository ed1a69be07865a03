"""``kb search``."""

import click

from kb.cli import output
from kb.cli.completers import a_searched_tag
from kb.cli.options import Session, WordsCommand, common_options, epilog, json_option, limit_option
from kb.cli.pager import pager_option
from kb.cli.run import ask


@click.command(
    cls=WordsCommand,
    name="search",
    epilog=epilog(
        "kb search event loop",
        "kb search '\"event loop\" -thread tag:python'",
        "kb search --meaning how to wait for several tasks",
        codes={0: "done, found or not"},
    ),
)
@click.argument("words", metavar="WORDS", nargs=-1, required=True, shell_complete=a_searched_tag)
@click.option(
    "--meaning",
    is_flag=True,
    help="Search for what notes say, in whatever words. Needs the extra kb[meaning].",
)
@limit_option
@json_option
@pager_option
@common_options
def command(
    session: Session, *, words: tuple[str, ...], meaning: bool, limit: int | None, as_json: bool
) -> None:
    """Search the text of all notes.

    A note must contain all WORDS. The best match comes first. “"two words"” searches for a phrase,
    “-word” excludes notes with a word, “tag:name” finds notes with a tag, “folder:name” those in a
    folder, and “note:title” one note. Write “--” before words that look like options.

    With --meaning, WORDS are a few words or a question in any of 16 languages, and the notes that
    say what is nearest come first.
    """
    from kb.app.notes.search import search_notes

    if meaning:
        from kb.app.meaning.embedder import needed_embedder
        from kb.app.notes.search import search_by_meaning

        embedder = needed_embedder()
        hits = ask(
            session,
            lambda store: search_by_meaning(store, " ".join(words), embedder, limit or 20),
        )
    else:
        hits = ask(session, lambda store: search_notes(store, " ".join(words), limit=limit or 20))
        _hint_at_cards(session, " ".join(words))
    if as_json:
        output.print_json(hits)
    elif not hits:
        from kb.app.hints import why_nothing_found

        session.say(ask(session, lambda store: why_nothing_found(store, " ".join(words))))
    elif output.on_terminal():
        for hit in hits:
            output.print_heading(hit.title, hit.path)
            output.print_passage(hit.snippet, hit.marks)
    else:
        output.print_lines(
            "  ".join(map(output.one_line, (hit.title, hit.path, hit.snippet))) for hit in hits
        )


def _hint_at_cards(session: Session, words: str) -> None:
    """Say that a term for cards, such as ``is:due``, is searched for as words."""
    from kb.store.search.syntax import card_terms

    if terms := card_terms(words):
        asked = output.one_line(terms[0])
        session.say(
            f"“{asked}” was searched for as words: kb search knows tag:, folder: and note:. "
            f"“kb cards {asked}” selects cards."
        )
