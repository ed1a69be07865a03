"""What a query for cards is read as, and what is said of one that cannot be."""

import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.cards.query.parse import WORDS, parse_query
from kb.cards.query.query import (
    Compared,
    Condition,
    Event,
    Every,
    Happened,
    InFolder,
    Is,
    Measure,
    Not,
    Numbered,
    OfGenerator,
    OfNote,
    Query,
    Side,
    Some,
    Tagged,
    Text,
    Wildcard,
    conditions_in,
)
from kb.clock import monotonic_seconds
from kb.errors import QueryError

DUE, NEW = Is(Condition.DUE), Is(Condition.NEW)
DOG, CAT, MOUSE = Text(("dog",)), Text(("cat",)), Text(("mouse",))


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("", Every(())),
        ("dog", DOG),
        ("dog cat", Every((DOG, CAT))),
        ("dog and cat", Every((DOG, CAT))),
        ("dog or cat", Some((DOG, CAT))),
        ("dog cat OR mouse", Some((Every((DOG, CAT)), MOUSE))),
        ("dog (cat or mouse)", Every((DOG, Some((CAT, MOUSE))))),
        ("dog(cat)", Every((DOG, CAT))),
        ("-cat", Not(CAT)),
        ("-(cat or mouse)", Not(Some((CAT, MOUSE)))),
        ("--cat", Not(Not(CAT))),
        ('"a dog"', Text(("a dog",))),
        ("“a dog”", Text(("a dog",))),
        ('-"a dog"', Not(Text(("a dog",)))),
        ('"or"', Text(("or",))),
        ("-", Text(("-",))),
        ("order android", Every((Text(("order",)), Text(("android",))))),
        ("d_g", Text(("d", Wildcard.ONE, "g"))),
        ("d**g", Text(("d", Wildcard.ANY, "g"))),
        (r"d\_g\*\\", Text((r"d_g*" + "\\",))),
        (r"\-dog", Text(("-dog",))),
        (r"some\(text\)", Text(("some(text)",))),
        ('"some(text)"', Text(("some(text)",))),
        (r"3\:30", Text(("3:30",))),
        ('"std::vector"', Text(("std::vector",))),
        (r"tag\:web", Text(("tag:web",))),
        ("front:dog", Text(("dog",), Side.FRONT)),
        ("back:", Text((), Side.BACK)),
        ("is:due", DUE),
        ("IS:New", NEW),
        ("tag:#web/http", Tagged(("web/http",))),
        ("tag:none", Tagged(None)),
        ('tag:"a tag"', Tagged(("a tag",))),
        ('"tag:a tag"', Tagged(("a tag",))),
        ('note:"event loop"', OfNote(("event loop",))),
        ("folder:web/old", InFolder(("web/old",))),
        ("generator:item", OfGenerator(("item",))),
        ("cid:1,20", Numbered((1, 20))),
        ("prop:s<5", Compared(Measure.STABILITY, operator.lt, 5)),
        ("prop:Stability<5", Compared(Measure.STABILITY, operator.lt, 5)),
        ("prop:retrievability<=.9", Compared(Measure.RETRIEVABILITY, operator.le, 0.9)),
        ("prop:d>0.7", Compared(Measure.DIFFICULTY, operator.gt, 0.7)),
        ("prop:r<=.9", Compared(Measure.RETRIEVABILITY, operator.le, 0.9)),
        ("prop:ivl>=10", Compared(Measure.INTERVAL, operator.ge, 10)),
        ("prop:due=-1", Compared(Measure.DUE, operator.eq, -1)),
        ("prop:reps!=3", Compared(Measure.REPS, operator.ne, 3)),
        ("prop:lapses>2", Compared(Measure.LAPSES, operator.gt, 2)),
        ("rated:7", Happened(Event.RATED, 7)),
        ("rated:7:1", Happened(Event.RATED, 7, 1)),
        ("added:3", Happened(Event.ADDED, 3)),
        ("introduced:1", Happened(Event.INTRODUCED, 1)),
    ],
)
def test_a_query_is_read_as_anki_reads_it(text: str, meaning: Query) -> None:
    assert parse_query(text) == meaning


@pytest.mark.parametrize(
    ("text", "at", "why"),
    [
        ("dog (cat", 4, "never closed"),
        ("dog) cat", 3, "closes nothing"),
        ("dog ()", 4, "nothing stands in these parentheses"),
        ('dog "cat', 4, "never closed"),
        ('dog ""', 4, "nothing stands in these quotes"),
        ("or dog", 0, "nothing stands before this “or”"),
        ("dog or or cat", 7, "nothing stands before this “or”"),
        ("dog and", 4, "nothing follows"),
        ("(dog or)", 5, "nothing follows"),
        ("dog is:do", 7, "no card is “do”. Try is:"),
        ("is:suspendd", 3, "Try is:suspended."),
        ("tag:", 4, "nothing follows the colon"),
        ("dog std::vector", 4, "“std:” is no word of the query language"),
        ("tags:web", 0, "Did you mean tag:?"),
        ("deck:web", 0, "kb has no decks"),
        ("prop:ease>2", 5, "FSRS has no ease"),
        ("prop:ivl", 5, "a comparison is missing"),
        ("prop:iv>3", 5, "Try prop:ivl."),
        ("prop:ivl>ten", 5, "“ten” is no whole number"),
        ("prop:reps>1.5", 5, "“1.5” is no whole number"),
        ("prop:d>7", 5, "lies between 0 and 1"),
        ("prop:r=0.9", 5, "use < or >"),
        ("prop:ivl>99999999", 5, "36500 is the most"),
        ("rated:0", 6, "the days go from 1"),
        ("rated:7:5", 6, "a rating from 1 to 4"),
        ("added:7:1", 6, "only in rated:"),
        ("cid:one", 4, "ids are numbers"),
        ("(" * 30 + "dog" + ")" * 30, 21, "nests at most 20 deep"),
        ("-" * 30 + "dog", 21, "nests at most 20 deep"),
        ("a " * 101, 200, "at most 100 words"),
        ("a" * 4001, 4000, "at most 4,000 characters"),
    ],
)
def test_a_query_that_cannot_be_read_is_refused_at_its_place(text: str, at: int, why: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse_query(text)
    assert why in refused.value.message
    assert (refused.value.at, refused.value.query) == (at, text)


pieces = st.lists(
    st.sampled_from(
        [*(f"{word}:" for word in WORDS), *'()-"\\*_: ', "or", "and", "prop:s<", "5", "due", "web"]
    )
    | st.text(max_size=3),
    max_size=30,
).map("".join)


@given(pieces)
def test_any_text_is_a_query_or_is_refused_within_it(text: str) -> None:
    refused = None
    try:
        parse_query(text)
    except QueryError as error:
        refused = error
    if refused:
        assert 0 <= refused.at <= len(text)
        assert refused.message.endswith(".")


def test_the_time_grows_as_the_length_does() -> None:
    def seconds(text: str) -> float:
        times = []
        for _ in range(5):
            begin = monotonic_seconds()
            parse_query(text)
            times.append(monotonic_seconds() - begin)
        return min(times)

    for piece in ("a*", "\\*", '"a b"'):
        short, long = piece * (400 // len(piece)), piece * (4000 // len(piece))
        assert seconds(long) < 40 * max(seconds(short), 0.0001)


def test_the_states_that_a_query_names_are_known() -> None:
    query = parse_query("dog -(is:retired or tag:web is:due)")
    assert conditions_in(query) == {Condition.RETIRED, Condition.DUE}
