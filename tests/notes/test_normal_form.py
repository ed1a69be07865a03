"""Unicode's normal forms."""

import time
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from kb.notes.normal_form import normalized


@given(st.text())
def test_a_text_of_people_has_its_normal_form(text: str) -> None:
    assert normalized("NFC", text) == unicodedata.normalize("NFC", text)
    assert normalized("NFKC", text) == unicodedata.normalize("NFKC", text)


def test_signs_in_a_row_that_are_no_marks_are_kept() -> None:
    for text in ("—" * 99, "🙂" * 99, "」。" * 99, "e\u0301" * 99, "か\u3099" * 99):
        assert normalized("NFC", text) == unicodedata.normalize("NFC", text)


def test_a_letter_has_no_more_marks_than_any_language_has() -> None:
    assert len(normalized("NFC", "q" + "\u0301\u0316" * 500)) == 31
    assert normalized("NFC", "e" + "\u0301" * 500 + "!").endswith("\u0301!")


def test_marks_beyond_count_take_no_square_of_their_number() -> None:
    start = time.process_time()
    normalized("NFC", "q" + "\u0301\u0316" * 500_000)
    assert time.process_time() - start < 2
