"""Recognise sentences that say who a person was, rather than what a thing is."""

import re
from typing import Final

_TRADES: Final = frozenset(
    "composer mathematician physicist chemist astronomer biologist botanist zoologist geologist"
    " naturalist scientist philosopher theologian logician statistician economist sociologist"
    " psychologist psychiatrist physician surgeon nurse engineer inventor architect programmer"
    " cryptographer linguist historian poet novelist playwright writer author essayist journalist"
    " painter sculptor artist photographer pianist violinist singer songwriter musician actor"
    " actress dancer director filmmaker politician statesman stateswoman president senator diplomat"
    " emperor empress king queen prince princess pharaoh general admiral explorer navigator"
    " astronaut cosmonaut aviator lawyer jurist judge monk nun saint pope bishop missionary"
    " activist educator teacher professor entrepreneur businessman businesswoman industrialist"
    " revolutionary athlete footballer anthropologist archaeologist geographer"
    " cartographer epidemiologist virologist geneticist neuroscientist polymath scholar".split()
)
_NATIONS: Final = frozenset(
    "german austrian swiss french english british scottish welsh irish american canadian mexican"
    " brazilian argentine argentinian chilean colombian peruvian cuban italian spanish catalan"
    " portuguese dutch flemish belgian danish norwegian swedish finnish icelandic polish czech"
    " slovak hungarian romanian bulgarian serbian croatian slovenian bosnian greek"
    " turkish ottoman russian soviet ukrainian belarusian lithuanian latvian estonian georgian"
    " armenian jewish israeli arab persian iranian iraqi syrian egyptian moroccan tunisian algerian"
    " nigerian ghanaian kenyan ethiopian african indian pakistani bangladeshi chinese"
    " japanese korean vietnamese thai indonesian malaysian filipino australian roman byzantine"
    " venetian florentine genoese prussian bavarian bohemian moravian".split()
)
_FOREIGN_TRADES: Final = frozenset(
    "informatiker informatikerin mathematiker mathematikerin physiker physikerin philosoph"
    " philosophin komponist komponistin schriftsteller schriftstellerin maler malerin politiker"
    " politikerin ingenieur chemiker biologe biologin arzt ärztin dichter programmierer historiker"
    " ökonom wissenschaftler wissenschaftlerin erfinder"
    " científico científica programador programadora matemático matemática físico filósofo filósofa"
    " escritor escritora pintor pintora compositor compositora ingeniero político química químico"
    " biólogo médico poeta historiador economista informático"
    " informaticien informaticienne mathématicien mathématicienne physicien physicienne philosophe"
    " écrivain peintre compositeur ingénieur poète historien économiste chimiste biologiste médecin"
    " cientista engenheiro"
    " учёный ученый математик физик философ писатель композитор инженер программист химик биолог"
    " врач поэт историк экономист художник".split()
)
_TOLD_OF_PERSONS: Final = re.compile(
    r"\b(?:who|whose|(?:best|well) known|specializ\w+|specialis\w+|based in|renowned)\b"
)
_PARTICLES: Final = frozenset(
    "van von der den de da do dos di del della la le al bin ibn ter zu".split()
)
_MOST_NAMES: Final = 5
"""Words of a person's name."""
_FIRST_WORDS: Final = 6
"""Words in which a sentence names a trade."""
_LIFE: Final = re.compile(
    r"\((?=[^()]{1,160}\))[^()]{0,80}?\b\d{3,4}\s{0,3}(?:[-–—]|to)[^()]{0,80}?\d{3,4}"
    r"|\((?:born|b\.|née?|died|d\.)\s"
    r"|\bborn\s(?:in|on|\d)"
)
"""The years of a life; wars and dynasties have some too, so years alone prove nothing."""
_YEARS: Final = re.compile(
    r"\W{0,4}[(（][^()（）]{0,40}?\d{3,4}[^()（）]{0,30}?[-–—]\s?[^()（）]{0,30}?\d{3,4}"
)
_BEHIND_NAME: Final = 160
"""Characters."""
_PERSON: Final = re.compile(
    r"(?:(?:an?|the|one of the)\s+)?(?P<before>(?:[^\W\d_][\w'’/-]*,?\s+){0,7}?)"
    rf"(?:{'|'.join(sorted(_TRADES))})(?=\s*(?:[,.;:(–—]|$)|\s+(?:and|or|who|whose|of|from|in|at"
    r"|with|best|known|famous|renowned|based|specializing|specialising|born|active|during|by|to|for"
    r"|since|until)\b)",
    re.IGNORECASE,
)
"""Words that describe, and a trade that nothing but a phrase or a comma follows."""
_NO_DESCRIPTION: Final = frozenset(
    "of for by that which used with in to from on at is was as about between whose where".split()
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def is_person(said: str, sentence: str, name: str) -> bool:
    """Return whether a sentence surely says who a person is or was.

    It must name a trade, and beside it a nation, the years of a life, or what is told of none but
    persons, of somebody with several names: copper is a good conductor too, and a writer may be a
    lock.

    Args:
        said: what stands after the verb “is” or “was”; plain text.
        sentence: the whole of it.
        name: who it may be.
    """
    if _TRADES.isdisjoint(_WORD.findall(said.casefold())):
        return False
    match = _PERSON.match(said)
    if match is None:
        return False
    described = _WORD.findall(match["before"].casefold())
    if not _NO_DESCRIPTION.isdisjoint(described):
        return False
    nations = {part for word in described for part in word.split("-")} & _NATIONS
    if nations or _LIFE.search(sentence) is not None:
        return True
    return has_several_names(name) and _TOLD_OF_PERSONS.search(said) is not None


def is_foreign_person(said: str, name: str) -> bool:
    """Return whether a sentence in another language names the trade of somebody.

    Args:
        said: what stands after the verb; plain text.
        name: who it may be.
    """
    words = _WORD.findall(said.casefold())[:_FIRST_WORDS]
    return not _FOREIGN_TRADES.isdisjoint(words) and has_several_names(name)


def has_several_names(name: str) -> bool:
    """Return whether a name is written as a person's: “Ada Byron”, “Ludwig van Beethoven”."""
    words = [word for word in name.split() if word not in _PARTICLES]
    return 2 <= len(words) <= _MOST_NAMES and all(
        word[:1].isupper() and not word.isupper() and word.strip(".").replace("-", "").isalpha()
        for word in words
    )


def lived(sentence: str) -> bool:
    """Return whether a sentence gives the years of birth and death."""
    match = _LIFE.search(sentence)
    return match is not None and not match[0].startswith(("born", "(born", "(b."))


def is_dated(sentence: str, name: str) -> bool:
    """Return whether the years of a life stand right behind a name, in whichever language."""
    behind = sentence.partition(name)[2][:_BEHIND_NAME]
    return _YEARS.match(behind) is not None
