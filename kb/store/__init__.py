"""The only owner of SQL."""

import sys
from types import ModuleType
from typing import Final

_ORM: Final = ("sqlalchemy.ext.asyncio.scoping", "sqlalchemy.ext.asyncio.session")
"""What SQLAlchemy's asyncio extension loads its ORM for."""


class _LeftOut(ModuleType):
    """A module with all the names that are asked for, and nothing in them."""

    def __getattr__(self, name: str) -> None:
        """Return None, but for what the import system itself asks."""
        if name.startswith("__"):
            raise AttributeError(name)


# Nothing in kb uses the ORM, and to load it takes a seventh of the time of `kb due`.
if "sqlalchemy.ext.asyncio" not in sys.modules:
    for _name in _ORM:
        sys.modules.setdefault(_name, _LeftOut(_name))
