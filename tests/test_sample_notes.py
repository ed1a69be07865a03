"""The sample notes say what is true: their code runs and prints what they promise.

The convention in the notes: in a fenced ``python`` block every ``# Output: x`` comment, behind a
statement or on a line of its own, promises one printed line; several lines are several such
comments, in the order of printing. A block without any need only compile.
"""

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from kb.notes.names import name_key
from tests.bare import Bare, bare

NOTES = Path(__file__).resolve().parent.parent / "notes"
PATHS = sorted(NOTES.rglob("*.md"))
OUTPUT = re.compile(r"# Output: (.*)$", re.MULTILINE)
WIKILINK = re.compile(r"\[\[([^]|#]+)")
REQUIRES = re.compile(r"^\W*requires\b.*(?:\n[ \t]+-.*)*", re.IGNORECASE | re.MULTILINE)


def python_blocks() -> Iterator[tuple[str, str]]:
    """Yields ``file:line`` and the code of every fenced Python block, nested ones included."""
    parser = MarkdownIt("commonmark")
    for path in PATHS:
        for token in parser.parse(path.read_text(encoding="utf-8")):
            if token.type == "fence" and token.info.strip() == "python" and token.map:
                yield f"{path.relative_to(NOTES).as_posix()}:{token.map[0] + 1}", token.content


def linked_names(text: str) -> set[str]:
    """Returns the keys of the concepts that the text links to, without their folders."""
    return {name_key(name.rsplit("/", 1)[-1]) for name in WIKILINK.findall(text)}


BLOCKS = dict(python_blocks())
PROMISING = [pytest.param(code, id=at) for at, code in BLOCKS.items() if OUTPUT.search(code)]
SILENT = [pytest.param(code, id=at) for at, code in BLOCKS.items() if not OUTPUT.search(code)]
WRITTEN = {name_key(path.stem) for path in PATHS}


@pytest.fixture(scope="module")
def python() -> Iterator[Bare]:
    """Gives an interpreter that takes every warning for an error."""
    loaded = ("asyncio", "concurrent.futures.thread", "contextlib", "dataclasses", "threading")
    with bare("-I", "-W", "error", loaded=loaded) as interpreter:
        yield interpreter


@pytest.mark.parametrize("code", PROMISING)
def test_an_example_prints_what_it_promises(code: str, python: Bare) -> None:
    """An example with ``# Output:`` comments prints exactly those lines, and warns of nothing."""
    done = python.run(code)
    assert done.err == ""
    assert done.out.splitlines() == OUTPUT.findall(code)


@pytest.mark.parametrize("code", SILENT)
def test_an_example_without_output_compiles(code: str) -> None:
    """An example that promises no output is valid Python, with ``await`` allowed at the top."""
    compile(code, "note", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)


def test_the_sample_is_large_enough_to_explore() -> None:
    """The folder holds at least forty notes, each under a name of its own."""
    assert len(PATHS) >= 40
    assert len(WRITTEN) == len(PATHS)


def test_some_linked_concepts_are_unwritten() -> None:
    """Concepts that notes link to and nobody has written are part of the sample."""
    linked = set[str]().union(*(linked_names(path.read_text(encoding="utf-8")) for path in PATHS))
    assert {name_key(name) for name in ("Actor Model", "Green Thread", "io_uring")} <= (
        linked - WRITTEN
    )


def test_prerequisites_form_no_cycle() -> None:
    """Every required concept is a written note, and none requires itself through others."""
    required = {
        name_key(path.stem): linked_names("".join(REQUIRES.findall(text)))
        for path in PATHS
        if (text := path.read_text(encoding="utf-8"))
    }
    assert set[str]().union(*required.values()) <= WRITTEN
    assert len(list(TopologicalSorter(required).static_order())) == len(PATHS)
