"""Where sentences end, in the languages that notes are written in."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import Final, Protocol

_LONGEST: Final = 800
_NEAR: Final = 100
"""Characters shown on either side of a link in a sentence that is longer."""
_END: Final = re.compile(
    r"[.!?。！？](?:(?<=[.!?])(?:[\"'”’»)\]*_]|\[\^[^\]\s]{1,40}\])*\s+|(?<=[。！？])\s*)"
)
"""A quotation mark, a mark of emphasis and a footnote's belong to the sentence that they end."""
_LONGEST_WORD: Final = 16
"""Characters; no abbreviation is longer."""
_ALWAYS: Final = frozenset(
    # English
    "fig figs Prof Mr Mrs Ms Dr St vs cf viz approx Fig Figs Eq Eqs Sec Ch No Nos Vol pp ed eds"
    " Gen Col Capt Lt Sgt Rev Hon Gov Sen Mt Ft incl esp resp s.t w.r.t w.l.o.g i.i.d"
    # German
    " bzw bspw ca Nr Abb Bd Kap vgl Vgl evtl ggf sog inkl exkl Hrsg Tab Abs Mio Mrd zzgl"
    # French, Spanish, Portuguese, Italian, Dutch
    " -à-d Mme Mlle MM EE env chap Sr Sra Srta Dra Ud Uds pág págs pag núm núms ej aprox tel"
    " Sig Dott bijv blz evt"
    # Scandinavian, Polish, Czech
    " kl nr ex ej eks f.eks bl.a ca min maks np tzw tzn prof hab inż např tzv tj č"
    # Russian
    " рис см напр им стр табл гл проф акад тыс млн млрд".split()
)
"""Abbreviations that another word follows."""
_OFTEN: Final = frozenset(
    "etc al Inc Ltd Co Corp Jr dept est usw uvm ecc enz Jh Jhd osv itd itp atd apod UU др пр"
    " гг".split()
)
"""Abbreviations that may end a sentence, which they do before a capital."""
_OPENERS: Final = re.compile(
    r"(?:Its?|The|This|These|Those|They|Then|There|Thus|Hence|However|An?|In|If|When|We|You|He|She"
    r"|But|And|So|For|To|On|At|As|By|Each|Every|All|Some|Most|Both|Let|Such|Here|That|Which|Since"
    r"|Er|Sie|Es|Der|Die|Das|Eine?|Diese[rs]?|Man|Il|Elle|La|Le|Les|Un|Une|El|Los|Las|Una)\b"
)
"""Words that seldom follow an initial, and often a sentence: “vitamin C. It is …”."""
_BEFORE_ORDINAL: Final = frozenset(
    "der die das den dem des im am vom zum zur beim ab bis seit jeder jede jedes jeden einen det på"
    " og nel del il".split()
)
_CLOCK: Final = frozenset({"a.m", "p.m"})
_NUMBERED: Final = frozenset({"no", "art", "nn"})
"""Words that are abbreviations before a number."""
_TOO_LONG: Final = max(map(len, _ALWAYS | _OFTEN | _NUMBERED)) + 1
"""Letters in a row that end no abbreviation."""
_PHRASES: Final = (["ad", "es"], ["per", "es"])
_QUOTES: Final = "([{\"'„“‚‘«*_"


class Stretch(Protocol):
    """A stretch of a text."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""


def first_sentence(text: str) -> str:
    """Return the first sentence of ``text``, on one line."""
    end = next(sentence_ends(text), len(text))
    return " ".join(text[:end].split())


def sentences(text: str, *, most: int) -> Sequence[str]:
    """Return the first sentences of ``text``, at most ``most``, each on one line."""
    ends = [0, *islice(sentence_ends(text), most)]
    if len(ends) <= most:
        ends.append(len(text))
    return [" ".join(text[start:end].split()) for start, end in pairwise(ends) if end > start]


def sentences_around(text: str, marked: Iterable[Stretch]) -> Iterator[str]:
    """Yield for each span the sentence of ``text`` that holds it, on one line.

    Of a sentence that does not end for long, what is near the span.
    """
    ends = sentence_ends(text)
    before = after = 0
    """The last two ends that were found: the further one is behind the span, or will be."""
    last, shown = (-1, -1), ""
    for span in marked:
        begin = before
        while after < span.end:
            if after <= span.start:
                begin = after
            before, after = after, next(ends, len(text))
        stop = after
        if stop - begin > _LONGEST:
            begin, stop = max(begin, span.start - _NEAR), min(stop, span.end + _NEAR)
        if (begin, stop) != last:
            last, shown = (begin, stop), " ".join(text[begin:stop].split())
        yield shown


def sentence_ends(text: str) -> Iterator[int]:
    """Yield where sentences end, the spaces behind them included; not after “e.g.”."""
    for match in _END.finditer(text):
        dot = match.start()
        is_sure = text[dot] != "." or (dot >= _TOO_LONG and text[dot - _TOO_LONG : dot].isalpha())
        if is_sure or _ends_sentence(text, dot, match.end()):
            yield match.end()


def _ends_sentence(text: str, dot: int, after: int) -> bool:
    """Return whether the full stop at ``dot`` ends a sentence; the next word is at ``after``."""
    words = text[max(0, dot - _LONGEST_WORD) : dot].split()
    word = words[-1].lstrip(_QUOTES) if words and not text[dot - 1].isspace() else ""
    follows = text[after : after + 1]
    if not word or word.endswith(".") or word in _OFTEN:  # the second is an ellipsis
        return not follows.islower()
    if word in _ALWAYS or word.rpartition(".")[2] in _ALWAYS or words[-2:] in _PHRASES:
        return not (follows.isalnum() or follows in _QUOTES)
    if word in _NUMBERED:
        return not follows.isdigit()
    if word.isdigit():
        return len(words) < 2 or words[-2].casefold() not in _BEFORE_ORDINAL
    *parts, last = word.split(".")
    if len(last) == 1 and last.isalpha() and (parts or len(word) == 1):
        may_end = not parts or word.isupper() or word in _CLOCK
        return may_end and _OPENERS.match(text, after) is not None
    return not parts or len(last) > 3 or not follows.islower()
