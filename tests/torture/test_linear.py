"""No note makes kb take time that grows with the note's square, whatever marks it is made of.

Each example is a mark or a few, over and over, or what opens and then all that closes it, or lines
each further to the right, or the same said of ever other words; in a note of a few thousand
characters and in notes of twice and four times as many. Time is the processor's own, which other
programs do not add to, and the least of several runs; what still seems to grow too fast is measured
again at larger sizes, where the work outgrows what disturbs it. So a slow machine takes longer, and
says the same.
"""

import gc
import io
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator
from contextlib import redirect_stdout
from functools import _lru_cache_wrapper
from itertools import islice, product
from string import ascii_lowercase
from typing import Final, NamedTuple, ParamSpec, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.app.sanitize import plain_line
from kb.cards.generate import cards_of
from kb.cards.identity import DrawnCard
from kb.cards.matching import match
from kb.cards.rules import CardRules
from kb.cli import output
from kb.graph.mentions import mentions, prose
from kb.graph.subpaths import SubpathTargets
from kb.graph.words import count_terms, without_links
from kb.notes.files.decode import decode
from kb.notes.note import Note
from kb.notes.parse import parse_note
from kb.store.importing.rows import FileRef, FileVersion, add_cards, add_note, new_rows
from kb.store.search.snippets import snippet
from kb.tui.markdown.render import rendered
from tests.cards.test_matching import known
from tests.torture.tally import counted, often

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
GROWTH: Final = 2.5
"""By how much a step may slow down where a note doubles; twice is linear, four times a square."""
MIDDLE: Final = 16_000
LARGEST: Final = 100_000
"""Characters."""
MOST: Final = 1.0
"""Seconds that no step may take at the largest size; none takes half of it."""
TELLING: Final = MOST * (MIDDLE / LARGEST) ** 2
"""Seconds in the middle that even a square would not make too many; in less, noise weighs much."""
RULES: Final = (
    CardRules(),
    CardRules(
        on=("cloze", "overlapping", "contrast"), cloze_patterns=("==", "**", "{{"), deck_tags=("f",)
    ),
    CardRules(
        cloze_patterns=("==",),
        deck_tags=("f",),
        end_marker="+++",
        anki_curly_clozes=True,
        anki_highlight_clozes=True,
        anki_fields=("Word: Word, Meaning",),
        anki_patterns=("Basic: ^(.+) = (.+)$", "Cloze: ^(.*{.*)$"),
        card_inline_separator=":-",
        card_inline_reversed_separator=":--",
        card_line_clozes=True,
    ),
)

