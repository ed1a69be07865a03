"""Which new file is which absent note."""

import pytest

from kb.app.moving import with_moves
from kb.graph.resolve import NoteId
from kb.notes.parse import parse_note
from kb.store.files import KnownFile
from kb.store.notes import ReadFile


def absent(note_id: int, path: str) -> KnownFile:
    return KnownFile(
        note_id=NoteId(note_id),
        path=path,
        size=1,
        mtime_ns=1,
        read_with="1",
        gone=False,
        named=False,
    )


def read(path: str, content: str) -> ReadFile:
    note, _ = parse_note(path, content)
    return ReadFile(note_id=None, size=len(content), mtime_ns=1, content_hash=content, note=note)


@pytest.mark.parametrize(
    ("new", "gone", "ids"),
    [
        ([("b.md", "x")], [("a.md", "x")], [1]),
        ([("b.md", "y")], [("a.md", "x")], [None]),
        ([("d/a.md", "x")], [("b.md", "x"), ("a.md", "x")], [2]),
        ([("c.md", "x")], [("b.md", "x"), ("a.md", "x")], [None]),
        ([("b.md", ""), ("c.md", "x")], [("a.md", ""), ("d.md", "x")], [None, 2]),
        ([("b.md", "x"), ("c.md", "x")], [("a.md", "x")], [1, None]),
    ],
)
def test_equal_content_is_a_move_where_it_is_certain(
    new: list[tuple[str, str]], gone: list[tuple[str, str]], ids: list[int | None]
) -> None:
    files = [absent(number, path) for number, (path, _) in enumerate(gone, start=1)]
    hashes = {NoteId(number): content for number, (_, content) in enumerate(gone, start=1)}
    moved = with_moves([read(*each) for each in new], files, hashes)
    assert [file.note_id for file in moved] == ids
