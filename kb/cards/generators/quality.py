"""Doubts about a card: an answer that defines nothing, or only repeats the question."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from kb.cards.stems import shared_stems, telling_words
from kb.cards.topic.said import RELATIVE, sentence_subject
from kb.cards.topic.topic import Topic
from kb.cards.topic.wording import begins_with_verb, is_of_title
from kb.notes.names import name_key
from kb.notes.plain_text import Markdown, plain

_FEWEST_WORDS: Final = 3
"""Of a definition that says something."""
_JUDGED: Final = re.compile(
    r"(?:(?:so|very|quite|really|also|still|now|much|particularly|especially)\s)*(?:important|useful"
    r"|essential|crucial|vital|necessary|helpful|interesting|popular|hard(?:er)?|difficult|eas(?:y|ier)"
    r"|great|good|bad|better|worse|best|worst|similar|different|not|discussed|described|shown|covered"
    r"|listed|explained|available|fun|cool|confusing)\b(?!\s(?!because\b)[\w-]+\s(?:that|which|for|of|to)\s)",
    re.IGNORECASE,
)
"""What only judges its subject, or refers to another place."""
_TALK: Final = re.compile(
    r"(?:Imagine|Think of|Suppose|Picture|Let(?:'s|’s| us)|Say you|This is where|Here,? we"
    r"|You(?:'re|’re| are|'ll|’ll)|We(?:'re|’re| are|'ll|’ll)|In [^,.]{1,40}, we (?:talk|speak))\b"
)
_TALK_BEGINS: Final = frozenset("ITSPLHYW")
_OBLIGES: Final = frozenset({"should", "must", "ought"})
_RESTRICTED: Final = re.compile(r"(?:\w+\s+){0,2}(?:which|that|whose|without)\s")
_BEING: Final = re.compile(r"(?P<subject>[\w$'’-]+(?:\s[\w'’-]+){0,3}?)\sbeing\s")
_ORDER: Final = re.compile(
    r"(?:add|build|calculate|change|check|choose|configure|connect|create|debug|define|delete|deploy"
    r"|develop|download|enable|evaluate|explore|export|find|fix|get|implement|import|improve|install"
    r"|make|manage|monitor|move|open|optimi[sz]e|perform|prepare|publish|read|remove|replace|run"
    r"|select|send|set ?up|setup|show|start|stop|test|train|understand|update|upload|use|view|visit"
    r"|work|write)\s(?:(?:an?|the|your|all|my|with|to|from|multiple|several)\s.+"
    r"|.+\sand\s(?:add|build|compare|configure|create|deploy|develop|evaluate|explore|manage|monitor"
    r"|prepare|publish|run|select|test|train|update|use|view|write)\b.*)",
    re.IGNORECASE,
)
"""Titles of tasks, such as “View Metrics and Evaluate Models”."""
_ACTS: Final = frozenset(
    "acts aids alleviates assists avoids boosts causes contributes decreases eases encourages"
    " enhances exhibits facilitates fosters helps improves lessens lowers makes minimizes optimizes"
    " plays promotes raises regulates relieves shows speeds stimulates strengthens supports works"
    " can could may might must should will would is are has have".split()
)
"""Verbs with which an entry describes its topic, besides those in ``wording``."""
_LINKING: Final = frozenset("is are was were do does".split())
_PRONOUNS: Final = frozenset("it they this these he she we you one".split())
_FINITE: Final = frozenset(
    "is are was were can may might must should ought will would has have had does do".split()
)
_MODAL: Final = re.compile(r"[^,.;]{1,40}?\s(?:can|may|might|could|will|must|should)\s")


def doubts_about(topic: Topic, sentence: str) -> Iterator[str]:
    """Yield the traits of a sentence that speak against it as a definition of the topic."""
    if not topic.english:
        return
    subject = sentence_subject(sentence)
    if subject is not None and is_of_title(topic, subject):
        if only_judges(subject.rest):
            yield "only-judges"
        return
    if _is_instruction(topic.title):
        yield "title-is-a-task"
    visible = plain(Markdown(sentence))
    if len(visible.split()) < _FEWEST_WORDS:
        yield "defines-in-few-words"
    if _is_heading(topic, visible):
        yield "reads-like-a-heading"
    if _is_restricted(topic, visible):
        yield "speaks-of-some"
    if _is_about_other(topic, visible):
        yield "speaks-of-another"


def only_judges(said: str) -> bool:
    """Return whether what is said after “X is” only judges X, such as “important because …”."""
    return _JUDGED.match(said) is not None


def only_talks(sentence: str) -> bool:
    """Return whether a sentence leads up to what something is: “Imagine a robot …”."""
    return sentence[:1] in _TALK_BEGINS and _TALK.match(sentence) is not None


def obliges(sentence: str) -> bool:
    """Return whether a sentence gives advice, as “All X should be …” does."""
    visible = plain(Markdown(sentence))
    return visible.startswith("Please ") or _main_verb(visible) in _OBLIGES


def is_whole(sentence: str) -> bool:
    """Return whether a sentence has a verb of its own, and not only in “that” or “which” clauses.

    “Tools for cutting wood” and “Tools for cutting wood that are sharp” have none.
    """
    return _main_verb(plain(Markdown(sentence))) is not None


def _main_verb(visible: str) -> str | None:
    for word in visible.casefold().split():
        if word in RELATIVE:
            return None
        if word in _FINITE:
            return word
    return None


def _is_heading(topic: Topic, visible: str) -> bool:
    """Return whether a text looks like a heading, and is not what the title is short for."""
    words = [word for word in visible.split() if telling_words(word, topic.language)]
    if visible.endswith(".") or len(words) < _FEWEST_WORDS:
        return False
    if not all(word[:1].isupper() and word.isalpha() for word in words):
        return False
    capitals = "".join(sign for sign in visible if sign.isupper())
    return topic.title.upper() != topic.title and capitals not in topic.title.upper()


@lru_cache(maxsize=16)
def _is_instruction(title: str) -> bool:
    return _ORDER.fullmatch(title) is not None


def _is_restricted(topic: Topic, visible: str) -> bool:
    """Return whether a sentence only speaks of those of its kind “which …”."""
    start = name_key(re.sub(r"^(?:An?|The)\s+", "", visible))
    return any(
        name and start.startswith(f"{name} ") and _RESTRICTED.match(start[len(name) + 1 :])
        for name in topic.names
    )


def _is_about_other(topic: Topic, visible: str) -> bool:
    subject = sentence_subject(visible)
    said = subject.bare if subject is not None else None
    if said is None and (match := _BEING.match(visible)) is not None:
        said = match["subject"]
    if said is None:
        return _verb_fits_another(topic, visible)
    if not RELATIVE.isdisjoint(said.casefold().split()):
        return False
    if topic.is_title(said) or topic.names_itself(said):
        return False
    initials = "".join(word[:1] for word in said.split()).casefold()
    return initials not in topic.forms and topic.title.casefold() not in said.casefold()


def _verb_fits_another(topic: Topic, visible: str) -> bool:
    """Return whether a sentence says what something that is hardly the topic may, must or has."""
    verb = _main_verb(visible)
    if verb is None or verb in _LINKING:
        return False
    said = visible[: visible.casefold().find(f" {verb} ") + 1]
    if not said or said.split()[0].casefold() in _PRONOUNS:
        return False
    if any(name and name in name_key(said) for name in topic.names):
        return False
    title = plain(Markdown(topic.title))
    named = len(shared_stems(title, said, topic.language))
    return 2 * named <= len(telling_words(title, topic.language))


def echoes(name: str, text: str, language: str) -> bool:
    """Return whether an entry only says that its topic brings what the entry is called.

    “Relaxation: promotes relaxation” does; “Parser: parses the text” says what a parser does.
    The name is plain text, the description Markdown.
    """
    visible = plain(Markdown(text))
    first, _, rest = visible.partition(" ")
    if first.casefold() not in _ACTS and not begins_with_verb(visible):
        modal = _MODAL.match(visible)
        if modal is None or name_key(visible).startswith(name_key(name)):
            return False
        rest = visible[modal.end() :]
    return bool(shared_stems(name, rest, language) and not shared_stems(name, first, language))
