"""The wording of cards, so that each reads naturally and can be understood without its note."""

import re
from functools import lru_cache
from typing import Final

from kb.cards.topic.persons import is_dated, is_foreign_person, is_person, lived
from kb.cards.topic.phrases import filled_in, quoted
from kb.cards.topic.said import Subject, sentence_subject
from kb.cards.topic.topic import Topic
from kb.notes.names import name_key
from kb.notes.plain_text import Markdown, plain
from kb.notes.titles import defined_subject

_GENERIC: Final = re.compile(
    r"definitions?|overview|introduction|intro|summary|description|about|general(?: details)?"
    r"|what (?:is|are)\b.*|concept|meaning|basics|background|explanation"
    r"|definition(?:en)?|begriff|bedeutung|überblick|einleitung|beschreibung"
    r"|definici[oó]n|concepto|significado|introducci[oó]n|descripci[oó]n|resumen"
    r"|définitions?|présentation|généralités|notion"
    r"|definiç(?:ão|ões)|conceito|introdução|descrição|resumo"
    r"|definizion[ei]|introduzione|concetto|descrizione"
    r"|определени[ея]|введение|описание|понятие|定义|定義|概念|简介|介绍|概述",
    re.IGNORECASE,
)
_FOREIGN_ARTICLE: Final = re.compile(
    r"^(?:der|die|das|eine?|le|la|les|une?|el|los|las|il|lo|gli|uno|una|um|uma|o|os|a|as|de|het|een"
    r"|en|ett)\s+|^l['’]",
    re.IGNORECASE,
)
_ARTICLE: Final = re.compile(r"(?:the|an?)\s+")
_COMMON: Final = re.compile(r"(?:tion|sion|ing|ed|al|ive|ous|able|ary|ment|ness|ity)$")
_SINGULAR: Final = re.compile(r"(?:An?|One)\s")
_NO_PLURALS: Final = frozenset(
    "kubernetes pandas jenkins windows postgres news series species keras always lens atlas"
    " canvas alias bias process nginx aws https dns rails less does besides perhaps".split()
)
_USED: Final = re.compile(
    r"(?:are|is)\s+(?:often\s+|mainly\s+|mostly\s+|commonly\s+)?used\s+(?:to|for)\b"
)
_PATTERNS: Final = {
    "what_is": "what is {x}?",
    "what_are": "what are {x}?",
    "states": "what does {x} state?",
    "formula": "what is the formula for {x}?",
}
"""The patterns of :class:`kb.cards.topic.phrases.Phrases`, in English."""
_VERB_AND_OBJECT: Final = re.compile(
    r"[A-Z][a-z]+[a-rt-z]s\s(?:the|an?|its|all|any|each|every|one|two|several|their|your)\s"
)
"""“Lowers the …”: nouns do not precede an article."""
_VERBS: Final = frozenset(
    """accepts accesses acquires activates adapts adds adjusts advances aggregates aligns
    allocates allows analyses analyzes appends applies arranges asks asserts assigns attaches
    authenticates awaits balances begins binds blocks breaks broadcasts buffers builds
    calculates calls cancels captures carries casts catches changes checks chooses clears
    clones closes collapses collects combines commits compares compiles completes composes
    compresses computes concatenates configures connects constructs consumes contains continues
    controls converts copies counts creates cuts deactivates declares decodes decompresses
    decorates decreases decrements defers defines delays deletes delivers describes
    deserializes destroys detaches detects determines disables discards disconnects dispatches
    displays divides downloads draws drives drops dumps duplicates emits empties enables
    encodes encrypts ends enforces ensures enters escapes establishes estimates evaluates
    examines exchanges excludes executes exits expands exports exposes extends extracts fails
    feeds fetches fills filters finalizes finds finishes fires fits flattens flips flushes
    folds follows forces formats forwards freezes gathers generates gets gives grants groups
    guarantees guards halts handles hands hashes hides holds identifies ignores implements
    imports includes increases increments indexes indicates infers inherits initialises
    initializes injects inserts inspects installs instantiates interrupts invokes iterates
    joins keeps kills launches leaves lets limits links listens lists loads locates locks logs
    looks loops maintains makes manages maps marks masks matches measures merges migrates
    modifies monitors mounts moves multiplies names negates normalises normalizes notifies
    obtains offers opens orders organises organizes overrides overwrites packs paints parses
    partitions passes pauses performs picks pins places points polls pops posts predicts
    prepares prepends presents prevents prints processes produces projects prompts propagates
    protects provides publishes pulls pushes puts queries queues raises reads rebuilds receives
    records recovers reduces refers refreshes refuses registers rejects releases reloads
    removes renames renders reopens repeats replaces replays replicates reports represents
    requests requires resets resizes resolves restarts restores restricts resumes retries
    retrieves returns reverses reverts rewrites rolls rotates rounds routes runs samples saves
    scales scans schedules searches seeks selects sends separates serializes serves sets shifts
    shows shuffles shuts signals simplifies simulates skips sleeps slices solves sorts spawns
    specifies splits stacks stages starts stops stores streams submits subscribes substitutes
    subtracts sums supplies supports suppresses suspends swaps switches synchronises
    synchronizes takes tells terminates tests throws tracks trains transfers transforms
    translates transposes traverses tries triggers trims truncates turns unblocks undoes
    unlocks unpacks unsubscribes unwraps updates uploads uses validates verifies visits waits
    wakes walks warns watches withdraws wraps writes yields zips""".split()
)


