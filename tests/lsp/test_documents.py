"""Documents as they are typed: change by change, in each way to count columns."""

from pathlib import Path
from time import process_time

from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from kb.lsp.documents import Document
from kb.notes.positions import Encoding

texts = st.text(st.sampled_from("ab é🐍\n\r\u2028\x85\f"), max_size=20)
changes = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 10), texts), max_size=8)


def document(text: str) -> Document:
    return Document("file:///x.md", Path("/x.md"), 1, text)


@given(text=texts, changes=changes, encoding=st.sampled_from(list(Encoding)))
def test_a_text_is_what_was_typed_wherever_that_was(
    text: str, changes: list[tuple[int, int, str]], encoding: Encoding
) -> None:
    typed, expected = document(text), text
    for version, (start, length, new) in enumerate(changes, 2):
        first = min(start, len(expected))
        last = min(first + length, len(expected))
        ends = [typed.position(each, encoding) for each in (first, last)]
        places = [typed.offset(each, encoding) for each in ends]  # not between \r and \n
        expected = expected[: places[0]] + new + expected[places[1] :]
        change = types.TextDocumentContentChangePartial(types.Range(*ends), new)
        typed.change([change], version, encoding)
        assert typed.text == expected
        assert typed.version == version
        assert typed.lines == expected.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def test_thousands_of_changes_at_once_are_no_more_than_what_they_change() -> None:
    line = "One of many lines, all of them of some length.\r\n"
    typed = document(line * 15_000)
    changes: list[types.TextDocumentContentChangeEvent] = [
        types.TextDocumentContentChangePartial(
            types.Range(types.Position(row, 0), types.Position(row, 3)), "Each"
        )
        for row in reversed(range(15_000))
    ]
    started = process_time()
    typed.change(changes, 2, Encoding.UTF16)
    assert process_time() - started < 5
    assert typed.text == line.replace("One", "Each") * 15_000


def test_a_place_beyond_the_text_is_its_end() -> None:
    typed = document("one\ntwo")
    far, end = types.Position(9, 0), types.Position(1, 99)
    assert typed.offset(far, Encoding.UTF16) == typed.offset(end, Encoding.UTF16) == 7
    assert typed.index(far, Encoding.UTF16) == 0


def test_a_whole_text_replaces_all() -> None:
    typed = document("one\ntwo")
    typed.change([types.TextDocumentContentChangeWholeDocument("three")], 2, Encoding.UTF16)
    assert typed.lines == ["three"]
