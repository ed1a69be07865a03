"""Formulas as text: with signs for commands, and nothing of their structure lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.tui.markdown.formulas import readable


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        (r"\frac{1}{2}", "½"),
        (r"\frac12", "½"),
        (r"\frac{a+b}{c}", "(a+b)/c"),
        (r"\frac{a}{bc}", "a/(bc)"),
        (r"\frac{a}{b}c", "(a/b)c"),
        (r"2\frac{1}{3}", "2(⅓)"),
        (r"\frac{a}{b} \cdot c = \frac{d}{e}", "a/b · c = d/e"),
        (r"e^{-\lambda t}", "e^(−λ t)"),
        (r"e^{-\lambda}e^{\lambda}", "e^(−λ)e^λ"),
        (r"x^{\omega}y", "x^(ω)y"),
        (r"S_{n-1}^{2}", "Sₙ₋₁²"),
        (r"x^{10}y", "x¹⁰y"),
        (r"x^{y^{z}}", "x^(yᶻ)"),
        (r"{a+b}^2", "(a+b)²"),
        (r"\sqrt{2}x", "√(2)x"),
        (r"\sqrt{ab}", "√(ab)"),
        (r"\sqrt[3]{x+1}", "∛(x+1)"),
        (r"\sum_{i=1}^{n} i^2", "∑ᵢ₌₁ⁿ i²"),
        (r"\lim_{x \to 0} f'(x)", "lim_(x → 0) f′(x)"),
        (r"\mathcal{O}(n\log n)", "𝒪(n log n)"),
        (r"\mathbb{R}^n \setminus \{0\}", "ℝⁿ ∖ {0}"),
        (r"P(A \mid B) \le \text{the } 95\,\%", "P(A | B) ≤ the 95 %"),
        (r"\left(\hat{x}, \vec{v}\right)", "(x̂, v⃗)"),
        (r"90^\circ", "90°"),
        (r"H_2O", "H₂O"),
    ],
)
def test_a_formula_reads_as_it_is_meant(tex: str, shown: str) -> None:
    assert readable(f"${tex}$") == shown
    assert readable(f"$$\n{tex}\n$$") == shown


@pytest.mark.parametrize(
    "tex",
    [
        r"\binom{n}{k}", r"\overline{AB}", r"\begin{align}a\end{align}", r"a \\ b", r"a & b",
        r"\unknown x", "x^", "{", "}", r"\frac{a}", "x_{", "^^", r"\sqrt[", "x" * 2_000, "{" * 500,
    ],
)  # fmt: skip
def test_what_is_not_known_is_shown_as_written(tex: str) -> None:
    assert readable(f"${tex}$") == f"${tex}$"


@given(st.text() | st.lists(st.sampled_from(r"\frac \sqrt { } ^ _ \alpha x 1 [ ] \left . \text".split())).map("".join))  # fmt: skip  # noqa: E501
def test_no_formula_raises_or_is_shown_as_nothing(tex: str) -> None:
    assert readable(f"${tex}$").strip()
