"""A file's bytes become text, whatever wrote them; what was guessed or lost is reported."""

import codecs
import re

from kb.notes.problem import Problem, Severity

LARGEST = 1_000_000
"""Bytes of one file that are read; a larger one is read in part, and reported."""

MOST_LINES = 15_000
"""Lines of one file that are read."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SHIFTED = b"\x1b$"
"""How ISO 2022, whose bytes are all ASCII, begins a stretch of Japanese."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MANGLED = re.compile(r"[ÂÃâÅÐ][\x80-\xbfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]")
_BEYOND_REPAIR = re.compile(r"[a-zà-ÿ]Ã[a-zà-ÿ\xad]|Ã\xad|\ufffd")
_WESTERN = re.compile(
    rb"(?:[\x00-\x7f]|[\x80\x84\x85\x8c\x91-\x97\x99\x9c\xa0\xa1\xa7\xa9-\xab\xad\xae\xb0-\xb5\xb7"
    rb"\xbb-\xc2\xc4-\xcf\xd1-\xd6\xd8-\xdc\xdf-\xe2\xe4-\xef\xf1-\xf6\xf8-\xfc\xff]"
    rb"(?![\x80-\xff]{2}))*"
)
"""Bytes that Western European text in Windows-1252 has: other letters never stand in threes."""
_MOST_CONTROLS = 0.02


def decode(path: str, raw: bytes) -> tuple[str, tuple[Problem, ...]]:
    """Returns the text of a file, and what is wrong with it.

    UTF-8 is tried first, then UTF-16 and UTF-32 by their marks or their zeros, then the encoding
    that the bytes look like most. Text that was decoded wrongly once before (“mojibake”) is put
    right where that can be done. A file that is no text gives the empty text and an error.
    """
    problems: list[Problem] = []
    if len(raw) > LARGEST:
        raw = raw[:LARGEST]
        raw = raw[: raw.rfind(b"\n") + 1] or raw.decode(errors="ignore").encode()
        message = f"Only the first {LARGEST // 1000} kB of this file were read. Split it up."
        problems.append(_problem(path, 1, "too-large", message, Severity.ERROR))
    text, guessed = _decoded(raw)
    if text is None or len(_CONTROL.findall(text)) > _MOST_CONTROLS * len(text):
        message = "This file is no text. Give it another ending, or move it out of the folder."
        return "", (*problems, _problem(path, 1, "not-text", message, Severity.ERROR))
    if text.count("\n") > MOST_LINES:
        text = "\n".join(text.split("\n", MOST_LINES)[:MOST_LINES])
        message = f"Only the first {MOST_LINES:,} lines of this file were read. Split it up."
        problems.append(_problem(path, MOST_LINES, "too-large", message, Severity.ERROR))
    if guessed:
        message = f"This file is not UTF-8; it was read as {guessed}. Save it as UTF-8 to be sure."
        problems.append(_problem(path, 1, "encoding-guessed", message))
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        text = text.replace("\0", " ")
        problems.append(_problem(path, line, "nul", "A NUL character was read as a space."))
    if _MANGLED.search(text) or _BEYOND_REPAIR.search(text):
        text, found = _repaired(path, text)
        problems.extend(found)
    return text, tuple(problems)


def _decoded(raw: bytes) -> tuple[str | None, str | None]:
    """Returns the text in ``raw``, and the encoding's name if it had to be guessed."""
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            text = raw[len(bom) :].decode(encoding, errors="replace")
            return text, None
    if b"\0" in raw:
        wide = _wide_encoding(raw)
        if wide:
            return raw.decode(wide, errors="replace"), wide
    if _SHIFTED in raw:
        return _guessed(raw)
    try:
        return raw.decode(), None
    except UnicodeDecodeError:
        return _guessed(raw)


def _wide_encoding(raw: bytes) -> str | None:
    """Returns UTF-16's name if every other byte of ``raw`` tends to be zero."""
    sample = raw[:4000]
    half = len(sample) // 2
    if half < 4:
        return None
    if sample[1::2].count(0) > 0.4 * half and sample[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if sample[::2].count(0) > 0.4 * half and sample[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _guessed(raw: bytes) -> tuple[str | None, str | None]:
    """Returns the text in the encoding that ``raw`` looks like most."""
    if not raw.isascii() and _WESTERN.fullmatch(raw):
        return raw.decode("cp1252", errors="replace"), "windows-1252"
    import chardet  # noqa: PLC0415 -- slow to import, and seldom needed

    eras = chardet.EncodingEra.ALL & ~chardet.EncodingEra.MAINFRAME
    encoding = chardet.detect(raw[:100_000], encoding_era=eras)["encoding"]
    if encoding is None:
        return None, None
    return raw.decode(encoding, errors="replace"), encoding.casefold()


def _repaired(path: str, text: str) -> tuple[str, list[Problem]]:
    """Returns the text with lines put right that had been decoded wrongly, and what was seen."""
    import ftfy  # noqa: PLC0415 -- slow to import, and seldom needed

    problems = []
    lines = text.split("\n")
    for row, line in enumerate(lines):
        if _MANGLED.search(line):
            better = ftfy.fix_encoding(line)
            if better != line:
                lines[row] = better
                message = "Letters mangled by a wrong encoding were put right in the index."
                problems.append(_problem(path, row + 1, "mojibake-undone", message))
                continue
        match = _BEYOND_REPAIR.search(line)
        if match:
            near = line[max(match.start() - 12, 0) : match.end() + 12].strip()
            message = f"Letters were mangled by a wrong encoding near “{near}”. Retype them."
            problems.append(_problem(path, row + 1, "mojibake", message))
    return "\n".join(lines), problems


def _problem(
    path: str, line: int, code: str, message: str, severity: Severity = Severity.WARNING
) -> Problem:
    """Returns a problem of this file."""
    return Problem(path=path, line=line, code=code, severity=severity, message=message)
