"""Notes whose files were renamed or moved: the same note at another path."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb.graph.resolve import NoteId
from kb.store.files import KnownFile
from kb.store.notes import ReadFile


def with_moves(
    read: Sequence[ReadFile], absent: Sequence[KnownFile], hashes: Mapping[NoteId, str]
) -> tuple[ReadFile, ...]:
    """Returns ``read``, where a new file that is an absent note's is that note.

    A new file is an absent note's if it has the same content, and either the same name or no other
    absent note has that content too.

    Args:
        read: files that were read.
        absent: notes whose files are not there.
        hashes: of the absent notes' files, by note; none where no file is new.
    """
    by_hash: dict[str, list[KnownFile]] = defaultdict(list)
    for file in absent:
        if file.note_id in hashes:
            by_hash[hashes[file.note_id]].append(file)
    moved = []
    for each in read:
        candidates = by_hash.get(each.content_hash, []) if each.note_id is None else []
        namesakes = [file for file in candidates if _name(file.path) == _name(each.note.path)]
        found = namesakes or (candidates if len(candidates) == 1 and each.size else [])
        if found:
            taken = found[0]
            candidates.remove(taken)
            moved.append(replace(each, note_id=taken.note_id))
        else:
            moved.append(each)
    return tuple(moved)


def _name(path: str) -> str:
    return path.rpartition("/")[2]
