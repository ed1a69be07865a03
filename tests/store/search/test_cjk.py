"""Scripts without spaces, cut into pairs."""

import pytest

from kb.store.search.cjk import cut, cut_phrase, has_cjk


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("東京都", ["東京", "京都", "都"]),
        ("使用asyncio", ["使用", "用", "asyncio"]),
        ("イベントループ", ["イベ", "ベン", "ント", "トル", "ルー", "ープ", "プ"]),
        ("ｲﾍﾞﾝﾄ", ["イベ", "ベン", "ント", "ト"]),
        ("이벤트 루프", ["이벤", "벤트", "트", "루프", "프"]),
        ("人々・時", ["人々", "々", "・", "時"]),
        ("event loop", ["event", "loop"]),
    ],
)
def test_runs_become_pairs(text: str, tokens: list[str]) -> None:
    assert cut(text).split() == tokens


@pytest.mark.parametrize(
    ("phrase", "asked"),
    [
        ("東京都", ("東京 京都", False)),
        ("東京", ("東京", False)),
        ("京", ("京", True)),
        ("asyncio入門", ("asyncio 入門", False)),
        ("入門asyncio", ("入門 門 asyncio", False)),
        ("loop", ("loop", False)),
    ],
)
def test_a_phrase_asks_for_its_pairs(phrase: str, asked: tuple[str, bool]) -> None:
    assert cut_phrase(phrase) == asked


def test_only_cjk_is_cjk() -> None:
    assert [has_cjk(each) for each in ("loop", "Schleife", "петля", "循環", "루프", "ｱ")] == [
        False,
        False,
        False,
        True,
        True,
        True,
    ]