MARKDOWN: Final = (
    *("# ", "## A\n", "###### ", "- ", "* ", "+ ", "1. ", "1) ", "> ", ">", "- [ ] ", "\n---\n"),
    *("***\n", "___\n", "===\n", "```", "```python\n", "~~~", "~", "`", "``", "`a`", "*", "**"),
    *("***", "_", "__", "___", "**a**", "*a", "_a ", "__used to [", "~~", "==", "\\", "[", "]"),
    *("(", ")", "[[", "]]", "![", "](", "[a](b ", '[a](b "', "![[", "[[a|", "[a]: b\n", "[^1]"),
    *("[^", "[^1]: ", "<", ">", "<b>", "</b>", "<a ", "<!--", "-->", "<!-- ` ", "&amp;", "|"),
    *("\\[a ", "\\[ =", "[a][b] ", "[[a [b] ", "[b]: c.md 'd", "[a [b] ", "\ufdd01"),
    *("| a | b |\n", "|---|---|\n", "\\|", "http://", "http://a.b/(", "<http://", "www.", "\t"),
)
NOTES: Final = (
    *("#", "#a ", "#f ", "[!note] ", "> [!note]- ", "%%", "%%`", "$", "$$", "$a$", "\\(", "<%"),
    *("%>", "{{", "}}", "{", "}", "^id\n", "((a))", "id:: 1\n", ":LOGBOOK:", "+++\n", "---\n"),
    *("Tags: ", "Type: #a ", "Definition: ", "Links :: ", "Links:\n", "See also\n", "Sources:\n"),
    *("key:: ", "a: ", "**A:** ", "- From: ", "Aliases: a, ", "- `f()`: ", "1. **A**: ", "Pros: "),
    *("a.b(c): ", "Word\n", "1. Topic\n", " -\n", "# Output: ", "x = 1 ", "a.b(", ".a(b) ", "def "),
    *("import a ", "and", "with(a b)", ": a", "\n: b\n", ", ", ";", ". ", "? ", "e.g. ", " — "),
    *("A is a b. ", "a", "a ", "A", "aB", "1", "1985-", "(1900–", " ", "  ", "\n", "\n\n", "é"),
    *("漢", "。", "は", "🙂", "\0", "\x1b]", "\u202e", '"', "“"),
)
CARDS: Final = (
    *("Q: ", "A: ", "Q: a\nA: b\n", "C: ", "C: [a] ", "::", ":::", "a::b\n", "?\n", "\n??\n"),
    *("==a==", "==a==^[", "{{c1::", "{{c1::a::b}}", "{{cloze ", "{{c1::a {{c2::b}} ", "#card\n"),
    *("- a #card\n", "START\n", "START\nBasic\n", "Back: ", "END\n", "STARTI [Basic] ", "ENDI"),
    *("STARTI [", "ID: 1", "<!--ID: 1-->", "<!--SR:!", "\t- b\n", "[...]", "a #card\nb\n"),
    *(
        " #card",
        " #card-reverse\n",
        "#card #a ",
        "^1599377554283\n",
        ":-",
        "a:--b\n",
        "{a}",
        "{1:a} ",
    ),
    *("- [[card]]\n", "tags:: card\n", "((64e1a2b3-0000-4000-8000-0123456789ab))", "a = b\n"),
    *("id:: 64e1a2b3-0000-4000-8000-0123456789ab\n", "SCHEDULED: <", "TODO ", "{{cloze a \\\\ b}}"),
    *("START\nWord\n", "START\nCloze\n", "DELETE\n", "FROZEN - a:\n", "TARGET DECK", "Tags: "),
    *("<<<<<<< a\n", "=======\n", ">>>>>>> a\n", "A: a\n", "C: a\n", "B: "),
    *(
        "**Why so?**\n",
        "**Why so?**\n\nBecause.\n\n",
        "**T** is a thing of this kind.\n",
        "## Why?\na\n",
    ),
    *(
        "## A's law\nIt holds.\n",
        "## F\n$$a$$\n",
        "|a|b|\n|-|-|\n|c|d|\n\n",
        "> [!q] Why?\n> So.\n",
    ),
)
MARKS: Final = (*MARKDOWN, *NOTES, *CARDS)
AROUND: Final = (
    *(
        ("", ""),
        ("a ", " b"),
        ("#f\n\n", ""),
        ("#f\n\na ", " b"),
        ("Tags: a", "b"),
        ("- **a** ", ""),
    ),
    *(
        ("Sources:\n- a ", " b"),
        ("Connections:\n- a ", " b"),
        ("Definition: A ", " b"),
        ("## ", "b"),
    ),
    *(
        ("# ", "\n\nA is a b."),
        ("| a | b |\n|---|---|\n| c | ", " |"),
        ("> [!note] ", ""),
        ("Q: ", ""),
    ),
    *(("START\nCloze\n", "\nEND\n"), ("START\nBasic\na ", "\nBack: b\nEND\n"), ("{{c1::", "}}")),
    ("START\nCloze\n{", "}\nEND\n"),
    *(("STARTI [Basic] a ", " Back: b ENDI"), ("- a #card\n\t- ", ""), ("C: [a] ", " b")),
    *(
        ("---\na: ", "\n---\nb"),
        ("---\n", ""),
        ("```python\n", "\n```"),
        ("<!-- ", ""),
        ("%% ", ""),
    ),
    ("- a #card\n  id:: 64e1a2b3-0000-4000-8000-0123456789ab\n", " b"),
    ("a #card\n", "\n\nb"),
    ("a ", " #card\nb"),
    ("Word\n\nText goes on here. Then -\nother(a)", " b"),
)
"""What stands before and behind: so that a mark is met in each part of a note."""
ONCE_SLOW: Final = (
    *(("", "{{c1::a ", ""), ("a\n", "{{c1::", ""), ("", "{{c1::", "}}"), ("Tags:\n", "{{c1::", "")),
    *(
        ("#f\n\n", "{{", ""),
        ("#f\n\n", "==a== ", ""),
        ("", "{{c1::a}} ", ""),
        ("C: [a]", "<!--SR:! ", ""),
    ),
    *(("Definition: ", "__used to [", ""), ("", "START\nBasic\n", "")),
    *(("", "STARTI [a] ", ""), ("#card ", "<!-- ", ""), ("# a ", "#b ", "c")),
    *(("http://a", ")", ""), ("Definition: ", "a; ", "")),
    *(
        ("", "<!-- ` ", ""),
        ("", "==a ", ""),
        ("Links: a", " ", "b"),
        ("#f\n\n", "\na\n\n", "==b=="),
        ("- a #card\n", "    ", "b"),
    ),
    *(("Word\n\nText. Then -\na(b)", "# a.b() ", ""), ("Word\n\nText. Then -\n", "a.b(\n", "")),
    ("a", "\u0301\u0316", ""),
)
PAIRS: Final = (
    *(("{{c1::a ", " b}}"), ("{{c1::", "}}"), ("{{", "}}"), ("{", "}"), ("{{cloze a ", " b}}")),
    *(("{{c2::a\n", "b}}\n"), ("{1:a ", "}"), ("C: [a ", "]"), (":::", ":::"), ("{{c3::", "::a}}")),
    *(("[[", "]]"), ("[", "]"), ("![", "](a)"), ("[", "](a)"), ("[a](b ", ")"), ("[a][", "]")),
    *(("[[a|", "]]"), ("![[", "]]"), ("[^", "]"), ("__used to [", "]__"), ("http://(", ")")),
    *(("(", ")"), ("((", "))"), ("(1900–", ")"), ('"', '"'), ("“", "”"), ("&lt;", "&gt;")),
    *(("**a ", " b**"), ("**", "**"), ("*", "*"), ("_", "_"), ("==a ", " b=="), ("==", "==")),
    *(("~~a ", "~~"), ("`", "`"), ("```\n", "```\n"), ("~~~\n", "~~~\n"), ("$a ", " b$")),
    *(("$$\n", "\n$$"), ("\\(", "\\)"), ("\\[", "\\]"), ("%%a ", "%%"), ("<%", "%>")),
    *(("<a>", "</a>"), ("<b ", ">"), ("<", ">"), ("<div>\n", "</div>\n"), ("<!--", "-->")),
    *(("<!-- ` ", "-->"), ("START\n", "\nEND\n"), ("STARTI [B] ", "ENDI"), ("> ", "a\n")),
    *(("> [!n] a\n", "b\n"), ("- ", "a"), ("* a\n", "b\n"), ("<<<<<<< a\n", ">>>>>>> a\n")),
)
"""What opens something, and what closes it."""
STEPS: Final = ("\t", "  ", " ", "> ", ">", "- ", "#", "    ")
LINES: Final = (
    *("- a% #card\n", "- %\n", "- %: a\n", "- **%**: a\n", "1. %\n", "* [[%]]\n", "- [ ] %\n"),
    *("> %\n", " %\n", "# %\n", "a% #card\nb\n", "Q: %\nA: b\n", "C: [%] a\n", "%::a\n"),
    *("==%== a\n", "- ==%== a\n", "{{c1::%}} a\n", "{{c2::%}}, ", "- a {{cloze %}} #card\n"),
    *("**%** is a thing of this kind.\n", "A % is a b. ", "## %\na\n", "[[%]] ", "| % | b |\n"),
    *("#% ", "%:: a\n", "%\n: b\n", "**%**\n", "- [%](%.md) - a\n", "`%` a\n", "- `%(a)`: b\n"),
    *("^%\n", "<!-- % -->", "$%$ a\n", "%, ", "[^%]: a\n", "[%]: b.md\n", "- a #card\n\t- %\n"),
    *("START\nBasic\n%\nBack: a\nEND\n", "STARTI [Basic] % Back: a ENDI\n", "## Why %?\na\n"),
)
"""What can be said of many things."""
units = st.lists(st.sampled_from(MARKS), min_size=1, max_size=3).map("".join)


