"""Completion for a shell, whose script calls ``kb`` with environment variables, not arguments.

``_KB_COMPLETE`` is the shell, ``_KB_LINE`` the command line up to the cursor, and ``_KB_WORD`` what
bash takes for the word at the cursor: it also splits words at = and :. Click's own protocol does
the same, which breaks titles with blanks, ``--tag=x`` and ``tag:x``.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress

import click
from click.shell_completion import CompletionItem, ShellComplete, split_arg_string

from kb.cli.group import kb
from kb.cli.output import print_completions
from kb.errors import KbError


def complete(environ: Mapping[str, str]) -> None:
    """Print the completions of the word at the cursor."""
    # The x stands for what will be typed: without it, an empty last word would be lost.
    *words, last = split_arg_string(environ.get("_KB_LINE", "") + "x") or ["x"]
    incomplete = last[:-1]
    items: list[CompletionItem[str]] = []
    # A wrong configuration or option cannot be reported here.
    with suppress(KbError, click.UsageError):
        items = ShellComplete(kb, {}, "kb", "_KB_COMPLETE").get_completions(words[1:], incomplete)
    bash_word = environ.get("_KB_WORD", "") if environ["_KB_COMPLETE"] == "bash" else None
    print_completions(_replacements(items, incomplete, bash_word))


def _replacements(
    items: "list[CompletionItem[str]]", incomplete: str, bash_word: str | None
) -> Iterator[tuple[str, str, str]]:
    """Yield kind, value and description of each item, the value as the shell must insert it."""
    option, equals, _ = incomplete.partition("=")
    prefix = f"{option}=" if equals and option.startswith("--") else ""
    # Bash keeps what it has split off before the word, so the value must not repeat it.
    tail = "" if bash_word in {None, "=", ":"} else bash_word or ""
    kept = incomplete.removesuffix(tail)
    for item in items:
        value = str(item.value)
        if bash_word is None:
            value = prefix + value
        elif kept[-1:] in {":", "="} and incomplete.endswith(tail):
            value = value.removeprefix(kept)
        yield item.type, value, item.help or ""
