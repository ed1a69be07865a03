"""Texts made to be slow or to overflow are read, in part if need be, and reported."""

import pytest

from kb.notes.files.decode import LARGEST, decode
from kb.notes.parse import parse_note


def codes(text: str) -> list[str]:
    decoded, problems = decode("x.md", text.encode())
    return [problem.code for problem in (*problems, *parse_note("x.md", decoded)[1])]


def test_deep_nesting_is_cut_off_and_reported() -> None:
    assert codes("> " * 5000 + "x") == ["too-deep"]
    assert codes("\n".join("  " * depth + "- x" for depth in range(200))) == ["too-deep"]
    assert codes("\n".join("  " * depth + "- x" for depth in range(30))) == []


def test_links_beyond_counting_are_read_in_part_and_their_texts_stay_short() -> None:
    assert codes("[[a b]] " * 9_000) == []
    note, problems = parse_note("x.md", "x\n\n" + "[[a b]] " * 20_000)
    assert len(note.links) == 10_000
    assert max(len(link.text) for link in note.links) < 1000
    assert [(problem.code, problem.line) for problem in problems] == [("too-many-links", 3)]


@pytest.mark.parametrize("character", list("[](){}<>*_`#-+=|~^$%!\\:;'\"@ "))
def test_one_character_over_and_over_is_read(character: str) -> None:
    assert set(codes(character * 20_000)) <= {"too-deep"}


@pytest.mark.parametrize(
    "text",
    [
        f"- **{' ' * 20_000}a\n",
        f"- **a{' ' * 20_000}b: c\n",
        f"Q: a{chr(10) * 4_000}Q: b\n",
        f"# a{' ' * 20_000}b ({'a' * 20_000}\n\na is a b.\n",
    ],
)
def test_long_runs_in_names_questions_and_titles_are_read(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    "header",
    ["a: " + "[" * 5000, "\n".join(" " * depth + "a:" for depth in range(500)), "a: " + "{" * 500],
)
def test_front_matter_that_nests_without_end_is_refused(header: str) -> None:
    assert codes(f"---\n{header}\n---\n") == ["front-matter-invalid"]


def test_a_file_beyond_the_limit_is_read_to_the_end_of_a_line() -> None:
    text, problems = decode("x.md", b"some words\n" * (LARGEST // 10))
    assert text.rstrip().endswith("words")
    assert {problem.code for problem in problems} == {"too-large"}
