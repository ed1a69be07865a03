import pytest

from kb.notes.parse import parse_note


@pytest.mark.parametrize(
    ("path", "text", "title", "aliases"),
    [
        ("event-loop.md", "# Event Loop\n\nText.", "Event Loop", ()),
        ("fastapi.md", "# FastAPI Framework\n", "FastAPI Framework", ("fastapi",)),
        ("Anna.md", "# Story\n\nText.", "Anna", ()),
        ("a.md", "# Definition\n\nText.", "a", ()),
        ("a.md", "---\ntitle: A Thing\n---\n", "A Thing", ("a",)),
        ("20240101120000.md", "# Coroutine\n", "Coroutine", ()),
        ("000_e63532bf47af7dc8.txt", "Definition:\nA task is a unit.\n", "task", ()),
        ("2024-07-19.md", "Went out.\n", "2024-07-19", ()),
        ("dir/Node.js.md", "", "Node.js", ()),
        ("loops.md", "# loops\n\n# Second\n", "loops", ()),
        ("x.md", "title:: My Page\n", "My Page", ("x",)),
    ],
)
def test_a_title_comes_from_the_front_matter_the_name_or_the_heading(
    path: str, text: str, title: str, aliases: tuple[str, ...]
) -> None:
    note, _ = parse_note(path, text)
    assert (note.title, note.aliases) == (title, aliases)


def test_a_heading_that_is_no_title_stays_a_section() -> None:
    note, _ = parse_note("Anna.md", "# Story\n\nText.")
    assert [section.heading for section in note.sections] == ["Story"]


def test_one_word_of_a_long_name_heads_a_section() -> None:
    note, _ = parse_note("Five Interaction Styles of Doors.md", "# Styles\n\n- Push\n")
    assert note.title == "Five Interaction Styles of Doors"
    assert [section.heading for section in note.sections] == ["Styles"]


def test_a_first_sentence_that_defines_the_title_is_the_definition() -> None:
    note, _ = parse_note("Lock.md", "# Lock\n\nA lock is an object. It guards.\n\nMore.")
    assert note.definition is not None
    assert (note.definition.text, note.definition.line) == ("A lock is an object.", 3)
    other, _ = parse_note("Lock.md", "It is a thing.\n")
    assert other.definition is None


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("TCP.md", "The Transmission Control Protocol (TCP) is a protocol.", 1),
        ("CAP.md", "CAP, also known as Brewer's theorem, states that one of three goes.", 1),
        ("Lock.md", "Up:\n\nStatus :: draft\n\nA lock is an object.", 5),
    ],
)
def test_a_definition_is_known_by_an_abbreviation_and_below_labels(
    path: str, text: str, line: int
) -> None:
    note, _ = parse_note(path, f"{text}\n\nMore.")
    assert note.definition is not None
    assert (note.definition.text, note.definition.line) == (text.rpartition("\n")[2], line)
