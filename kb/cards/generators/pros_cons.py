"""What speaks for and against a topic: advantages and disadvantages."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from kb.cards.generators.proposal import Proposal
from kb.cards.topic.said import opening_sentence, shortened
from kb.cards.topic.topic import Topic
from kb.cards.topic.wording import asked_for, bare_prompt, in_quotes
from kb.notes.names import name_key

_WORDS: Final = {
    "advantage": r"advantages?|benefits?|pros|strengths?|upsides?|merits?|vorteile?|stärken"
    r"|avantages?|ventajas?|vantaggi(?:o)?|vantage(?:m|ns)|voordelen|преимущества|优点|優點|長所",
    "disadvantage": r"disadvantages?|drawbacks?|cons|weaknesses|downsides?|limitations?"
    r"|shortcomings?|nachteile?|schwächen|inconvénients?|desventajas?|svantaggi(?:o)?"
    r"|desvantage(?:m|ns)|nadelen|недостатки|缺点|缺點|短所",
}
_FRAME: Final = (
    r"(?:(?:key|main|major|some)\s+)?(?:{words})"
    r"(?:\s+(?:of|to|for|over|von|der|des|de|di|du|van)\b.*)?"
)
_PATTERNS: Final = {
    name: re.compile(_FRAME.format(words=pattern), re.IGNORECASE)
    for name, pattern in _WORDS.items()
}
_TRAILING: Final = re.compile(
    r"(?:\S+\s+){0,3}(?P<word>advantages|disadvantages|benefits|drawbacks|limitations)",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def judgment_of(heading: str) -> str | None:
    """Return what the entries under a heading are: ``advantage``, ``disadvantage`` or neither."""
    shown = heading.strip().rstrip(":")
    for name, pattern in _PATTERNS.items():
        if pattern.fullmatch(shown):
            return name
    match = _TRAILING.fullmatch(shown)
    return judgment_of(match["word"]) if match and match["word"] != shown else None


def advantage(topic: Topic) -> Iterator[Proposal]:
    """Yield “Why does “X” count as an advantage of T?” for each named one, and its opposite."""
    for item in topic.note.items:
        judgment = judgment_of(item.heading or "")
        if judgment is None or not item.description or judgment_of(item.name) is not None:
            continue
        text = shortened(opening_sentence(item.description))
        article = "an" if judgment == "advantage" else "a"
        front = f"Why does “{item.name}” count as {article} {judgment} of {topic.title}?"
        path = topic.path_of(item)
        if topic.phrases is not None:
            front = asked_for(topic, judgment, in_quotes(topic, item.name), path=path)
        yield Proposal(
            front=front if topic.english or topic.phrases else bare_prompt(topic, path, item.name),
            back=text,
            line=item.line,
            path=path,
            subject=item.name,
            fact=f"{judgment} {name_key(item.name)}",
            span=text,
        )
