"""Cards from what a note states under a name: theorems, laws and lemmas, and formulas."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from kb.cards.generators.labels import label_traits
from kb.cards.generators.proposal import Proposal
from kb.cards.topic.labelled import AnswerText, answer_of, labelled
from kb.cards.topic.topic import Topic
from kb.cards.topic.wording import asked_for, is_generic
from kb.notes.names import name_key
from kb.notes.plain_text import Markdown, plain

_STRONG: Final = (
    r"theorems?|laws?|lemmas?|lemmata|postulate|corollary|conjecture|inequality"
    r"|(?:[\w-]*-)?(?:satz|gesetz|lemma|ungleichung|korollar|hauptsatz)"
    r"|teorema|ley|lei|lema|desigualdad|desigualdade|corolario|corolário"
    r"|théorème|loi|lemme|inégalité|corollaire|теорема|закон|лемма|неравенство|следствие"
)
_WEAK: Final = (
    r"propositions?|principle|axiom|identity|rule|criterion|prinzip|regel|kriterium|axiom"
    r"|principio|princípio|axioma|regla|regra|principe|axiome|règle"
    r"|принцип|аксиома|правило|критерий"
)
"""Words that are names of statements only together with another word."""
_KIND: Final = f"{_STRONG}|{_WEAK}"
_WORDS: Final = (
    *"theorem law lemma postulate corollary conjecture inequality satz gesetz ungleichung".split(),
    *"korollar teorema ley lei lema desigual corol théorème loi lemme inégalité теорема".split(),
    *"закон лемма неравенство следствие propos princip axiom identity rule kriteri criteri".split(),
    *"prinzip regel regla regra règle принцип аксиома правило критерий".split(),
    *"定理 引理 定律 公理 法则 原理 不等式 推论".split(),
)
_ENGLISH_KINDS: Final = frozenset(
    "theorem lemma law corollary proposition principle conjecture rule axiom".split()
)
"""Words that may stand behind a name as well as before it."""
_OF: Final = r"(?:of|for|on|von|vom|der|des|de|del|du|da|do|о|об)\s.+"
_BEHIND: Final = r"(?:\s?[\d.]*(?:\s?[(:].*)?)?"
_STATES: Final = re.compile(
    rf"(?:.*[\s-])?(?:{_STRONG})(?:\s{_OF}|{_BEHIND})"
    rf"|(?:the\s)?(?!the\s|la\s|le\s|les\s|die\s|der\s|das\s|a\s|o\s).+[\s-](?:{_WEAK}){_BEHIND}"
    rf"|(?:the\s|la\s|le\s|das\s|die\s|a\s|o\s|el\s)?(?:{_WEAK})\s{_OF}",
    re.IGNORECASE,
)
_STATES_RUSSIAN: Final = re.compile(
    r"(?:\w+\s)?(?:закон|теорема|лемма|принцип|правило|неравенство)(?:\s[\w–-]+){1,3}",
    re.IGNORECASE,
)
_ARTICLE: Final = re.compile(r"(?:The|Der|Die|Das|El|La|Le|O|A)\s(?=\w)")
_STATES_EASTERN: Final = re.compile(r".*(?:定理|引理|定律|公理|法则|原理|不等式|推论)(?:\s*\d.*)?")
_BARE: Final = re.compile(
    rf"(?:the\s+)?(?:{_KIND}|定理|引理|定律)s?\s*[\d.]*|statement|aussage|enunciado|énoncé"
    r"|формулировка|内容",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(r"^(?P<kind>[^\s(]+)\s*[\d.]*\s*\((?P<name>[^()]{3,60})\)\.?$")
_NUMBER: Final = re.compile(
    rf"^(?P<kind>{_KIND}|定理|引理)\s*\d[\d.]*\s*[:.–—-]?\s*", re.IGNORECASE
)
_FORMULA: Final = re.compile(
    r"(?:the\s+)?(?:general\s+)?(?:formulas?|formulae|equations?|formel|gleichung|fórmula|ecuación"
    r"|formule|équation|equação|формула|уравнение|公式)",
    re.IGNORECASE,
)

_MOST_BLANKS: Final = 4
"""In a name that stands behind a word such as “Theorem:”."""


def statement(topic: Topic) -> Iterator[Proposal]:
    """Yield “What does X state?” for each theorem, law or lemma that has a name."""
    parts = labelled(topic)
    labels = "\n".join([topic.title, *[part.label for part in parts]]).casefold()
    if not any(word in labels for word in _WORDS):
        return
    for part in parts:
        name = _stated(topic, part.label)
        if not name or name.endswith(("?", "？")) or _is_stated_already(_shown(part.label)):
            continue
        answer = answer_of(part.body())
        if answer is None or answer.shape == "sentence":
            continue
        own = topic.is_title(name)
        yield Proposal(
            front=asked_for(topic, "states", name, path=() if own else part.path),
            back=answer.text,
            line=part.line,
            path=part.path,
            subject=name,
            fact=f"statement {name_key(name)}",
            span=answer.text,
            traits=(
                f"labelled-by-{part.kind}",
                f"answer-{answer.shape}",
                *label_traits(plain(Markdown(part.label)).strip()),
            ),
        )


def formula(topic: Topic) -> Iterator[Proposal]:
    """Yield “What is the formula for X?” for each formula right under a name for it."""
    if "$$" not in topic.note.body:
        return
    for part in labelled(topic):
        if not any("$$" in line for line in part.body(4)):
            continue
        answer = answer_of(part.body())
        if answer is None or not _is_formula(answer):
            continue
        label = plain(Markdown(part.label)).strip().rstrip(":：")
        generic = bool(_FORMULA.fullmatch(label)) or is_generic(label)
        name = topic.title if generic else _FORMULA.sub("", label).strip() or topic.title
        traits = [f"labelled-by-{part.kind}", *label_traits(label)]
        if generic:
            traits.append("formula-of-the-title")
        yield Proposal(
            front=asked_for(topic, "formula", name, path=part.path),
            back=answer.text,
            line=part.line,
            path=part.path,
            subject=name,
            fact=f"formula {name_key(name)}",
            span=answer.text,
            traits=tuple(traits),
        )


def _is_formula(answer: AnswerText) -> bool:
    text = answer.text.strip()
    return answer.shape == "formula" and text.startswith("$$") and text.endswith("$$")


def _stated(topic: Topic, label: str) -> str:
    """Return the name of what is stated under a label; empty if it names nothing of the kind."""
    visible = _shown(label)
    if not _may_state(visible):
        return topic.title if _BARE.fullmatch(visible) and _may_state(topic.title) else ""
    if _BARE.fullmatch(visible):
        return topic.title if _may_state(topic.title) else ""
    article = _ARTICLE.match(visible)
    if article is not None:
        visible = article[0].lower() + visible[article.end() :]
    named = _NAMED.match(visible)
    if named is not None:
        return named["name"] if _may_state(named["name"]) else f"{named['kind']} ({named['name']})"
    kind, colon, behind = visible.partition(": ")
    if colon and kind.casefold() in _ENGLISH_KINDS:
        return behind if _may_state(behind) else f"{behind} {kind.casefold()}"
    numbered = _NUMBER.match(visible)
    return visible[numbered.end() :].strip() if numbered else visible


def _is_stated_already(label: str) -> bool:
    """Return whether a label says what is stated: “Theorem: all bounded sequences have a limit”."""
    kind, colon, said = label.partition(":")
    return bool(colon) and _BARE.fullmatch(kind) is not None and said.count(" ") > _MOST_BLANKS


@lru_cache(maxsize=1024)
def _shown(label: str) -> str:
    return plain(Markdown(label)).strip().rstrip(":：.")


@lru_cache(maxsize=1024)
def states(label: str) -> bool:
    """Return whether a label, as Markdown, names a theorem, a law or a lemma."""
    return _may_state(_shown(label))


@lru_cache(maxsize=1024)
def _may_state(label: str) -> bool:
    patterns = (_STATES, _STATES_EASTERN, _STATES_RUSSIAN)
    return any(pattern.fullmatch(label) is not None for pattern in patterns)
