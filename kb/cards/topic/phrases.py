"""What prompts are worded with, in each language that kb words them in.

English has grammar of its own, in :mod:`kb.cards.topic.wording`. In the other languages, the
topic comes first, with a colon, so that no case, gender or article has to be guessed; the articles
and the number are those of the sentence that answers.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from kb.notes.plain_text import Markdown, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The patterns of one language: ``{x}`` is what is asked for, ``{t}`` the topic."""

    what_is: str
    who_is: str
    who_was: str
    what_are: str
    does: str
    name_it: str
    quotes: str
    """The two quotation marks, with what stands inside of them."""
    in_topic: str
    """How a question ``{q}`` follows its topic."""
    which_concept: str
    states: str
    formula: str
    advantage: str
    disadvantage: str
    prints: str
    subject: re.Pattern[str]
    """A sentence that says what something is: ``article``, ``subject``, ``verb``."""
    plural: frozenset[str]
    """The verbs of several things."""


def _subject(articles: str, verbs: str) -> re.Pattern[str]:
    article = rf"(?P<article>(?:{articles})\s+|[lL]['’])?" if articles else "(?P<article>)"
    return re.compile(
        rf"{article}(?P<subject>\S.{{0,79}}?)(?:\s*\((?P<short>[^()]{{1,60}})\))?,?"
        rf"\s+(?P<verb>{verbs})\s",
        re.IGNORECASE,
    )


PHRASES: Final = {
    "de": Phrases(
        what_is="Was ist {x}?",
        who_is="Wer ist {x}?",
        who_was="Wer war {x}?",
        what_are="Was sind {x}?",
        does="Was macht {x}?",
        name_it="Wie heißt das? – {x}",
        quotes="„“",
        in_topic="{t}: {q}",
        which_concept="Welcher Begriff ist gemeint?",
        states="{x}: Wie lautet die Aussage?",
        formula="Wie lautet die Formel für {x}?",
        advantage="Warum gilt {x} als Vorteil?",
        disadvantage="Warum gilt {x} als Nachteil?",
        prints="Was gibt das aus?",
        subject=_subject(
            "ein|eine|der|die|das", "ist|sind|war|waren|bezeichnet|bezeichnen|bedeutet|beschreibt"
        ),
        plural=frozenset({"sind", "waren", "bezeichnen"}),
    ),
    "es": Phrases(
        what_is="¿Qué es {x}?",
        who_is="¿Quién es {x}?",
        who_was="¿Quién fue {x}?",
        what_are="¿Qué son {x}?",
        does="¿Qué hace {x}?",
        name_it="¿Cómo se llama? – {x}",
        quotes="«»",
        in_topic="{t}: {q}",
        which_concept="¿De qué concepto se trata?",
        states="{x}: ¿qué afirma?",
        formula="¿Cuál es la fórmula de {x}?",
        advantage="¿Por qué {x} es una ventaja?",
        disadvantage="¿Por qué {x} es una desventaja?",
        prints="¿Qué imprime este código?",
        subject=_subject(
            "un|una|unos|unas|el|la|los|las",
            "es|son|fue|fueron|se refiere al?|se refieren al?|significa|designa|consiste en",
        ),
        plural=frozenset({"son", "fueron", "se refieren a", "se refieren al"}),
    ),
    "fr": Phrases(
        what_is="Qu’est-ce que {x} ?",
        who_is="Qui est {x} ?",
        who_was="Qui était {x} ?",
        what_are="Que sont {x} ?",
        does="Que fait {x} ?",
        name_it="Comment cela s’appelle-t-il ? – {x}",
        quotes="«\u00a0\u00a0»",
        in_topic="{t} : {q}",
        which_concept="De quel concept s’agit-il ?",
        states="{x} : quel est l’énoncé ?",
        formula="Quelle est la formule de {x} ?",
        advantage="Pourquoi {x} est-il un avantage ?",
        disadvantage="Pourquoi {x} est-il un inconvénient ?",
        prints="Qu’affiche ce code ?",
        subject=_subject(
            "un|une|des|le|la|les", "est|sont|était|étaient|désigne|désignent|signifie|représente"
        ),
        plural=frozenset({"sont", "étaient", "désignent"}),
    ),
    "pt": Phrases(
        what_is="O que é {x}?",
        who_is="Quem é {x}?",
        who_was="Quem foi {x}?",
        what_are="O que são {x}?",
        does="O que faz {x}?",
        name_it="Como se chama? – {x}",
        quotes="“”",
        in_topic="{t}: {q}",
        which_concept="De que conceito se trata?",
        states="{x}: o que afirma?",
        formula="Qual é a fórmula de {x}?",
        advantage="Por que {x} é uma vantagem?",
        disadvantage="Por que {x} é uma desvantagem?",
        prints="O que este código imprime?",
        subject=_subject(
            "um|uma|uns|umas|o|a|os|as",
            "é|são|foi|foram|refere-se aos?|refere-se às?|significa|designa|consiste em",
        ),
        plural=frozenset({"são", "foram"}),
    ),
    "ru": Phrases(
        what_is="Что такое {x}?",
        who_is="Кто такой {x}?",
        who_was="Кто такой {x}?",
        what_are="Что такое {x}?",
        does="Что делает {x}?",
        name_it="Как это называется? – {x}",
        quotes="«»",
        in_topic="{t}: {q}",
        which_concept="О каком понятии идёт речь?",
        states="{x}: какова формулировка?",
        formula="Какова формула: {x}?",
        advantage="Почему {x} — преимущество?",
        disadvantage="Почему {x} — недостаток?",
        prints="Что выведет этот код?",
        subject=_subject("", "[—–-] это|[—–-]|это|является|называется"),
        plural=frozenset(),
    ),
    "zh": Phrases(
        what_is="什么是{x}？",
        who_is="{x}是谁？",
        who_was="{x}是谁？",
        what_are="什么是{x}？",
        does="{x}有什么作用？",
        name_it="这叫什么？——{x}",
        quotes="“”",
        in_topic="{t}：{q}",
        which_concept="指的是哪个概念？",
        states="{x}的内容是什么？",
        formula="{x}的公式是什么？",
        advantage="为什么{x}是优点？",
        disadvantage="为什么{x}是缺点？",
        prints="这段代码输出什么？",
        subject=re.compile(
            r"(?P<article>)(?P<subject>[^，。、：:]{1,40}?)"
            r"(?:\s*[(（](?P<short>[^()（）]{1,40})[)）])?\s*(?P<verb>是指|是|指)"
        ),
        plural=frozenset(),
    ),
}
_MOST_WORDS: Final = 6
"""Of a subject."""
_FIRST_ARTICLE: Final = re.compile(
    r"^(?:Der|Die|Das|Ein|Eine|El|La|Los|Las|Un|Una|Le|Les|Une|L['’]|O|A|Os|As|Um|Uma)(?=\s|\w['’]?)"
    r"(?:(?<=['’])|(?=\s))"
)
"""Of a heading, whose first letter is a capital only because it comes first."""
_CONTRACTED: Final = (
    (" de el ", " del "),
    (" de le ", " du "),
    (" de les ", " des "),
    (" de o ", " do "),
    (" de os ", " dos "),
)
_VOWEL: Final = re.compile(r"[aeiouyàâäéèêëîïôöùûü]", re.IGNORECASE)


