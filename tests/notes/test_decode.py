import pytest

from kb.notes.decode import LARGEST, MOST_LINES, decode


def codes(raw: bytes) -> list[str]:
    return [problem.code for problem in decode("x.md", raw)[1]]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode_is_read_in_each_of_its_forms(encoding: str) -> None:
    text = "# Ereignisschleife\n\nPlain words, and a few — größer than ASCII.\n"
    assert decode("x.md", text.encode(encoding))[0] == text


def test_another_encoding_is_guessed_and_said() -> None:
    text = "Это заметка о корутинах и цикле событий, написанная довольно давно."
    assert decode("x.md", text.encode("cp1251"))[0] == text
    assert codes(text.encode("cp1251")) == ["encoding-guessed"]


def test_mangled_letters_are_put_right_or_reported_with_their_line() -> None:
    text, problems = decode("x.md", "ok\nRamÃ­rez’s cafÃ©\nRamÃrez\n".encode())
    assert text == "ok\nRamírez’s café\nRamÃrez\n"
    assert [(problem.code, problem.line) for problem in problems] == [
        ("mojibake-undone", 2),
        ("mojibake", 3),
    ]


def test_what_is_no_text_is_an_error_and_what_is_too_large_is_cut() -> None:
    assert codes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01") == ["not-text"]
    text, problems = decode("x.md", b"0123456789" * 20 * (LARGEST // 100))
    assert [problem.code for problem in problems] == ["too-large"]
    assert len(text) == LARGEST
    text, problems = decode("x.md", b"x\n" * (MOST_LINES + 5))
    assert [(problem.code, problem.line) for problem in problems] == [("too-large", MOST_LINES)]


def test_a_nul_is_read_as_a_space() -> None:
    assert decode("x.md", b"abc\0" + b"def " * 40)[0].startswith("abc def ")
