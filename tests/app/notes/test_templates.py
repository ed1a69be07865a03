"""Filling templates, and names of files."""

from kb.app.notes.templates import file_name, fill_template, with_title
from kb.clock import now


def test_the_places_of_a_template_are_filled_once() -> None:
    text = fill_template(
        "{{title}}\n- {{wanted_by}}\n{{other}}\n", "{{date}}", now(), ["[[a]]", "[[b]]"]
    )
    assert text == "{{date}}\n- [[a]], [[b]]\n{{other}}\n"


def test_a_title_joins_the_front_matter_that_there_is() -> None:
    assert with_title("---\ntags: [x]\n---\n", "a.md", "A/B").startswith('---\ntitle: "A/B"\ntags')


def test_a_name_of_a_file_is_short_and_plain() -> None:
    assert file_name("ü" * 300, ".md") == "ü" * 100 + ".md"
    assert file_name("...", ".md") == "note.md"
