"""How editors count the characters of a line, also of one that is a whole note."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.notes.positions import Encoding, column, index_at

lines = st.builds(
    lambda text, times: text * times,
    st.text(st.sampled_from("ab ä語🐍\ud800"), min_size=1, max_size=40),
    st.sampled_from([1, 50]),
)
encodings = st.sampled_from(list(Encoding))
WIDTHS = {Encoding.UTF8: 1, Encoding.UTF16: 2, Encoding.UTF32: 4}


@given(line=lines, encoding=encodings, at=st.integers(0, 6_000))
def test_a_column_counts_units_of_the_encoding(line: str, encoding: Encoding, at: int) -> None:
    index = min(at, len(line))
    code = {Encoding.UTF8: "utf-8", Encoding.UTF16: "utf-16-le", Encoding.UTF32: "utf-32-le"}
    before = line[:index].encode(code[encoding], "surrogatepass")
    counted = column(line, index, encoding)
    assert counted == len(before) // WIDTHS[encoding]
    assert index_at(line, counted, encoding) == index
    if index < len(line):
        for inside in range(counted, column(line, index + 1, encoding)):
            assert index_at(line, inside, encoding) == index
    assert index_at(line, column(line, len(line), encoding) + at, encoding) == len(line)


@pytest.mark.parametrize("encoding", [Encoding.UTF8, Encoding.UTF16])
def test_the_columns_of_a_long_line_are_counted_once(encoding: Encoding) -> None:
    line = "ein Wort, so schön 🐍 wie viele, " * 30_000
    started = process_time()
    for index in range(0, len(line), 100):
        assert index_at(line, column(line, index, encoding), encoding) == index
    assert process_time() - started < 5
