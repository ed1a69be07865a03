"""Cards from questions that a note asks itself, in a heading, in bold, or in a callout."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from kb.cards.generators.proposal import Proposal
from kb.cards.topic.labelled import answer_of, labelled
from kb.cards.topic.topic import Topic
from kb.cards.topic.wording import placed
from kb.notes.names import name_key
from kb.notes.plain_text import Markdown, plain

_ASKS: Final = re.compile(r".*[?？]\W{0,4}$")
_NUMBER: Final = re.compile(r"^(?:(?:[QF]|Question|Frage|Pregunta|Вопрос)?\s?\d{0,3}\s?[.:)]\s*)+")
_TITLED: Final = re.compile(
    r"^¿?(?:what|how|why|when|where|who|which|whose|is|are|was|were|does|do|did|can|should|name"
    r"|wie|warum|wieso|wozu|wann|wo|wer|welche[rs]?|ist|sind"
    r"|qué|cómo|por qué|para qué|cuándo|cuál(?:es)?|quién(?:es)?|dónde|cuánt[oa]s?"
    r"|qu|quel(?:le)?s?|comment|pourquoi|quand|combien|où|est-ce"
    r"|o que|como|por que|quem|quando|onde|qua(?:l|is)|quant[oa]s?"
    r"|почему|зачем|кто|что|как|когда|где|какой|какая|какие|какое|сколько|чем)\b"
    r"|.*(?:什么|谁|哪|如何|怎|几|多少|是否)",
    re.IGNORECASE,
)
_VAGUE: Final = re.compile(
    r"\b(?:it|its|they|them|their|this|these|that|those|he|she|his|her|we|us|our|I|my|me)\b",
    re.IGNORECASE,
)
_FEWEST_WORDS: Final = 3


def question(topic: Topic) -> Iterator[Proposal]:
    """Yield each question that the note asks, answered with what follows it."""
    if "?" not in topic.note.body and "？" not in topic.note.body:
        return
    for part in labelled(topic):
        if ("?" not in part.label and "？" not in part.label) or not _ASKS.match(part.label):
            continue
        asked = _NUMBER.sub("", plain(Markdown(part.label)).strip()).strip()
        answer = answer_of(part.body())
        if answer is None or not asked:
            continue
        traits = [f"labelled-by-{part.kind}", f"answer-{answer.shape}"]
        if len(asked.split()) < _FEWEST_WORDS and topic.english:
            traits.append("question-of-few-words")
        if not asks(asked):
            traits.append("question-without-a-question-word")
        if _VAGUE.search(asked):
            traits.append("question-with-a-pronoun")
        yield Proposal(
            front=asked if topic.shows_title(asked) else placed(topic, asked),
            back=answer.text,
            line=part.line,
            path=part.path,
            subject=asked,
            fact=f"question {name_key(asked)}",
            span=answer.text,
            traits=tuple(traits),
        )


@lru_cache(maxsize=1024)
def asks(label: str) -> bool:
    """Return whether a label, as plain text, begins with a question word."""
    return " " in label and _TITLED.match(label) is not None
