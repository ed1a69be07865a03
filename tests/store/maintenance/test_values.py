"""What the columns of the tables may hold."""

import pytest
from sqlalchemy import Column, Interval

from kb.store.maintenance.values import expected_of
from kb.store.tables.columns import metadata


def test_of_every_column_it_is_known_what_it_may_hold() -> None:
    columns = [column for table in metadata.sorted_tables for column in table.columns]
    assert len(columns) > 100
    assert all(expected_of(column).condition for column in columns)


def test_a_column_of_a_new_type_is_a_fault_until_its_values_can_be_told() -> None:
    with pytest.raises(TypeError, match="no check of"):
        expected_of(Column("pause", Interval))
