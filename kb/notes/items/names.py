"""The name that an entry of a list begins with: code, bold, a link, or plain before a colon."""

import re
from typing import NamedTuple

from kb.notes.fields.labels import label_of
from kb.notes.names import name_key
from kb.notes.plain_text import Markdown, plain

_LONGEST_NAME = 80
_MOST_WORDS = 6
_CODE = r"\*{0,2}(?:`[^`\n]+`|``(?!`)[^\n]{1,80}?(?<!`)``)(?!`)\*{0,2}"
_CODE_NAME = re.compile(
    rf"(?P<name>{_CODE}(?:\s*(?:,|/|or|and)\s*{_CODE})*)"
    r"(?:\s*\([^()\n]{1,40}\))?\s*(?P<inner>)(?P<mark>:\*{0,2}|–|—|-(?=\s)|=>|→|)\s*(?P<rest>.*)",
    re.DOTALL,
)
_STRONG_NAME = re.compile(
    r"(?P<bold>\*\*|__)(?P<name>[^\n]{1,80}?)\s{0,4}(?P<inner>[:：]?)\s{0,4}(?P=bold)"
    r"(?:\s*\([^()\n]{1,40}\))?\s*(?P<mark>[:：]|–|—|-(?=\s)|=>|→|)\s*(?P<rest>.*)",
    re.DOTALL,
)
_LINK_NAME = re.compile(
    r"(?P<name>\[\[[^\[\]\n]+\]\])\s*(?P<inner>)(?P<mark>:|–|—|-(?=\s))\s*(?P<rest>.*)", re.DOTALL
)
_NAME_MARKS = frozenset("`*_[")
_SENTENCE_SIGNS = frozenset(",;.!?")
READS_AS_CODE = re.compile(r"@?[A-Za-z_]\w*(?:\.\w+)+(?:\(.*\))?|@?[A-Za-z_][\w.]*\(.*\)")
_TODO = re.compile(r"\[.\]\s|(?:TODO|DOING|DONE|LATER|NOW|WAITING|CANCELLED|CANCELED)\s")
_STEP = re.compile(
    r"(?:\*\*)?(?:step|day|week|part|chapter|lesson|phase)\s+\d+|(?:\*\*)?(?:first|second|third|then|next"
    r"|finally|last(?:ly)?|because|it|this|that|so|but|however|therefore|if|when)\b[^:]{0,20}:",
    re.IGNORECASE,
)
NO_NAMES = frozenset(
    "note notes tip warning important example examples e.g eg i.e todo hint caution remember"
    " summary output input usage see ps nb question answer q a c fixme danger info attention"
    " author authors created modified updated date url link isbn publisher year course class"
    " professor rating creator resolved chapter page pages version id monday tuesday wednesday"
    " thursday friday saturday sunday attendees participants agenda deadline expected actual"
    " workaround verdict mood weather pros cons assignee".split()
)
"""Labels that introduce a remark or metadata, and name nothing unless they are code."""


class Name(NamedTuple):
    """A name at the start of a text, and what follows it. A tuple, for every item is asked."""

    name: str
    is_code: bool
    rest: str


def entry_name(text: str, *, plain_names: bool) -> Name | None:
    """Return the name that an entry begins with: code, bold, a link, or with a colon, plain.

    Steps, tasks and remarks name nothing. ``plain_names`` allows ``name: description``.
    """
    first = text[:1]
    if first not in _NAME_MARKS and not (plain_names and (":" in text or "：" in text)):
        return None
    line = text.partition("\n")[0]
    if "::" in line or (first != "`" and (_TODO.match(text) or _STEP.match(text))):
        return None
    entry = _marked_name(text) if first in _NAME_MARKS else None
    if entry is not None or first in "`[" or not plain_names:
        return entry
    return _plain_name(line, text)


def _plain_name(line: str, text: str) -> Name | None:
    label = label_of(line)
    if label is None or label.separator != ":" or len(label.key.split()) > _MOST_WORDS:
        return None
    if not _SENTENCE_SIGNS.isdisjoint(label.key) and not READS_AS_CODE.fullmatch(label.key):
        return None
    return _checked(label.key, text.partition(":")[2].strip(), is_code=False)


def _marked_name(text: str) -> Name | None:
    for pattern, is_code in ((_CODE_NAME, True), (_STRONG_NAME, False), (_LINK_NAME, False)):
        match = pattern.match(text)
        if match is None:
            continue
        name, inner, mark, rest = match.group("name", "inner", "mark", "rest")
        before = text[: match.start("rest")].rstrip(" ")
        if rest and not (mark or inner or before.endswith("\n")):
            return None
        return _checked(plain(Markdown(name)), rest.strip(), is_code=is_code)
    return None


def _checked(name: str, rest: str, *, is_code: bool) -> Name | None:
    name = name.strip().rstrip(":：").strip()
    if not name or len(name) > _LONGEST_NAME or name[0] in "=$":
        return None
    if not is_code and (name_key(name) in NO_NAMES or len(name.split()) > _MOST_WORDS):
        return None
    return Name(name=name, is_code=is_code or bool(READS_AS_CODE.fullmatch(name)), rest=rest)
