"""Which cards of two devices are one."""

from typing import Any

from kb.sync.lines import DescribedLine
from kb.sync.pairing import paired

CARD = DescribedLine("u", "asyncio", "definition", "asyncio", "aaaa", "bbbb")


def ours(**changes: Any) -> dict[int, DescribedLine]:
    return {7: CARD._replace(card="mine", **changes)}


def test_cards_with_one_text_or_one_place_are_one() -> None:
    for changes in (
        {},
        {"note": "async io", "anchor": "async io"},
        {"front": "cccc", "back": "dddd"},
        {"anchor": "elsewhere", "back": "dddd"},
        {"note": "async io", "front": "cccc"},
    ):
        assert paired({"u": CARD}, ours(**changes)) == {"u": 7}, changes


def test_cards_that_have_less_in_common_are_two() -> None:
    for changes in (
        {"generator": "reverse"},
        {"note": "async io", "anchor": "async io", "front": "cccc"},
        {"anchor": "elsewhere", "front": "cccc"},
    ):
        assert paired({"u": CARD}, ours(**changes)) == {}, changes


def test_nothing_is_guessed_where_several_cards_are_alike() -> None:
    twin = {
        8: CARD._replace(card="other", note="copy"),
        9: CARD._replace(card="third", note="copy"),
    }
    assert paired({"u": CARD._replace(note="elsewhere")}, twin) == {}
    assert paired({"u": CARD, "v": CARD}, ours()) == {}


def test_the_surest_pair_comes_first() -> None:
    edited = {1: CARD._replace(back="dddd"), 2: CARD._replace(note="copy")}
    assert paired({"u": CARD}, edited) == {"u": 1}
    assert paired({"u": CARD, "v": CARD._replace(note="copy")}, edited) == {"u": 1, "v": 2}