_SEARCHED: Final = 20_000
"""Characters of a note in which a name may appear in lower case."""


def is_of_title(topic: Topic, subject: Subject) -> bool:
    """Return whether a subject is the topic, by one of its names or by what is in brackets."""
    return topic.is_title(subject.bare) or bool(subject.short and topic.is_title(subject.short))


@lru_cache(maxsize=1024)
def is_generic(heading: str) -> bool:
    """Return whether a heading is one that any note could have, and so says nothing."""
    return _GENERIC.fullmatch(heading.strip()) is not None


@lru_cache(maxsize=1024)
def bare_key(name: str) -> str:
    """Return a name's key without its article and without what it says in brackets."""
    key = name_key(name)
    article = _ARTICLE.match(key)
    key = key[article.end() :] if article else key
    return key.partition("(")[0].rstrip() if "(" in key and key.endswith(")") else key


def may_name(name: str, text: str) -> bool:
    """Return quickly whether a text can have a name in it, singular or plural."""
    said = text.casefold()
    return all(word in said for word in _stem_words(name))


@lru_cache(maxsize=1024)
def _stem_words(name: str) -> tuple[str, ...]:
    """Return the words that every sentence about a name has, singular or plural."""
    key = bare_key(name)
    stem = key.removesuffix("es") if key.endswith("es") else key.removesuffix("s")
    return tuple(stem.split()) if key.isascii() else ()


def bare_subject(topic: Topic, sentence: str) -> str | None:
    """Return the subject of a defining sentence without its article, in whichever language."""
    if topic.english:
        subject = sentence_subject(sentence)
        return subject.bare if subject is not None and subject.rest else None
    named = defined_subject(sentence)
    return _FOREIGN_ARTICLE.sub("", named) if named is not None else None


def definition_question(topic: Topic, sentence: str) -> str:
    """Return the question after the topic, with the article and number of its definition."""
    if not topic.english:
        return _foreign_definition_question(topic, sentence)
    subject = sentence_subject(sentence)
    if subject is None or not topic.is_title(subject.bare):
        return _implied_question(topic, plain(Markdown(sentence)))
    if subject.text == subject.bare and is_person(
        subject.rest, plain(Markdown(sentence)), subject.bare
    ):
        same = name_key(subject.bare) == name_key(topic.title)
        return f"Who {subject.verb} {topic.title if same else subject.bare}?"
    if subject.text == subject.bare and name_key(subject.bare) == name_key(topic.title):
        plural = subject.verb == "are" and is_plural(topic.title)
        return f"What {subject.verb} {common_name(topic, topic.title) if plural else topic.title}?"
    if subject.text == subject.bare:
        return f"What {subject.verb} {common_name(topic, subject.bare)}?"
    return f"What {subject.verb} {subject.text}?"


