import pytest

from kb.notes.parse import parse_note


@pytest.mark.parametrize(
    ("path", "text", "title", "aliases"),
    [
        ("event-loop.md", "# Event Loop\n\nText.", "Event Loop", ()),
        ("fastapi.md", "# FastAPI Framework\n", "FastAPI Framework", ("fastapi",)),
        ("Anna.md", "# Story\n\nText.", "Anna", ("Story",)),
        ("a.md", "# Definition\n\nText.", "a", ()),
        ("Anna.md", "# Overview\n\nText.", "Anna", ()),
        ("a.md", "---\ntitle: A Thing\n---\n", "A Thing", ("a",)),
        ("20240101120000.md", "# Coroutine\n", "Coroutine", ()),
        ("000_e63532bf47af7dc8.txt", "Definition:\nA task is a unit.\n", "task", ()),
        ("2024-07-19.md", "Went out.\n", "2024-07-19", ()),
        ("dir/Node.js.md", "", "Node.js", ()),
        ("loops.md", "# loops\n\n# Second\n", "loops", ()),
        ("x.md", "title:: My Page\n", "My Page", ("x",)),
        ("a.md", "---\ntitle: What _x_ and `y` *do*\n---\n", "What _x_ and `y` *do*", ("a",)),
        ("a.md", "---\naliases: _x_, 2 * 3 * 4\n---\n", "a", ("_x_", "2 * 3 * 4")),
        ("a.md", '---\ntitle: "[[Loop|the loop]]"\n---\n', "the loop", ("a",)),
        ("202405011230.md", "# 202405011230 Mutex\n", "Mutex", ("202405011230 Mutex",)),
        ("202405011230.md", "# 202405011230: Mutex\n", "Mutex", ("202405011230: Mutex",)),
        ("202405011230.md", "# Mutex (202405011230)\n", "Mutex", ("Mutex (202405011230)",)),
        ("1a2b.md", "# 1a2b - Mutex\n", "Mutex", ("1a2b - Mutex",)),
        ("202405011230.md", "---\ntitle: 202405011230 Mutex\n---\n", "Mutex", ()),
        ("202405011230.md", "# 202405011230\n", "202405011230", ()),
        ("2024-05-01.md", "# 2024-05-01 Standup\n", "2024-05-01 Standup", ()),
        ("2024.md", "# 2024 in review\n", "2024 in review", ()),
        ("index.md", "# Home\n\nText.", "Home", ()),
        ("docs/README.md", "# A Guide\n", "A Guide", ()),
        ("_index.md", "# A Guide\n", "A Guide", ()),
        ("Untitled 3.md", "# A Guide\n", "A Guide", ()),
        ("home.md", "---\ntitle: A Guide\n---\n# Start\n", "A Guide", ("Start",)),
        ("index.md", "Text.", "index", ()),
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