class Repeated(NamedTuple):
    """A note that is made longer by saying the same again."""

    before: str
    unit: str
    behind: str

    def of(self, size: int) -> str:
        """Return a note of about so many characters."""
        return f"{self.before}{self.unit * (size // len(self.unit))}{self.behind}"


class Nested(NamedTuple):
    """A note that is made longer by opening more, and closing as much of it."""

    before: str
    opens: str
    closes: str
    behind: str

    def of(self, size: int) -> str:
        """Return a note of about so many characters."""
        depth = size // (len(self.opens) + len(self.closes))
        return f"{self.before}{self.opens * depth}a{self.closes * depth}{self.behind}"


class Stairs(NamedTuple):
    """A note each line of which, with a number for “%”, stands one step further to the right."""

    before: str
    step: str
    line: str

    def of(self, size: int) -> str:
        """Return a note of about so many characters."""
        lines, length = [self.before], 0
        while length < size:
            lines.append(self.step * (len(lines) - 1) + self.line.replace("%", str(len(lines))))
            length += len(lines[-1])
        return "".join(lines)


class Varied(NamedTuple):
    """A note that is made longer by saying the same of ever other words, one for each “%”."""

    before: str
    unit: str
    behind: str

    def of(self, size: int) -> str:
        """Return a note of about so many characters."""
        words = map("".join, product(ascii_lowercase, repeat=4))
        count = size // len(self.unit.replace("%", "word"))
        said = (self.unit.replace("%", word) for word in islice(words, count))
        return f"{self.before}{''.join(said)}{self.behind}"


