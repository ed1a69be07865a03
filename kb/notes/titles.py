"""What a note is called, and by which other names it is known."""

import re
import unicodedata

from kb.notes.markdown.sentences import first_sentence
from kb.notes.names import name_key
from kb.notes.plain_text import Markdown, plain

_ID_PART = re.compile(
    r"\d+|(?=[0-9a-f]*\d)[0-9a-f]{6,}|\d+[a-z]\d+[a-z\d]*|[0-9A-HJKMNP-TV-Z]{26}", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_SHORTEST_WITHOUT_DIGIT = 26
"""Characters: an id in letters alone is at least as long."""
_BETWEEN_PARTS = re.compile(r"[-_ .:T]+")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NAMES_NOTHING = re.compile(
    r"(?:index|readme|home|untitled|unbenannt|ohne titel|sans titre|sin título|sem título"
    r"|senza titolo|naamloos|без названия|无标题|未命名|無題)(?: \d{1,4})?"
)
"""By its :func:`name_key`, what a file is called that has no name, or comes first in its folder."""
_HEADS_ANY_NOTE = frozenset(
    "abstract about background content contents description details general idea info information"
    " intro introduction main note notes outline overview preface questions summary tasks text"
    " thoughts tldr todo log journal definition".split()
)
"""First-level headings that name no note, though they are its only one."""
_NO_PREFIX = re.compile(r"\d{1,4}|\d{4}[-_. ]\d{2}(?:[-_. ]\d{2})?")
"""An id that says something before a title: a number, a year, a date."""
_DAY = re.compile(
    r"(?:(?:19|20)\d{2}([-_. ]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])"
    r"|\d{1,2}[-_. ]\d{1,2}[-_. ](?:19|20)\d{2}"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}"
    r"|\d{1,2}(?:st|nd|rd|th|\.)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*,?"
    r" \d{4})"
    r"(?:[-_, (]+(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\)?)?",
    re.IGNORECASE,
)
"""A day, perhaps with its weekday, and nothing else."""
_SUBJECT = re.compile(
    r"(?:(?:an?|the)\s+)?(?P<subject>\S.{0,79}?)(?:\s*\((?P<short>[^()]{1,40})\))?"
    r"(?:,\s+(?:also|sometimes|often|commonly|or)\b[^,]{1,60},)?,?\s+"
    r"(?:is|are|was|were|refers to|means|denotes|stands for|describes"
    r"|(?:states|asserts|says|holds|postulates) that"
    r"|ist|sind|bezeichnet|bedeutet|est|désigne|signifie|es|se refiere al?|significa|designa"
    r"|són|son|è|sono|é|são|är|er|—|–|это|является)\s",
    re.IGNORECASE,
)
_EASTERN_SUBJECT = re.compile(
    r"(?P<subject>[^，。、]{1,40}?)(?:\s*[(（](?P<short>[^()（）]{1,40})[)）])?(?:是|とは|는|은)"
)
_GERMAN_SUBJECT = re.compile(
    r"(?:Unter|Als|Mit)\s(?:(?:de[rmn]|eine[rmn]?)\s)?(?P<subject>[^,.()]{1,60}?)"
    r"(?:\s*\((?P<short>[^()]{1,40})\))?\s(?:versteht|bezeichnet|meint)\sman\s"
)
"""“Unter Entropie versteht man …”."""
_SURE_DEFINITION = re.compile(
    r"\s(?:is|are)\s+(?:an?|the|one of)\s|是|とは|\s—\s+это\s|\sist\s+eine?\s"
)
_SETTING = re.compile(r"(?:In|On|For|With|At)\s[^,.]{1,40},\s+")
"""What appears before a subject: “In Python, …”."""
_NO_SUBJECT = frozenset(
    "it this these that those there they he she we you here what which one such today tomorrow"
    " my our your his her their its in on at for with when if as while after before yesterday"
    " monday tuesday wednesday thursday friday saturday sunday".split()
)
_MOST_WORDS = 6
_WITH_BRACKETS = re.compile(r"([^()]*[^()\s])\s*\((?=[^()]*[^\W\d])([^()]*)\)")


def stem_of(path: str) -> str:
    """Return a file's name without its folder and its ending."""
    name = path.rpartition("/")[2]
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem or " " in ending or len(ending) > 10:
        stem = name
    return stem if stem.isascii() else unicodedata.normalize("NFC", stem)


def is_day(path: str) -> bool:
    """Return whether a file is called by a day, as a daily note is."""
    return _DAY.fullmatch(stem_of(path)) is not None


