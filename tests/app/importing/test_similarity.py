"""Notes that were renamed and edited at once."""

from kb.app.importing.similarity import most_similar

LOOP = "An event loop runs tasks one after the other.\nIt waits for input and output.\n" * 2
TASK = "A task wraps a coroutine and schedules it soon.\nIt can be cancelled at any time.\n" * 2


def test_an_edited_text_is_recognised() -> None:
    assert most_similar({7: LOOP + "One more line."}, {1: TASK, 2: LOOP}) == {7: 2}


def test_another_text_is_not() -> None:
    assert most_similar({7: TASK}, {1: LOOP}) == {}


def test_of_two_that_are_alike_neither_is_taken() -> None:
    assert most_similar({7: LOOP}, {1: LOOP + "x", 2: LOOP + "y"}) == {}
    assert most_similar({7: LOOP + "x", 8: LOOP + "y"}, {1: LOOP}) == {}


def test_short_texts_are_all_alike_and_so_none_is_taken() -> None:
    assert most_similar({7: "See the other note."}, {1: "See the other note."}) == {}
