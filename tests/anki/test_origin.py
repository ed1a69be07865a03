"""What a note in Anki remembers of kb."""

import pytest

from kb.anki.kinds import FIELDS, FRONT, NOTE_TYPES, ORIGIN
from kb.anki.origin import NoteOrigin, digest_of, is_changed, origin_of, uid_of_card

UIDS = {0: "0123456789abcdef", 115: "fedcba9876543210"}


def fields_of(front: str = "q", origin: str | None = None) -> list[str]:
    fields = [front, "a", "", "", "", "", "", ""]
    known = NoteOrigin(uids=UIDS, digest=digest_of(fields))
    fields[ORIGIN] = known.text if origin is None else origin
    return fields


def test_an_origin_is_read_as_it_was_written() -> None:
    fields = fields_of()
    assert origin_of(fields) == NoteOrigin(uids=UIDS, digest=digest_of(fields))


def test_what_ankis_editor_puts_around_it_does_not_matter() -> None:
    text = fields_of()[ORIGIN]
    assert origin_of(fields_of(origin=f"<div>{text}<br></div>&nbsp;")) is not None


@pytest.mark.parametrize("text", ["", "kb1", "kb1 0123 0:12", "kb2 " + "0" * 16, "x" * 9999])
def test_what_is_none_is_none(text: str) -> None:
    assert origin_of(fields_of(origin=text)) is None


def test_a_note_of_other_fields_has_none() -> None:
    assert origin_of(["q", "a"]) is None


def test_a_change_in_anki_is_told() -> None:
    fields = fields_of()
    origin = origin_of(fields)
    assert origin is not None
    assert not is_changed(fields, origin)
    fields[FRONT] = "another q"
    assert is_changed(fields, origin)


def test_a_card_is_told_by_its_ordinal() -> None:
    assert uid_of_card("guid", 115, fields_of()) == UIDS[115]
    assert uid_of_card("guid", 1, fields_of()) is None
    assert uid_of_card(UIDS[0], 0, fields_of(origin="")) == UIDS[0]
    assert uid_of_card("guid", 0, fields_of(origin="")) is None
    # A cloze's number follows from its uid.
    cloze = "0000007300000000"
    assert uid_of_card(cloze, 0x73, fields_of(origin=""), cloze=True) == cloze
    assert uid_of_card(cloze, 0, fields_of(origin=""), cloze=True) is None


def test_the_note_types_have_as_many_fields_and_templates_as_ever() -> None:
    """Anki makes another type, and updates no note, if there are more or fewer."""
    shapes = {
        number: (len(kind.fields), len(kind.templates)) for number, kind in NOTE_TYPES.items()
    }
    assert shapes == {1_796_000_000_001: (8, 2), 1_796_000_000_002: (8, 1)}
    assert all(kind.fields == FIELDS for kind in NOTE_TYPES.values())
