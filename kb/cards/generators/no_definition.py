"""Sentences that look like definitions of what is asked, and are none."""

import re
from collections.abc import Callable
from typing import Final

from kb.notes.names import name_key
from kb.notes.plain_text import Markdown, plain

_REFERS: Final = re.compile(
    r"^(?:Refer to|See(?: also)?|Compare|Read|Consult|Look at|For (?:more|details))\b"
    r"|\b(?:we|I)(?:['’]ll| will| shall| are going to)?\s(?:\w+\s)?"
    r"(?:explore|discuss|see|look|cover|describe|explain|examine|study|learn)\b"
    r"|\b(?:explored|discussed|described|explained|shown|listed|covered|detailed|given)"
    r"\s(?:\w+\s){0,3}(?:below|above|later|here|next|in (?:section|chapter|figure|table|the))\b"
)
"""It leads to another place."""
_WRITTEN: Final = re.compile(
    r"\b(?:is|are|can be|may be)\s(?:\w+ly\s|often\s|also\s)?"
    r"(?:denoted|declared|written|marked|indicated|symboli[sz]ed|abbreviated|delimited|enclosed"
    r"|spelled|pronounced|invoked|instantiated)"
    r"\s(?:by|using|with|as|in|inside|via|through|between)\b"
    r"|\b(?:is|are|can be)\s(?:\w+ly\s)?(?:defined|created|introduced)\s(?:using|via|by writing)\b"
)
"""It says how something is written."""
_JUDGES: Final = re.compile(
    r"\b(?:is|are)\s(?:also\s)?"
    r"(?:rarely|seldom|often|commonly|widely|frequently|usually|typically|hardly|generally|still"
    r"|no longer|not)\s(?:used|needed|seen|recommended|preferred|required|encountered)(?=[.,;!]|$)"
)
"""It says how often something is used."""
_POINTS_BACK: Final = re.compile(
    r"(?:This|These|Those|It|They|That|Such)\s(?:is|are|was|were|can|may|will|has|have)\s(?:be\s)?"
    r"(?:often|also|sometimes|usually|then|generally|typically|commonly|further|why|because|where|how)\b"
)
"""It goes on from another sentence."""
_SUBJECT_IN_BOLD: Final = re.compile(
    r"(?:(?:The|An?)\s)?(?:\*\*|__)(?P<term>[^*_\n]+)(?:\*\*|__)\s"
)
_CALLED_IN_BOLD: Final = re.compile(
    r"\b(?:called|named|termed|known as|said to be|referred to as)\s(?:(?:the|an?)\s)?"
    r"(?:\*\*|__)(?P<term>[^*_\n]+)(?:\*\*|__)"
    r"|\b(?:is|are)\s(?:\*\*|__)(?P<quality>[^*_\n]+)(?:\*\*|__)\s(?:if|iff|when|whenever|provided)\b"
)
"""It defines a term of its own."""


def defines_nothing(sentence: str, is_name: Callable[[str], bool]) -> bool:
    """Return whether a sentence does not define what is asked.

    It asks, refers to another place, says how something is written or how often it is used, goes on
    from a sentence before, or defines another term, which it has in bold.

    Args:
        sentence: Markdown.
        is_name: tells whether a name is one of what is asked.
    """
    visible = plain(Markdown(sentence))
    if visible.rstrip("\"'”’)").endswith("?"):
        return True
    if _REFERS.search(visible) or _POINTS_BACK.match(visible):
        return True
    return (
        _WRITTEN.search(visible) is not None
        or _JUDGES.search(visible) is not None
        or _defines_other(sentence, is_name)
    )


def _defines_other(sentence: str, is_name: Callable[[str], bool]) -> bool:
    if "**" not in sentence and "__" not in sentence:
        return False
    bold = _SUBJECT_IN_BOLD.match(sentence) or _CALLED_IN_BOLD.search(sentence)
    if bold is None:
        return False
    term = next(filter(None, bold.groups()))
    return bool(name_key(term)) and not is_name(term)