def _foreign_definition_question(topic: Topic, sentence: str) -> str:
    phrases = topic.phrases
    if phrases is None:
        return bare_prompt(topic, (), "")
    said = topic.subject_in(sentence)
    if is_dated(plain(Markdown(sentence)), topic.title):
        return filled_in(phrases, phrases.who_was, topic.title)
    if said is not None and is_foreign_person(said.rest, topic.title):
        return filled_in(phrases, phrases.who_is, topic.title)
    if said is None or not topic.is_title(said.bare):
        return filled_in(phrases, phrases.what_is, topic.title)
    same = name_key(said.bare) == name_key(topic.title)
    name = said.text.removesuffix(said.bare) + (topic.title if same else said.bare)
    return filled_in(phrases, phrases.what_are if said.is_many else phrases.what_is, name)


def question_of_subject(topic: Topic, subject: Subject, sentence: str) -> str:
    """Return the question after the subject of a sentence, within the topic."""
    name = subject.text
    visible = plain(Markdown(sentence))
    if name == subject.bare and is_person(subject.rest, visible, name):
        return f"In {topic.title}, who {subject.verb} {name}?"
    if name == subject.bare:
        name = common_name(topic, subject.bare)
    if _USED.search(visible[: len(subject.text) + 40]):
        return f"{topic.title}: what {subject.verb} {name} used for?"
    return f"In {topic.title}, what {subject.verb} {name}?"


def asked_for(topic: Topic, pattern: str, name: str, *, path: tuple[str, ...] = ()) -> str:
    """Return a question about something in the topic, in the language of the note.

    Args:
        topic: what the note is about.
        pattern: a field of :class:`kb.cards.topic.phrases.Phrases`, such as ``states``.
        name: what is asked for.
        path: the headings above, which stand in for a question if the language has no phrases.
    """
    if topic.english:
        return in_topic(topic, _PATTERNS[pattern].format(x=_with_article(name, pattern)))
    if topic.phrases is None:
        return bare_prompt(topic, path, "" if topic.is_title(name) else name)
    question = filled_in(topic.phrases, getattr(topic.phrases, pattern), name)
    if topic.shows_title(question):
        return question
    if question.startswith((f"{name}:", f"{name} :")):
        return f"{topic.title} › {question}"
    return placed(topic, question)


def placed(topic: Topic, question: str) -> str:
    """Return a question behind its topic: ``T: question``."""
    pattern = topic.phrases.in_topic if topic.phrases is not None else "{t}: {q}"
    return pattern.format(t=topic.title, q=question)


def _with_article(name: str, pattern: str) -> str:
    """Return “the Mean Value Theorem”, but “Ohm's law”."""
    owned = "'s " in name or "’s " in name or "s' " in name or "s’ " in name
    bare = pattern != "states" or owned or " " not in name or name.casefold().startswith("the ")
    return name if bare else f"the {name}"


def _implied_question(topic: Topic, sentence: str) -> str:
    """Return the question for a definition without a subject, such as “Used to …”."""
    if topic.title[:1].isupper() and is_person(sentence, sentence, topic.title):
        return f"Who {'was' if lived(sentence) else 'is'} {topic.title}?"
    verb = "are" if is_plural(topic.title) and not _SINGULAR.match(sentence) else "is"
    if re.match(r"(?:(?:Often|Mainly|Mostly|Commonly)\s)?[Uu]sed (?:to|for)\s", sentence):
        return f"What {verb} {topic.title} used for?"
    if re.match(r"Used when\s", sentence):
        return f"When {verb} {topic.title} used?"
    if begins_with_verb(sentence) and not sentence.startswith("Represents"):
        return f"What {'do' if verb == 'are' else 'does'} {topic.title} do?"
    return f"What {verb} {topic.title}?"


