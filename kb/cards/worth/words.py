"""Words by which a card's worth is told, in the languages that kb words prompts in."""

import re
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PRONOUNS: Final = _words(
    "it this that these those they he she we you i its their his her there here such es dies"
    " diese dieser dieses er sie wir man ich esto este esta estos estas ello ellos se nos il"
    " elle ils elles ce cela ceci c'est c’est on nous isto isso ele ela eles elas он она оно"
    " они это этот эта эти мы"
)
BEGINS_CLAUSE: Final = _words(
    "and but or so then also however therefore thus hence because since although though while"
    " if when whenever unless until instead otherwise moreover furthermore for as additionally"
    " finally next first second another other both not only note remember und aber oder denn"
    " also weil wenn obwohl außerdem dann falls y pero o entonces también porque si cuando"
    " aunque además luego et mais ou donc alors aussi parce si quand lorsque cependant ainsi e"
    " mas ou então também porque se quando embora além и но или поэтому также потому если"
    " когда хотя затем"
)
ORDERS: Final = _words(
    "add adjust apply ask avoid be begin build buy call change check choose clean click close"
    " compare complete configure connect consider copy create cut decide delete deploy"
    " describe discuss do don't download draw enable ensure enter explain explore find fix"
    " follow get give go identify implement import include insert install keep know learn let"
    " list look make move navigate never note open pay pick press put read remember remove"
    " replace return review run save search see select send set show sign start stop study"
    " submit take talk tell test think try turn type update upload use verify visit wait watch"
    " work write solve calculate compute prove siehe lies schreibe erstelle öffne wähle"
    " berechne zeige bestimme ver haz usa calcula escribe abre crea voir faire utiliser"
    " calculer écrire veja faça use calcule escreva найти вычислить"
)
FIRST_PERSON: Final = _words(
    "i i'm i’m i've i’ve i'd i’d i'll i’ll me my mine myself ich mir mich mein meine meinen"
    " yo mi mis je j'ai moi mon ma mes eu meu minha я мне мой моя мои"
)
SECOND_PERSON: Final = _words(
    "you your yours yourself you're you’re du dein deine dir tu tus votre vous"
)
OBLIGES: Final = _words(
    "should must ought shall sollte sollten soll sollen müssen muss debe deben doit doivent"
    " deve devem должен должны нужно надо"
)
HEDGES: Final = _words(
    "maybe perhaps probably think guess seems apparently presumably somehow hopefully idk tbd"
    " todo vielleicht wohl quizás tal-vez peut-être talvez возможно"
)
_ELSEWHERE: Final = _words(
    "above below aforementioned previous previously following siehe oben unten folgende folgenden"
    " folgender siguiente siguientes anterior arriba abajo ci-dessous ci-dessus suivant suivante"
    " suivantes seguinte seguintes acima abaixo выше ниже следующий следующие следующая"
)
_THIS: Final = _words("this the see refer as diese dieser dieses este esta ce cette")
_THIS_PLACE: Final = re.compile(
    r"\b(?:this (?:section|chapter|course|note|page|article|video|book|lecture|document|week"
    r"|example"
    r"|case|figure|table)|see also|refer to|as follows|the (?:author|book|article|video|lecture"
    r"|diagram|figure|image|table|next|last)|diese[rsmn]? (?:kapitel|abschnitt|beispiel)"
    r"|este (?:capítulo|ejemplo|exemplo)|ce (?:chapitre|cours))\b",
    re.IGNORECASE,
)
_EASTERN: Final = re.compile(r"如下|上面|下面|以下")
_LAST: Final = 24
"""Characters in which an end shows itself."""


def points_elsewhere(visible: str, words: frozenset[str]) -> bool:
    """Return whether an answer speaks of what stands elsewhere, and cannot be understood alone.

    Args:
        visible: the answer as plain text.
        words: its words, folded.
    """
    if not words.isdisjoint(_ELSEWHERE):
        return True
    if not words.isdisjoint(_THIS) and _THIS_PLACE.search(visible):
        return True
    return not visible.isascii() and _EASTERN.search(visible) is not None


_ENDS_OPEN: Final = re.compile(
    r"(?:[:：,，;(–—-]|\b(?:and|or|of|to|the|an?|by|with|for|as|from|including|is|are|that|which|then|entonces|por|und"
    r"|oder|der|die|das|ein|eine|mit|y|o|de|la|el|que|et|ou|le|e|da|do|и|или))\s*$",
    re.IGNORECASE,
)


def ends_open(visible: str) -> bool:
    """Return whether an answer, as plain text, is cut off: its last word asks for another."""
    end = visible.rstrip("$ \n")
    return _ENDS_OPEN.search(end[end.rfind(" ") + 1 :][-_LAST:]) is not None
