"""Texts made to be slow are drawn from: without a bound, these would take minutes or longer."""

import pytest

from kb.cards.topic.persons import is_person, lived
from tests.cards.reading import drawn, generated


@pytest.mark.parametrize("sign", list("-*_"))
def test_a_rule_across_the_page_that_goes_on_with_a_word_ends_no_field(sign: str) -> None:
    text = f"Sources:\n{sign * 200} a book\n{sign * 3}\nA lock that one thread holds at a time.\n"
    assert generated(text, "Mutex.md", by="definition") == [
        ("What is Mutex?", "A lock that one thread holds at a time.")
    ]


def test_brackets_full_of_years_are_no_life() -> None:
    years = f"Bach (a {'1685-' * 20_000}"
    assert not lived(years)
    assert not is_person("composer", years, "Bach")
    assert lived("Bach (Eisenach, 31 March 1685 – 28 July 1750, Leipzig) was a composer.")


@pytest.mark.parametrize("piece", ["[", "[a](", "[[a", "(", "a (", "- ", "> ", "**", "| "])
def test_one_piece_over_and_over_is_drawn_from(piece: str) -> None:
    links = " ".join(f"[[link {number}]]" for number in range(5))
    assert drawn(f"{links}\n\n# {piece * 1000}\n\n{piece * 20_000}\n\n## The A (b)\n\nC") == []


def test_code_with_long_runs_of_blanks_is_drawn_from() -> None:
    code = f"x = 1{' ' * 50_000}y # -> a{' ' * 50_000}b"
    assert drawn(f"```python\n{code}\n```\n", "Blanks.md") == []
