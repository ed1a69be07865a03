import pytest

from kb.notes.markdown.masking import hidden
from kb.notes.parse import parse_note


@pytest.mark.parametrize(
    "text",
    [
        "%%\n# Heading\nTags: #a\n[[b]]\n%%",
        "<!--\nTags: #a\n- Links: [[b]]\n-->",
        "$$\nDefinition: x\n# y\n- [[z]] #w\n$$",
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


def test_what_never_closes_hides_nothing() -> None:
    note, _ = parse_note("x.md", "50%% off\n\n<!-- open\n\n#tag `tick\n")
    assert note.tags == ("tag",)
    assert hidden("no marks at all") is None


def test_hiding_keeps_the_number_of_lines() -> None:
    text = "a\n%%\nb\n\nc\n%%\nd $$x\ny$$ e\n<!-- f\n-->"
    masked = hidden(text)
    assert masked is not None
    assert masked.count("\n") == text.count("\n")
