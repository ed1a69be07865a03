"""The form of a wikilink, ``[[target#heading|alias]]``, for whoever looks for one."""

from typing import Final

_PLAIN: Final = r"[^\[\]\n|]"
_BRACKETS: Final = rf"\[{_PLAIN}*+\]"
TARGET: Final = (
    # [[[a]]] is a wikilink in brackets, as is that of [[[a|b]], and [[1, 2], 3]] is none.
    rf"(?!{_BRACKETS}\]\])"
    rf"(?:{_PLAIN}*+(?>(?:{_BRACKETS}{_PLAIN}*+)+)"
    rf"|{_PLAIN}++(?:\[(?!\[)|\](?![\],])){_PLAIN}*+|{_PLAIN}*+)"
)
"""What precedes ``|`` or ``]]``. A name may hold brackets, but not two of a kind in a row."""
ALIAS: Final = r"[^\[\]\n]*+(?>(?:\[[^\[\]\n]*+\][^\[\]\n]*+)*)"