def filled_in(phrases: Phrases, pattern: str, what: str) -> str:
    """Return a pattern of a language, filled in with what is asked for."""
    what = _FIRST_ARTICLE.sub(lambda article: article[0].lower(), what)
    question = pattern.format(x=what)
    for written, said in _CONTRACTED:
        question = question.replace(written, said)
    if phrases is PHRASES["fr"] and _VOWEL.match(what):
        return re.sub(rf"(?<=\b(?:qu|.d))e (?={re.escape(what)})", "’", question, count=1)
    return question


def quoted(phrases: Phrases, text: str) -> str:
    """Return a text in the quotation marks of a language, without the stop at its end."""
    half = len(phrases.quotes) // 2
    bare = text.rstrip().removesuffix(".").removesuffix("。")
    return f"{phrases.quotes[:half]}{bare}{phrases.quotes[half:]}"


class Said(NamedTuple):
    """What a sentence says something of."""

    text: str
    """With its article."""
    bare: str
    """Without it."""
    short: str
    """What follows it in brackets, such as an abbreviation."""
    is_many: bool
    rest: str
    """What is said of it, behind the verb."""


@lru_cache(maxsize=64)
def subject_in(language: str, sentence: str) -> Said | None:
    """Return what a sentence defines, in a language that has phrases; None if nothing."""
    phrases = PHRASES.get(language)
    visible = plain(Markdown(sentence))
    match = phrases.subject.match(visible) if phrases is not None else None
    if phrases is None or match is None:
        return None
    bare = match["subject"].strip(" ,“”„«»\"'")
    if not bare or len(bare.split()) > _MOST_WORDS:
        return None
    return Said(
        text=f"{(match['article'] or '').casefold()}{bare}",
        bare=bare,
        short=(match["short"] or "").strip(),
        is_many=match["verb"].casefold() in phrases.plural,
        rest=visible[match.end() :].strip(),
    )
