"""Laws that hold for every text, whatever a file says."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.notes.files.decode import decode
from kb.notes.markdown.inline import spans
from kb.notes.names import name_key
from kb.notes.parse import parse_note
from kb.notes.plain_text import Markdown, plain
from kb.notes.recovery.python_layout import reflow

PIECES = st.sampled_from(
    [
        *("# ", "## ", "- ", "1. ", "> ", "```", "```python\n", "\n", "\n\n", "---\n", "+++\n"),
        *("Tags: ", "**Definition:** ", "Connections", "Links :: ", "key:: ", "- From: ", "[["),
        *(
            "]]",
            "](",
            "|",
            "#tag",
            "#1984",
            "`",
            "$",
            "$$",
            "%%",
            "<!--",
            "-->",
            "{{",
            "}}",
            " -\n",
        ),
        *(
            "asyncio.run(): Starts.",
            "x = 1",
            "def f(): return 1",
            "A is a b.",
            "\t",
            "    ",
            "\r\n",
        ),
        *(
            "title: x\n",
            "tags: [a, b]\n",
            "&a [*a]",
            "\0",
            "\ufeff",
            "\u202e",
            "🙂",
            "事件循环",
            "É",
        ),
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map("".join))


@given(text=TEXTS)
@settings(max_examples=150, deadline=None)
def test_no_text_raises_and_every_line_number_is_real(text: str) -> None:
    note, problems = parse_note("a/b.md", text)
    last = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    numbers = [section.line for section in note.sections] + [item.line for item in note.items]
    numbers += [link.line for link in note.links] + [source.line for source in note.sources]
    numbers += [code.line for code in note.code_blocks]
    numbers += [entry.line for entry in note.properties]
    numbers += [problem.line for problem in problems]
    numbers += [part.line for part in (note.definition, note.reflection) if part is not None]
    assert all(1 <= line <= last for line in numbers)
    assert note.title


@given(text=TEXTS)
@settings(max_examples=50, deadline=None)
def test_parsing_twice_is_equal(text: str) -> None:
    assert parse_note("a.md", text) == parse_note("a.md", text)


@given(text=TEXTS)
@settings(max_examples=50, deadline=None)
def test_line_endings_change_nothing(text: str) -> None:
    unix = text.replace("\r", "")
    assert parse_note("a.md", unix) == parse_note("a.md", unix.replace("\n", "\r\n"))


@given(raw=st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_no_bytes_raise(raw: bytes) -> None:
    text, _ = decode("a.md", raw)
    parse_note("a.md", text)


@given(text=TEXTS)
@settings(max_examples=100, deadline=None)
def test_spans_lie_inside_the_text_in_order(text: str) -> None:
    end = 0
    for span in spans(text):
        assert end <= span.start < span.end <= len(text)
        end = span.end


@given(text=st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_folding_a_name_twice_is_folding_it_once(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)
    assert len(plain(Markdown(text))) <= len(text)


@given(text=TEXTS)
@settings(max_examples=60, deadline=None)
def test_reflowing_code_keeps_every_character_that_is_no_space(text: str) -> None:
    code = reflow(text)
    if code is not None:
        assert "".join(code.split()) == "".join(text.split())