def is_plural(name: str) -> bool:
    """Return whether a name reads as a plural."""
    last = name.rsplit(maxsplit=1)[-1] if name.split() else ""
    return (
        len(last) > 3
        and last.endswith("s")
        and last[1:].islower()
        and not last.endswith(("ss", "us", "is", "ics", "'s", "’s"))
        and last.casefold() not in _NO_PLURALS
    )


def in_topic(topic: Topic, question: str) -> str:
    """Return a question that names the topic: as it is if it does, else “In T, …”."""
    if topic.shows_title(question):
        return question[0].upper() + question[1:]
    return f"In {topic.title}, {question}"


@lru_cache(maxsize=16)
def topic_heading(topic: Topic, path: tuple[str, ...]) -> str:
    """Return the topic, and the heading below it where that says more."""
    heading = path[-1] if path else ""
    says_nothing = not heading or is_generic(heading)
    if says_nothing or topic.shows_title(heading) or topic.is_title(heading):
        return topic.title
    return f"{topic.title} › {heading}"


def bare_prompt(topic: Topic, path: tuple[str, ...], subject: str) -> str:
    """Return the prompt in a language that no sentences are worded in: ``T › heading: X — ?``."""
    if not subject:
        return f"{topic.title} — ?"
    return f"{topic_heading(topic, path)}: {subject} — ?"


def decapitalised(text: str, *, known: str = "") -> str:
    """Return ``text`` with a small first letter, if its first word is no name.

    Args:
        text: what began a sentence.
        known: a text that may have the word in lower case, which shows that it is not a name.
    """
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    if not first[:1].isupper() or not (len(first) == 1 or first[1:].islower()):
        return text
    word = first.casefold()
    small = word in _VERBS or word in _ARTICLES or _has_phrase(word, known)
    if small or _VERB_AND_OBJECT.match(text) is not None:
        return text[0].lower() + text[1:]
    return text


_ARTICLES: Final = frozenset({"a", "an", "the", "this", "these", "any", "all", "each", "when"})


def common_name(topic: Topic, name: str) -> str:
    """Return a name that begins a sentence or is a heading, in lower case if it is no proper name.

    It is none if the note writes it in lower case, if it is a single word in the plural, or if it
    begins like “synchronization”.
    """
    small, text = name.casefold(), topic.note.body[:_SEARCHED]
    if _has_phrase(small, text):
        return small
    first, _, others = name.partition(" ")
    if not first[1:].islower() or not name.replace(" ", "").isalpha():
        return name
    if not others:
        return small if is_plural(name) else name
    if others.islower() and (_has_phrase(first.casefold(), text) or _COMMON.search(first)):
        return small
    return name


def _has_phrase(phrase: str, text: str) -> bool:
    """Return whether ``text`` has ``phrase`` as a word or words of their own."""
    start = text.find(phrase) if phrase else -1
    while start >= 0:
        end = start + len(phrase)
        if not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum():
            return True
        start = text.find(phrase, end)
    return False


def is_verb(word: str) -> bool:
    """Return whether a word is a verb such as “starts”."""
    return word in _VERBS


def begins_with_verb(text: str) -> bool:
    """Return whether a description begins with a verb such as “starts”."""
    visible = text if text[:1].isalpha() and "`" not in text else plain(Markdown(text))
    first = visible.split(maxsplit=1)
    known = bool(first) and first[0].casefold().strip(",;") in _VERBS
    return known or _VERB_AND_OBJECT.match(visible) is not None


def in_quotes(topic: Topic, text: str) -> str:
    """Return ``text`` in the quotation marks of its language, without the stop at its end."""
    if topic.phrases is not None:
        return quoted(topic.phrases, text)
    return f"“{text.rstrip().removesuffix('.')}”"
