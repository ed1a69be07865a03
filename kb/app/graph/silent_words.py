"""Words that two notes may share without having anything in common."""

from collections.abc import Iterable
from functools import cache
from itertools import islice
from typing import Final

from kb.cards.language import ENGLISH, function_words, language_of
from kb.graph.words import indexed

_SAMPLE: Final = 200
"""Words of a note that tell its language."""
_LATEX: Final = frozenset(
    "aligned bar bigl bigr binom bmatrix boldsymbol bullet cap cdot cdots cfrac cup dfrac ddots"
    " displaystyle dots emptyset equiv exists forall frac geq hat hline implies infty int lceil"
    " ldots leq lfloor lim limits mapsto mathbb mathbf mathcal mathfrak mathit mathrm mathsf"
    " mathscr mathtt nabla neq operatorname otimes overline pmatrix prod propto qquad quad rceil"
    " rfloor rightarrow leftarrow setminus sim simeq sqrt subset subseteq sum supset textbf"
    " textit textrm textstyle texttt tfrac tilde underbrace underline varepsilon varphi vdots"
    " vec vmatrix widehat widetilde".split()
)
"""Names of commands that stand in formulas."""
_PUBLICATION: Final = frozenset(
    "amazon apress arxiv cambridge chapman cit crc doi ebook edition elsevier hardcover isbn issn"
    " kindle manning mcgraw oreilly oxford packt paperback pearson pmid preprint press publisher"
    " publishers publishing reilly routledge springer verlag wiley wikipedia youtube"
    " com edu html http https net org pdf url www".split()
)
"""What a source says of where it appeared."""


def silent_words(words: Iterable[str]) -> frozenset[str]:
    """Return the words that are no reason for a note with these words, as the index spells them.

    Function words of its language and of English, commands of LaTeX, publishers.
    """
    return _silent_in(language_of(" ".join(islice(words, _SAMPLE))))


@cache
def _silent_in(language: str) -> frozenset[str]:
    function = map(indexed, function_words(ENGLISH) | function_words(language))
    return frozenset(function) | _LATEX | _PUBLICATION
