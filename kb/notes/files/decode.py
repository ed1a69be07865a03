"""A file's bytes become text, whatever wrote them; what was guessed or lost is reported."""

import codecs
import re

from kb.notes.problem import Problem, error, warning

LARGEST = 1_000_000
"""Bytes of one file that are read; a larger one is read in part, and reported."""

MOST_LINES = 15_000
"""Lines of one file that are read."""
_LIMITS = f"{LARGEST // 1000:,} kB and {MOST_LINES:,} lines of a file are the most"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOW_PAGES = frozenset(range(1, 7))
"""First bytes, in UTF-16, of the alphabets from Latin to Arabic."""
_LOW_PAGE = re.compile(rb"[\x01-\x06]")
_FEW = 3
"""Bytes that are no UTF-8 in a text that otherwise is: damage, and no other encoding."""
_SHIFTED = b"\x1b$"
"""How ISO 2022, whose bytes are all ASCII, begins a stretch of Japanese."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CONTROL_BYTES = bytes([*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_MANGLED = re.compile(r"[ÂÃâÅÐ][\x80-\xbfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]")
_BEYOND_REPAIR = re.compile(r"[a-zà-ÿ]Ã[a-zà-ÿ\xad]|Ã\xad|\ufffd")
_WESTERN = re.compile(
    rb"(?:[\x00-\x7f]|[\x80\x84\x85\x8c\x91-\x97\x99\x9c\xa0\xa1\xa7\xa9-\xab\xad\xae\xb0-\xb5\xb7"
    rb"\xbb-\xc2\xc4-\xcf\xd1-\xd6\xd8-\xdc\xdf-\xe2\xe4-\xef\xf1-\xf6\xf8-\xfc\xff]"
    rb"(?![\x80-\xff]{2}))*"
)
"""Bytes that Western European text in Windows-1252 has: other letters never appear in threes."""
_MOST_CONTROLS = 0.05
_ASSUMED = "windows-1252, a guess"
"""The encoding where nothing speaks for it, and none can be detected."""


def decode(path: str, raw: bytes) -> tuple[str, tuple[Problem, ...]]:
    """Return the text of a file, and what is wrong with it.

    UTF-8 is tried first, then UTF-16 and UTF-32 by their marks or their zeros, then the encoding
    that the bytes look like most. Text that was decoded wrongly once before (“mojibake”) is put
    right where that can be done. A file that is no text gives the empty text and an error.
    """
    problems: list[Problem] = []
    cut = len(raw) > LARGEST
    if cut:
        raw = raw[:LARGEST]
        raw = raw[: raw.rfind(b"\n") + 1] or raw
    text, encoding = _decoded(raw)
    # Every encoding writes a control character with its own byte, and bytes are quicker to ask.
    suspect = len(raw.translate(None, _CONTROL_BYTES)) < len(raw)
    controls = len(_CONTROL.findall(text)) if text and suspect else 0
    if text is None or (controls > 3 and controls > _MOST_CONTROLS * len(text)):
        message = "This is not text. Give it another extension, or move it out of the folder."
        return "", (error(path, 1, "not-text", message),)
    if cut or (len(text) > MOST_LINES and text.count("\n") > MOST_LINES):
        text = "\n".join(text.split("\n", MOST_LINES)[:MOST_LINES])
        line = text.count("\n") + 1
        message = f"Only the lines above this one were read: {_LIMITS}. Split the file."
        problems.append(error(path, line, "too-large", message))
    if encoding:
        message = f"This file is not UTF-8; it was read as {encoding}. Save it as UTF-8 to be sure."
        if encoding == _ASSUMED:
            message += " The extra kb[encodings] detects encodings."
        problems.append(warning(path, 1, "encoding-guessed", message))
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        text = text.replace("\0", " ")
        problems.append(warning(path, line, "nul", "A NUL character was read as a space."))
    if not text.isascii() and _may_be_mangled(text):
        text, repairs = _repaired(path, text)
        problems.extend(repairs)
    return text, tuple(problems)


def _decoded(raw: bytes) -> tuple[str | None, str | None]:
    """Return the text in ``raw``, and the encoding's name if it had to be guessed."""
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return raw[len(bom) :].decode(encoding, errors="replace"), None
    if b"\0" in raw or _has_few_pages(raw):
        wide = _wide_encoding(raw)
        if wide:
            return raw.decode(wide, errors="replace"), wide
    if b"\x1b" in raw and _SHIFTED in raw:
        return _guessed(raw)
    try:
        return raw.decode(), None
    except UnicodeDecodeError:
        text = raw.decode(errors="replace")
        bad = text.count("\ufffd")
        letters = sum(1 for character in text if character > "\x7f") - bad
        if bad <= max(letters // 10, 0 if _WESTERN.fullmatch(raw) else _FEW):
            return text, None
        return _guessed(raw)


def _wide_encoding(raw: bytes) -> str | None:
    """Return UTF-16's name if every other byte of ``raw`` tends to be zero."""
    even, odd = raw[:4000:2], raw[1:4000:2]
    if len(odd) < 4 or len(raw) % 2:
        return None
    few, many = 0.1 * len(odd), 0.4 * len(odd)
    if odd.count(0) > many and even.count(0) < few:
        return "utf-16-le"
    if even.count(0) > many and odd.count(0) < few:
        return "utf-16-be"
    if _has_few_pages(raw):
        return "utf-16-le" if len(set(odd)) < len(set(even)) else "utf-16-be"
    return None


def _has_few_pages(raw: bytes) -> bool:
    """Return whether every other byte takes few values, as in UTF-16 of another script."""
    if not _LOW_PAGE.search(raw, 0, 400):
        return False
    even, odd = set(raw[:400:2]), set(raw[1:400:2])
    few, many = sorted((even, odd), key=len)
    return len(raw) > 40 and len(few) <= 5 and len(many) > 12 and bool(few & _LOW_PAGES)


def _guessed(raw: bytes) -> tuple[str | None, str | None]:
    if not raw.isascii() and _WESTERN.fullmatch(raw):
        return raw.decode("cp1252", errors="replace"), "windows-1252"
    try:
        import chardet  # noqa: PLC0415 -- slow to import, and seldom needed
    except ModuleNotFoundError:  # an extra: without it, the most common encoding is assumed
        return raw.decode("cp1252", errors="replace"), _ASSUMED
    eras = chardet.EncodingEra.ALL & ~chardet.EncodingEra.MAINFRAME
    encoding = chardet.detect(raw[:100_000], encoding_era=eras)["encoding"]
    if encoding is None:
        return None, None
    return raw.decode(encoding, errors="replace"), encoding.casefold()


def _may_be_mangled(text: str) -> bool:
    damaged = "Ã" in text or "\ufffd" in text
    return bool(_MANGLED.search(text) or (damaged and _BEYOND_REPAIR.search(text)))


def _repaired(path: str, text: str) -> tuple[str, list[Problem]]:
    """Return the text with wrongly decoded lines corrected, and the problems found."""
    import ftfy  # noqa: PLC0415 -- slow to import, and seldom needed

    problems = []
    lines = text.split("\n")
    for row, line in enumerate(lines):
        better = ftfy.fix_encoding(line) if _MANGLED.search(line) else line
        if better != line:
            lines[row] = better
            message = "Letters were in a wrong encoding. kb corrected them in the store only."
            problems.append(warning(path, row + 1, "mojibake-undone", message))
        elif match := _BEYOND_REPAIR.search(line):
            near = line[max(match.start() - 12, 0) : match.end() + 12].strip()
            message = (
                f"Letters near “{near}” are damaged, or mangled by a wrong encoding. Retype them."
            )
            problems.append(warning(path, row + 1, "mojibake", message))
    return "\n".join(lines), problems


def lines_of(text: str) -> list[str]:
    r"""Return the lines of a note's text, as the import counts them: a form feed ends none.

    >>> lines_of("a\fb\r\nc\n")
    ['a\x0cb', 'c']
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]
