#!/usr/bin/env bash
# Package: pylatexenc 2.11 (PyPI)
# Guess:   if there is no symbol for a formula, the conversion to text keeps its meaning, for example the braces that group terms.
# Seen:    braces vanish. \frac{a+b}{c} becomes a+b/c, e^{-\lambda t} becomes e^-λt, \binom{n}{k} becomes nk.
# Matters: in a terminal, a card then shows another formula than the note, and it looks right. Use only the symbols of the conversion, and keep the structure as written.
. "$(dirname "$0")/lib.sh"
python_packages pylatexenc==2.11

see python - <<'PY'
from pylatexenc.latex2text import LatexNodes2Text

for formula in (r"\frac{a+b}{c}", r"e^{-\lambda t}", r"S_{n-1}^{2}", r"x^{10}y", r"\binom{n}{k}", r"\overline{AB}"):
    print(formula, "->", LatexNodes2Text().latex_to_text(formula))
PY

expect <<'END'
\frac{a+b}{c} -> a+b/c
e^{-\lambda t} -> e^-λt
S_{n-1}^{2} -> S_n-1^2
x^{10}y -> x^10y
\binom{n}{k} -> nk
\overline{AB} -> AB
END
