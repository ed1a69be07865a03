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
    r"|with|best|known|famous|born|active|during|by|to|for|since|until)\b)",
    re.IGNORECASE,
)
"""Words that describe, and a trade that nothing but a phrase or a comma follows."""
_NO_DESCRIPTION: Final = frozenset(
    "of for by that which used with in to from on at is was as about between whose where".split()
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def is_person(said: str, sentence: str) -> bool:
    """Return whether a sentence surely says who a person is or was.

    It must name a trade, and beside it a nation, or the years of a life: copper is a good
    conductor too, and a writer may be a lock. Where there are neither capitals nor brackets
    there is no need to look for them.

    Args:
        said: what stands after the verb “is” or “was”; plain text.
        sentence: the whole of it.
    """
    if said.islower() and "(" not in sentence and "born" not in sentence:
        return False
    if _TRADES.isdisjoint(_WORD.findall(said.casefold())):
        return False
    match = _PERSON.match(said)
    if match is None:
        return False
    described = _WORD.findall(match["before"].casefold())
    if not _NO_DESCRIPTION.isdisjoint(described):
        return False
    nations = {part for word in described for part in word.split("-")} & _NATIONS
    return bool(nations) or _LIFE.search(sentence) is not None


def lived(sentence: str) -> bool:
    """Return whether a sentence gives the years of birth and death."""
    match = _LIFE.search(sentence)
    return match is not None and not match[0].startswith(("born", "(born", "(b."))


def is_dated(sentence: str, name: str) -> bool:
    """Return whether the years of a life stand right behind a name, in whichever language."""
    behind = sentence.partition(name)[2][:_BEHIND_NAME]
    return _YEARS.match(behind) is not None
