"""Front matter that is plain: words, quoted words and lists of them, read without a YAML parser.

Most notes have nothing else above their text, and the parser takes twenty times as long over it.
What is read here means the same to the parser; a test compares them.
"""

import re

from kb.notes.note import Property

_LONGEST = 2_000
"""Characters: too few for more values than a note's properties can mean."""
_WORDS = (
    r"(?:[A-Za-z0-9][A-Za-z0-9_./ -]*+"
    r"|\"[ !#-\[\]-~]*+\"[ ]*+|'[ -&(-~]*+'[ ]*+)"
)
"""A value with the spaces behind it, and nothing in it by which YAML could mean more."""
_VALUE = re.compile(_WORDS)
_PROPERTY = re.compile(
    r"(?P<key>[A-Za-z][A-Za-z0-9_-]{0,60}):"
    rf"(?:[ ]++(?P<one>{_WORDS})"
    rf"|[ ]++(?P<flow>\[[ ]*+(?:{_WORDS}(?:,[ ]*+{_WORDS})*+)?\])[ ]*+"
    rf"|[ ]*+(?P<items>\n(?P<indent>[ ]{{0,4}})-[ ]++{_WORDS}(?:\n(?P=indent)-[ ]++{_WORDS})*+)"
    r"|[ ]*+)(?:\n|\Z)"
)
_NOTHING = frozenset({"null", "Null", "NULL"})
"""Words that stand for no value; whether they do, is for the parser to say."""


def plain_properties(text: str) -> tuple[Property, ...] | None:
    """Returns the properties in ``text``, which begins on line 2; None, if it is not plain."""
    if len(text) > _LONGEST:
        return None
    properties = []
    position, line = 0, 2
    while position < len(text):
        match = _PROPERTY.match(text, position)
        if match is None:
            return None
        key, one, flow, items = match.group("key", "one", "flow", "items")
        written = [word.strip(" ") for word in _VALUE.findall(one or flow or items or "")]
        if not _NOTHING.isdisjoint(written):
            return None
        values = [_unquoted(word) for word in written]
        first = line + 1 if items else line
        lines = [first + at if items else first for at in range(len(values))]
        filled = [(value, at) for value, at in zip(values, lines, strict=True) if value]
        properties.append(
            Property(
                key=key,
                values=tuple(value for value, _ in filled),
                line=line,
                lines=tuple(at for _, at in filled),
                is_list=not one and bool(flow or items),
            )
        )
        position = match.end()
        line += text.count("\n", match.start(), position)
    return tuple(properties)


def _unquoted(word: str) -> str:
    """Returns a value without its quotes, and without spaces inside them."""
    return word[1:-1].strip() if word[0] in "\"'" else word