def _is_id(name: str) -> bool:
    """Return whether a file's name is an id: a number, a hash, a date, or several of them."""
    if len(name) < _SHORTEST_WITHOUT_DIGIT and not _DIGIT.search(name):
        return False
    if _UUID.fullmatch(name):
        return True
    parts = [part for part in _BETWEEN_PARTS.split(name) if part]
    return bool(parts) and all(_ID_PART.fullmatch(part) for part in parts)


def title_of(
    *, path: str, own: str | None, heading: str | None, definition: str | None
) -> tuple[str, str | None]:
    """Return a note's title and the alias that its file's name makes, if it makes one.

    Args:
        path: the note's file.
        own: the title that the front matter gives.
        heading: the text of the opening, only first-level heading.
        definition: the text of the definition, for its subject.
    """
    stem = stem_of(path)
    if _is_id(stem):
        said = own or heading
        return _without_id(said, stem) if said else defined_subject(definition or "") or stem, None
    title = own or (heading if heading and titles(heading, path) else stem)
    names_it = name_key(stem) != name_key(title) and not names_nothing(stem)
    return title, stem if names_it else None


def titles(heading: str, path: str) -> bool:
    """Return whether an opening heading is the title of a file, and not a section of it."""
    stem = stem_of(path)
    return _is_id(stem) or names_nothing(stem) or _shares_half(heading, stem)


def names_nothing(name: str) -> bool:
    """Return whether a name is only that of a file without one, as “index” or “Untitled 2” is."""
    return _NAMES_NOTHING.fullmatch(name_key(name)) is not None


def names_some_note(heading: str) -> bool:
    """Return whether an opening heading is at least another name of its note."""
    return name_key(heading) not in _HEADS_ANY_NOTE


def _without_id(title: str, stem: str) -> str:
    """Return a title without the id of its file, or another one, before or behind it."""
    if _NO_PREFIX.fullmatch(stem):
        return title
    some_id = rf"(?:{re.escape(stem)}|\d{{10,17}})"
    before = re.compile(rf"[\[(]*{some_id}[\])]*(?:\s*[:–—|-]\s*|\s+)(?=\S)")
    behind = re.compile(rf"(?<=\S)(?:\s*[:–—|-]\s*|\s+)[\[(]*{some_id}[\])]*\Z")
    rest = before.sub("", title, count=1) if before.match(title) else title
    return behind.sub("", rest) if not _is_id(rest) else title


def _shares_half(heading: str, name: str) -> bool:
    """Return whether a heading has at least half of its words in common with a file's name."""
    if name_key(heading) == name_key(name):
        return True
    words, others = (set(re.findall(r"[^\W_]+", name_key(text))) for text in (heading, name))
    shared = words & others
    # Of a long name, one word alone is what a section is of.
    return bool(shared) and 2 * len(shared) >= len(words) and 3 * len(shared) >= len(others)


def defined_subject(text: str) -> str | None:
    """Return what a definition defines: ``asyncio`` from “asyncio is a …”."""
    return next(iter(_subjects(text)), None)


def _subjects(text: str) -> tuple[str, ...]:
    """Return what a definition defines, and what it calls it in brackets, if anything."""
    sentence = _SETTING.sub("", plain(Markdown(first_sentence(text))))
    match = _GERMAN_SUBJECT.match(sentence) or _SUBJECT.match(sentence)
    match = match or _EASTERN_SUBJECT.match(sentence)
    if match is None:
        return ()
    subject = match["subject"].strip(" ,“”\"'")
    words = subject.split()
    if not words or len(words) > _MOST_WORDS or words[0].casefold() in _NO_SUBJECT:
        return ()
    return (subject, match["short"].strip()) if match["short"] else (subject,)


def parts_of(title: str) -> tuple[str, ...]:
    """Return the two names in a title such as “Domain Name System (DNS)”; none in others."""
    match = _WITH_BRACKETS.fullmatch(title) if title.endswith(")") else None
    return match.groups() if match else ()


def surely_defines(text: str) -> bool:
    """Return whether a first sentence defines something, whatever the note is called."""
    sentence = first_sentence(text)
    return defined_subject(sentence) is not None and bool(_SURE_DEFINITION.search(sentence))


def defines(text: str, names: tuple[str, ...]) -> bool:
    """Return whether the first sentence of ``text`` defines one of ``names``."""
    subjects = {name_key(subject) for subject in _subjects(text)}
    if not subjects:
        return False
    keys = (name_key(part) for name in names for part in (name, *parts_of(name)))
    return any(key in subjects or f"{key}s" in subjects for key in keys)
