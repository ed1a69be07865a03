"""What a sentence says: its subject, whether it defines it, and where it may be cut."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from kb.notes.markdown.sentences import first_sentence, sentences
from kb.notes.plain_text import Markdown, plain

LONGEST: Final = 40
"""Words of an answer."""
_BREAK: Final = re.compile(
    r"(?:;|:| [–—]|, (?:which|while|whereas|making|allowing|so that|where|and thus))\s"
)
_LEAST: Final = 6
RELATIVE: Final = frozenset("that which who whose whom where wherein when how whereby".split())
"""Words with which a clause begins that belongs to a noun."""
_SUBJECT: Final = re.compile(
    r"(?P<article>(?:an?|the)\s+)?(?P<subject>\S.{0,79}?)(?:\s*\((?P<short>[^()]{1,60})\))?"
    # “…, also known as B,”
    r"(?:,\s+(?:also|sometimes|often|commonly|or)\b[^,]{1,60},)?,?\s+"
    r"(?P<verb>is|are|was|were|refers to|means|denotes|stands for|describes|represents?"
    r"|(?:states|asserts|says|holds|postulates) that)\s",
    re.IGNORECASE,
)
_LINKING: Final = frozenset(
    "is are was were refers means denotes stands describes represent represents"
    " states asserts says holds postulates".split()
)
"""The first words of its verbs, for a quick check."""
_NO_SUBJECT: Final = frozenset(
    "it this these that those there they he she we you here what which one such if when".split()
)
_HARD_BREAK: Final = "\\ "
"""A backslash at the end of a line, where the next line follows it."""
_BLOCK_ID: Final = re.compile(r"\s\^[A-Za-z0-9-]+\s*$")
_KINDS: Final = {
    "is are was were": r"\s+(?:\w+ly\s+)?(?:an?|the|one of|any|those|when|where|how|what)\s",
    "refer refers": r" to\s",
    "stand stands": r" for\s",
    "consist consists": r" of\s",
    "occur occurs happen happens": r" when\s",
    "ist sind war waren": r"\s+(?:ein|eine|einer|der|die|das|jene[rs]?|alle)\s",
    "nennt": r" man\s",
    "es son fue": r"\s+(?:una?|unos|unas|el|la|los|las|cualquier)\s",
    "se": r" refiere\s",
    "est sont était": r"\s+(?:une?|des|le|la|les|l['’])\s?",
    "é são foi": r"\s+(?:uma?|uns|umas|o|a|os|as)\s",
    "mean means denote denotes describe describes bezeichnet bezeichnen bedeutet beschreibt heißt"
    " significa consiste désigne représente signifie refere-se называется называют является"
    " — – -": r"\s",
}
"""Verbs, and what follows them where a sentence says of what kind something is."""
_KIND: Final = re.compile(
    r"\s(?:"
    + "|".join(
        rf"(?:{'|'.join(verbs.split())}){what_follows}" for verbs, what_follows in _KINDS.items()
    )
    + ")"
)
_KIND_VERBS: Final = frozenset(" ".join(_KINDS).split())
_KIND_IN_CHINESE: Final = ("指", "是一")
_FIRST_WORDS: Final = 160
"""Characters in which a sentence says what its subject is."""
_MOST_SENTENCES: Final = 3


class Subject(NamedTuple):
    """What a sentence is about, and its verb, as it is written."""

    text: str
    """With its article, in lower case, if it has one."""
    bare: str
    """Without it."""
    short: str
    """What follows it in brackets, such as an abbreviation; empty if nothing does."""
    verb: str
    """Such as ``is``; ``is`` or ``are`` for verbs such as “means”."""
    rest: str
    """What follows the verb."""


@lru_cache(maxsize=64)
def sentence_subject(sentence: str) -> Subject | None:
    """Return the subject of “a T is …”; None if the sentence does not begin like that."""
    visible = plain(Markdown(sentence))
    if _LINKING.isdisjoint(visible.casefold().split()):
        return None
    match = _SUBJECT.match(visible)
    if match is None:
        return None
    bare = match["subject"].strip(" ,“”\"'")
    if not bare or bare.split()[0].casefold() in _NO_SUBJECT or len(bare.split()) > 6:
        return None
    verb = match["verb"].casefold()
    rest = visible[match.end() :].strip()
    if verb not in {"is", "are", "was", "were"}:
        verb = "are" if verb == "represent" else "is"
    article = (match["article"] or "").casefold()
    short = (match["short"] or "").strip()
    return Subject(text=f"{article}{bare}", bare=bare, short=short, verb=verb, rest=rest)


def opening_sentence(text: str) -> str:
    """Return the first sentence of ``text``, without a block id at its end."""
    if _HARD_BREAK in text and "$" not in text:
        text = text.partition(_HARD_BREAK)[0]
    within = text[:-1]
    one = text.isascii() and not ("." in within or "!" in within or "?" in within)
    sentence = " ".join(text.split()) if one else first_sentence(text)
    return (_BLOCK_ID.sub("", sentence) if "^" in sentence else sentence).strip()


@lru_cache(maxsize=64)
def says_of_what_kind(visible: str) -> bool:
    """Return whether a sentence, plain text, says of what kind something is: “T is a …”."""
    opening = visible[:_FIRST_WORDS]
    if not _KIND_VERBS.isdisjoint(opening.split()) and _KIND.search(opening):
        return True
    return not opening.isascii() and any(sign in opening for sign in _KIND_IN_CHINESE)


def defining_sentence(text: str, first: str, is_about: Callable[[str], bool]) -> str:
    """Return the sentence of a paragraph that says best what something is: the first, mostly.

    If the first only says how it is, one of the next may say of what kind it is.
    """
    if len(first) >= len(text.rstrip()) - 1 or says_of_what_kind(plain(Markdown(first))):
        return first
    for sentence in sentences(text, most=_MOST_SENTENCES)[1:]:
        if says_of_what_kind(plain(Markdown(sentence))) and is_about(sentence):
            return sentence
    return first


def shortened(sentence: str) -> str:
    """Return a sentence, or its first part where it is too long to be recalled at once."""
    if len(sentence.split()) <= LONGEST:
        return sentence
    best = sentence
    for match in _BREAK.finditer(sentence):
        part = sentence[: match.start()].rstrip()
        count = len(part.split())
        if count > LONGEST:
            break
        if count >= _LEAST:
            best = part
    return best
