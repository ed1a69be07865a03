import pytest

from kb.notes.markdown.masking import hidden
from kb.notes.parse import parse_note


@pytest.mark.parametrize(
    "text",
    [
        "%%\n# Heading\nTags: #a\n[[b]]\n%%",
        "<!--\nTags: #a\n- Links: [[b]]\n-->",
        "$$\nDefinition: x\n# y\n- [[z]] #w\n$$",
        "\\begin{align}\nDefinition: x \\\\\n# y\n- [[z]] #w\n\\end{align}",
        "<%*\nTags: #a\n%>",
        "> %%\n> # Heading\n> Tags: #a\n> %%",
        "```\n%%\n```\n\n```\nTags: #a [[b]]\n%%\n```",
    ],
)
def test_what_is_hidden_is_read_as_nothing(text: str) -> None:
    note, _ = parse_note("x.md", f"Before.\n\n{text}\n\nAfter [[c]].\n")
    assert (note.tags, note.sections, note.definition) == ((), (), None)
    assert [link.target for link in note.links] == ["c"]


def test_mathematics_stays_in_the_text_that_holds_it() -> None:
    note, _ = parse_note("x.md", "Definition: The sum\n$$\n- a #b\n$$\nof all.\n")
    assert note.definition is not None
    assert "a #b" in note.definition.text
    assert note.tags == ()


def test_a_comment_does_not_begin_inside_a_formula() -> None:
    text = "$a %% b$ #x\n\n\\(c %% d\\) #y\n\n\\[e = %% f\\] #z\n\n%%\n#gone\n%%\n"
    note, _ = parse_note("x.md", text)
    assert note.tags == ("x", "y", "z")


@pytest.mark.parametrize("name", ["align*", "equation", "bmatrix"])
def test_a_formula_without_dollars_stays_in_the_text_that_holds_it(name: str) -> None:
    formula = f"\\begin{{{name}}}\n- a &= %% [[b]] \\\\\n# c #d\n\\end{{{name}}}"
    note, _ = parse_note("x.md", f"Definition: The sum\n{formula}\nof all.\n")
    assert note.definition is not None
    assert "- a &= %% [[b]] \\\\\n# c #d" in note.definition.text
    assert (note.links, note.tags, note.sections) == ((), (), ())


@pytest.mark.parametrize(
    "text", ["\\begin{align}\n\n#tag\n", "\\begin{quote}\n#tag\n\\end{quote}\n"]
)
def test_what_is_no_formula_hides_nothing(text: str) -> None:
    assert parse_note("x.md", text)[0].tags == ("tag",)


def test_what_never_closes_hides_nothing() -> None:
    note, _ = parse_note("x.md", "50%% off\n\n<!-- open\n\n#tag `tick\n")
    assert note.tags == ("tag",)
    assert hidden("no marks at all") is None


def test_hiding_keeps_the_number_of_lines() -> None:
    text = "a\n%%\nb\n\nc\n%%\nd $$x\ny$$ e\n<!-- f\n-->"
    masked = hidden(text)
    assert masked is not None
    assert masked.count("\n") == text.count("\n")
