"""The default weights are those that the table of hidden links gives."""

import pytest

from benchmarks import relating as script
from kb.graph.related import FITTED, EvidenceKind
from kb.graph.weights import DEFAULT_WEIGHTS

ROWS = script.read_table()


def test_the_table_has_what_the_page_says() -> None:
    assert len(ROWS) >= 1500
    assert len({row.vault for row in ROWS}) >= 25
    assert {row.draw for row in ROWS} >= {0, 1, 2}
    assert script.TABLE.stat().st_size < 2_000_000


def test_the_weights_are_those_of_the_table() -> None:
    assert {kind: DEFAULT_WEIGHTS[kind] for kind in FITTED} == script.fit(ROWS)
    assert DEFAULT_WEIGHTS[EvidenceKind.LINK] == script.LINK


def test_the_weights_find_more_than_half_and_half() -> None:
    rates = script.rates(ROWS, [script.both_places(row, DEFAULT_WEIGHTS) for row in ROWS])
    for column in (-2, -1):  # without the extra for meaning, and with it
        gained = [found[column] - found[0] for found in rates.values()]
        assert sum(gained) / len(gained) > 0.05
        assert script.interval(gained)[0] > 0


def test_what_is_packed_is_unpacked_to_a_hundredth() -> None:
    strengths = {EvidenceKind.TEXT: 0.5, EvidenceKind.PEERS: 0.03, EvidenceKind.NAMES: 1.0}
    assert script.unpacked(script.packed(strengths)) == pytest.approx(strengths, abs=0.01)
