import sys

import pytest

from kb.notes.files.decode import LARGEST, MOST_LINES, decode


def codes(raw: bytes) -> list[str]:
    return [problem.code for problem in decode("x.md", raw)[1]]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode_is_read_in_each_of_its_forms(encoding: str) -> None:
    text = "# Ereignisschleife\n\nPlain words, and a few — größer than ASCII.\n"
    assert decode("x.md", text.encode(encoding))[0] == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Это заметка о корутинах и цикле событий, написанная довольно давно."),
        ("koi8-r", "Это заметка о корутинах и цикле событий, написанная довольно давно."),
        ("cp1252", "“Smart quotes” – and it’s a naïve café, isn’t it? Très déjà vu."),
        ("latin-1", "Die Größe der Straße beträgt für Müller fünf Meter."),
        ("cp1250", "Zażółć gęślą jaźń. To jest notatka o pętli zdarzeń, która działa."),
        ("shift_jis", "これはイベントループについてのメモです。コルーチンを実行します。"),
        ("iso2022_jp", "これはイベントループについてのメモです。コルーチンを実行します。"),
        ("gb18030", "这是关于事件循环的笔记。它调度并运行异步任务。"),
        ("big5", "這是關於事件循環的筆記。它調度並運行非同步任務。"),
        ("euc-kr", "이것은 이벤트 루프에 대한 메모입니다."),
        ("cp1253", "Αυτή είναι μια σημείωση για τον βρόχο συμβάντων."),
    ],
)
def test_another_encoding_is_guessed_and_said(encoding: str, text: str) -> None:
    raw = f"# Note\n\n{text}\n".encode(encoding)
    assert text in decode("x.md", raw)[0]
    assert codes(raw) == ["encoding-guessed"]


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


def test_without_the_detector_an_encoding_is_assumed_and_the_import_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "chardet", None)
    raw = "Это заметка о корутинах и цикле событий.".encode("cp1251")
    text, (problem,) = decode("note.md", raw)
    assert text == raw.decode("cp1252", errors="replace")
    assert problem.code == "encoding-guessed"
    assert "windows-1252, a guess" in problem.message
    assert problem.message.endswith("The extra kb[encodings] detects encodings.")
    assert decode("note.md", "Très déjà vu, naïve café".encode("cp1252"))[1][0].message.endswith(
        "Save it as UTF-8 to be sure."
    )


def test_a_control_character_in_a_short_text_does_not_make_it_no_text() -> None:
    assert decode("x.md", b"A bell \x07 rang.\n") == ("A bell \x07 rang.\n", ())