Sized = Repeated | Nested | Stairs | Varied
notes = st.builds(
    lambda around, unit: Repeated(around[0], unit, around[1]), st.sampled_from(AROUND), units
)
pairs = st.lists(st.sampled_from(PAIRS), min_size=1, max_size=2).map(
    lambda pairs: ("".join(a for a, _ in pairs), "".join(b for _, b in reversed(pairs)))
)
nested = st.builds(
    lambda around, pair: Nested(around[0], pair[0], pair[1], around[1]),
    st.sampled_from(AROUND),
    pairs,
)
stairs = st.builds(
    Stairs,
    st.sampled_from(["", "#f\n\n", "- a #card\n"]),
    st.sampled_from(STEPS),
    st.sampled_from(LINES),
)
varied = st.builds(
    lambda around, unit: Varied(around[0], unit, around[1]),
    st.sampled_from(AROUND),
    st.sampled_from(LINES),
)


class Terminal(io.StringIO):
    """What takes the place of a terminal."""

    def isatty(self) -> bool:
        return True


def forget() -> None:
    """Empty the caches of kb, so that a second run takes as long as the first."""
    for name in [name for name in sys.modules if name.startswith("kb.")]:
        for value in vars(sys.modules[name]).values():
            if isinstance(value, _lru_cache_wrapper) and value.cache_info().maxsize is not None:
                value.cache_clear()


def edited(text: str) -> str:
    half = len(text) // 2
    return f"{text[:half]} edited {text[half:]}"


def read(text: str) -> Note:
    return parse_note("a/Note.md", text)[0]


def drawn(note: Note, text: str) -> list[DrawnCard]:
    return [DrawnCard(note=1, card=card) for card in cards_of(note, text, rules=RULES[1])]


def rows(note: Note, cards: list[DrawnCard]) -> None:
    made = new_rows()
    add_note(made, FileVersion(FileRef(1), note.path, 1, None, "", ""), note)
    add_cards(made, FileRef(1), note, [card.card for card in cards])


def shown(note: Note) -> None:
    """Print what ``kb show`` prints, on a terminal and elsewhere."""
    with redirect_stdout(io.StringIO()):
        output.print_lines(note.body.splitlines())
        output.print_lines(output.plain(link.text) for link in note.links[:100])
        output.print_lines([plain_line(note.definition.text if note.definition else note.body)])
    with redirect_stdout(Terminal()):
        output.print_markdown(note.body)


def related(note: Note) -> None:
    """Read the words by which notes are compared, and look for a name and a heading."""
    count_terms(note.title, "", without_links(note.body))
    mentions(prose(note.body), ["some name"])
    SubpathTargets(["Other heading"], note.body).has("#Some heading")


def steps(text: str) -> Iterator[tuple[str, float]]:
    """Yield each step of kb with a note, and the processor's seconds that it takes."""
    text, _ = decode("a/Note.md", text.encode())
    note = yield from timed("read", read, text)
    for rules in RULES[::2]:
        yield from timed("draw", cards_of, note, text, rules=rules)
    cards = yield from timed("draw", drawn, note, text)
    after = edited(text)
    now = drawn(read(after), after)
    forget()
    yield from timed("match", match, known(cards), now)
    yield from timed("index", rows, note, cards)
    yield from timed("show", shown, note)
    yield from timed("relate", related, note)
    definition = note.definition.text if note.definition else None
    yield from timed("search", snippet, (definition, note.body), ("word", "zz"))


