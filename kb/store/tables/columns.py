"""The metadata of all tables, and the type of columns that hold a moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, Column, Dialect, MetaData
from sqlalchemy.types import TypeDecorator

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Every table of the store; a migration can drop a constraint only by its name."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What a column may hold, beyond what its type says."""

    values: tuple[str, ...] = ()
    """Of a text; empty: any."""
    least: int | None = None
    most: int | None = None
    numbers: bool = False
    """Whether a list is of numbers, and not of texts."""


_ALLOWED: Final = "allowed"


def among(values: Iterable[str]) -> dict[str, Allowed]:
    """Return the ``info`` of a column that holds one of these texts."""
    return {_ALLOWED: Allowed(values=tuple(map(str, values)))}


def between(least: int, most: int) -> dict[str, Allowed]:
    """Return the ``info`` of a column that holds whole numbers from ``least`` to ``most``."""
    return {_ALLOWED: Allowed(least=least, most=most)}


def numbers() -> dict[str, Allowed]:
    """Return the ``info`` of a column that holds a list of numbers."""
    return {_ALLOWED: Allowed(numbers=True)}


def allowed(column: Column[Any]) -> Allowed:
    """Return what a column may hold, beyond what its type says."""
    limits: Allowed = column.info.get(_ALLOWED, Allowed())
    return limits


def milliseconds(moment: datetime) -> int:
    """Return the milliseconds from 1970 to ``moment``, rounded down.

    Raises:
        ValueError: ``moment`` is naive.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return (moment - _EPOCH) // _MILLISECOND


def moment(milliseconds_: int) -> datetime:
    """Return the moment, in UTC, that is this many milliseconds after 1970."""
    return _EPOCH + milliseconds_ * _MILLISECOND


class UtcDateTime(TypeDecorator[datetime]):
    """A moment as milliseconds from 1970, which every database sorts alike.

    A naive datetime is refused, because it does not say which moment it means.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Return what is stored."""
        return None if value is None else milliseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return what was stored."""
        return None if value is None else moment(value)
