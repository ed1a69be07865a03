"""The lines of a synchronised log."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.sync.lines import (
    KINDS,
    VERSION,
    AnswerLine,
    BurialLine,
    DamagedLineError,
    DescribedLine,
    MemoryLine,
    NewerFormatError,
    PlanLine,
    Record,
    Remark,
    RescheduleLine,
    ResetLine,
    SameLine,
    StatusLine,
    VoidLine,
    WeightsLine,
    WordingLine,
    check_header,
    decoded,
    encoded,
    header,
)

DEVICE = "0123456789abcdef"
ANSWER = AnswerLine(
    1769851200000, "872c358315f17466", 3, 60, 0, 5400, 2, 1, 9, 0.91, 2, 20, "9f6e62f0"
)

numbers = st.integers(-(2**53), 2**53)
texts = st.text(st.characters(exclude_categories=["Cs"]))
maybe_text, maybe_number = st.none() | texts, st.none() | numbers
chances = st.none() | st.floats(0, 1)
signature = (numbers, texts | st.sampled_from(["", DEVICE]))


def records() -> st.SearchStrategy[Record]:
    """Returns records of all kinds."""
    n, t = numbers, texts
    answer = st.builds(
        AnswerLine, n, t, n, n, n, maybe_number, n, maybe_number, maybe_number, chances, n, n,
        maybe_text, *signature,
    )  # fmt: skip
    return st.one_of(
        answer,
        st.builds(ResetLine, n, t, n, n, *signature),
        st.builds(RescheduleLine, n, t, n, n, n, *signature),
        st.builds(MemoryLine, t, n, t, t, st.floats(0, 9), st.floats(1, 10)),
        st.builds(VoidLine, n, t, n, n, t, *signature),
        st.builds(StatusLine, n, t, t, maybe_text, maybe_number, *signature),
        st.builds(WordingLine, n, t, maybe_text, maybe_text, *signature),
        st.builds(BurialLine, n, t, maybe_text, *signature),
        st.builds(SameLine, n, t, t, *signature),
        st.builds(PlanLine, n, t, t, maybe_text, chances, *signature),
        st.builds(DescribedLine, t, t, t, t, t, t, t, n),
        st.builds(WeightsLine, t, t, st.lists(st.floats(-9, 9))),
    )


@given(records())
def test_a_record_comes_back_from_its_line(record: Record) -> None:
    line = encoded(record, DEVICE)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    back = decoded(line, DEVICE)
    if not isinstance(record, Remark) and record.device == DEVICE:
        record = record._replace(device="")
    assert back == record


def test_a_line_is_json_that_ends_with_its_checksum() -> None:
    fields = json.loads(encoded(ANSWER, DEVICE))
    assert fields[:4] == ["answer", 1769851200000, "872c358315f17466", 3]
    assert fields[-2] == "9f6e62f0"
    assert len(fields[-1]) == 8


def test_the_header_names_the_fields_of_all_kinds() -> None:
    kind, version, device, fields, _ = json.loads(header(DEVICE))
    assert (kind, version, device) == ("kb-log", VERSION, DEVICE)
    assert fields == {name: list(record._fields) for name, record in KINDS.items()}
    check_header(header(DEVICE), DEVICE)


@given(st.data())
def test_a_line_with_one_wrong_byte_is_damaged(data: st.DataObject) -> None:
    line = bytearray(encoded(ANSWER, DEVICE)[:-1])
    at = data.draw(st.integers(0, len(line) - 1))
    line[at] = data.draw(st.integers(0, 255).filter(lambda byte: byte != line[at]))
    with pytest.raises(DamagedLineError):
        decoded(bytes(line), DEVICE)


@given(st.integers(0, len(encoded(ANSWER, DEVICE)) - 2))
def test_a_line_that_is_cut_is_damaged(length: int) -> None:
    with pytest.raises(DamagedLineError):
        decoded(encoded(ANSWER, DEVICE)[:length], DEVICE)


def test_a_line_counts_in_no_other_devices_file() -> None:
    with pytest.raises(DamagedLineError):
        decoded(encoded(ANSWER, DEVICE), "fedcba9876543210")
    with pytest.raises(DamagedLineError):
        check_header(header(DEVICE), "fedcba9876543210")


def test_a_kind_that_is_not_known_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    line = encoded(ANSWER, DEVICE)
    monkeypatch.delitem(KINDS, "answer")
    assert decoded(line, DEVICE) is None


@pytest.mark.parametrize(
    "record",
    [
        ANSWER._replace(rating="3"),  # type: ignore[arg-type]
        ANSWER._replace(chance="high"),  # type: ignore[arg-type]
        ANSWER._replace(card=None),  # type: ignore[arg-type]
        DescribedLine("a", "b", "c", "d", "e", None),  # type: ignore[arg-type]
    ],
)
def test_a_line_with_fields_of_other_types_is_damaged(record: Record) -> None:
    with pytest.raises(DamagedLineError):
        decoded(encoded(record, DEVICE), DEVICE)


def test_a_newer_format_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.sync.lines.VERSION", VERSION + 1)
    newer = header(DEVICE)
    monkeypatch.undo()
    with pytest.raises(NewerFormatError):
        check_header(newer, DEVICE)


def test_an_answer_takes_a_hundred_bytes() -> None:
    assert len(encoded(ANSWER, DEVICE)) <= 100