def timed(
    step: str, work: Callable[Arguments, Result], *args: Arguments.args, **names: Arguments.kwargs
) -> Generator[tuple[str, float], None, Result]:
    start = time.process_time()
    result = work(*args, **names)
    yield step, time.process_time() - start
    return result


def slowest(text: str) -> dict[str, float]:
    """Return the seconds of each step."""
    forget()
    gc.disable()
    try:
        seconds: dict[str, float] = {}
        for step, taken in steps(text):
            seconds[step] = max(seconds.get(step, 0.0), taken)
    finally:
        gc.enable()
    return seconds


class Measured:
    """The runs of a note so far."""

    def __init__(self, note: Sized) -> None:
        self._note = note
        self._runs: defaultdict[int, list[dict[str, float]]] = defaultdict(list)

    def least(self, size: int, runs: int) -> dict[str, float]:
        """Return the seconds of each step at a size, of so many runs the least."""
        done = self._runs[size]
        done.extend(slowest(self._note.of(size)) for _ in range(runs - len(done)))
        return {step: min(seconds[step] for seconds in done) for step in done[0]}


def steep(measured: Measured, smaller: int) -> set[str]:
    """Return the steps that slow down too much from one size to twice that."""
    less, more = measured.least(smaller, 2), measured.least(2 * smaller, 2)
    return {step for step in more if more[step] > max(TELLING, GROWTH * less[step])}


def assert_linear(note: Sized) -> None:
    counted["inputs"] += 1
    measured = Measured(note)
    seconds = measured.least(MIDDLE, 1)
    slow = {step for step, taken in seconds.items() if taken > TELLING}
    if not slow:
        return
    half = measured.least(MIDDLE // 2, 2)  # spares most the long way
    slow = {step for step in slow if seconds[step] > GROWTH * half[step]}
    for smaller in (MIDDLE // 2, MIDDLE, 2 * MIDDLE):
        slow = slow & steep(measured, smaller) if slow else slow
    assert not slow, note
    if max(seconds.values()) * LARGEST / MIDDLE > MOST:
        once = max(measured.least(LARGEST, 1).values())
        assert once <= MOST or max(measured.least(LARGEST, 2).values()) <= MOST, note


@pytest.mark.parametrize(
    "note",
    [
        *(Repeated(*parts) for parts in ONCE_SLOW),
        Nested("", "{{c1::a ", " b}}", ""),
        Nested("", "\\(", "\\)", ""),
        Stairs("", "\t", "- a% #card\n"),
        Varied("#f\n\n", "==%== a\n", ""),
    ],
)
def test_what_once_took_the_square_of_its_size_does_so_no_more(note: Repeated) -> None:
    assert_linear(note)


@settings(max_examples=often(8, 3_000), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(notes)
def test_no_marks_over_and_over_take_the_square_of_their_number(note: Repeated) -> None:
    assert_linear(note)


@settings(max_examples=often(6, 3_000), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(nested)
def test_nothing_inside_something_inside_something_takes_the_square_of_its_depth(
    note: Nested,
) -> None:
    assert_linear(note)


@settings(max_examples=often(6, 1_000), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stairs)
def test_no_lines_further_and_further_to_the_right_take_the_square_of_their_length(
    note: Stairs,
) -> None:
    assert_linear(note)


@settings(max_examples=often(6, 1_000), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(varied)
def test_nothing_said_of_ever_other_things_takes_the_square_of_their_number(note: Varied) -> None:
    assert_linear(note)


def test_the_measure_tells_a_square_from_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def square(text: str) -> Note:
        for _ in range(0, len(text), 3):
            text.count("\1 ")
        return parse_note("a/Note.md", "")[0]

    here = sys.modules[__name__]
    monkeypatch.setattr(here, "read", square)
    monkeypatch.setattr(here, "MIDDLE", 3_000)
    monkeypatch.setattr(here, "TELLING", 0.001)
    with pytest.raises(AssertionError, match="é"):
        assert_linear(Repeated("", "é ", ""))


@pytest.mark.parametrize("mark", ["==a ", "$a ", "[[a|", "`", "~~a ", "<a ", "__used to ["])
def test_the_longest_text_that_the_review_screen_renders_takes_no_second(mark: str) -> None:
    text = Repeated("", mark, "").of(19_900)
    start = time.process_time()
    rendered(text, 80)
    assert time.process_time() - start < 1
