"""What SQLAlchemy compiles is kept for all engines of a process, as for one: tests open thousands.

Without this, compiling the same few statements for each engine is a third of a command's work.
As much for the empty store that a doctor makes in memory, to compare with: it is made once.
"""

from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Engine, event

from kb.store.maintenance import integrity


class _Compiled(dict[Any, Any]):
    """Compiled statements by dialect, not by engine: each engine has a dialect of its own."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get(_by_kind(key), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__(_by_kind(key), compiled)


_compiled: Final = _Compiled()


def keep_compiled() -> None:
    """Share what is compiled between all engines of this process from now on."""
    event.listen(Engine, "engine_connect", _share)
    integrity._rows_of_new_store = cache(integrity._rows_of_new_store)  # noqa: SLF001


def _share(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_compiled)


def _by_kind(key: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a key with the class of its dialect, which comes first."""
    return (type(key[0]), *key[1:])
