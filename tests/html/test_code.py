"""Marked code, and its style."""

from kb.html.code import code_html, stylesheet


def test_light_and_dark_differ() -> None:
    light, _, dark = stylesheet().partition("@media (prefers-color-scheme: dark)")
    assert ".code .kc, " in light
    assert ".code .kc, " in dark
    assert light != dark


def test_code_in_no_known_language_is_as_written() -> None:
    shown = '<pre class="code" tabindex="0"><code class="language-x">&lt;a&gt;\n</code></pre>\n'
    assert code_html("<a>\n", "x") == shown


def test_very_long_code_is_as_written() -> None:
    assert "<span" not in code_html("x = 1\n" * 10_000, "python")
