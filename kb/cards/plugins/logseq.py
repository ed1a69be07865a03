"""Logseq's settings, as far as they bear on cards: which pages it does not load.

Source: Logseq's ``src/resources/templates/config.edn``, version 0.10.9.
"""

import re
from typing import Final

from kb.cards.plugins.settings import Fault, PluginRules

FILE: Final = "logseq/config.edn"
_TOKEN: Final = re.compile(
    r';[^\n]*|"(?:[^"\\]|\\.)*"|#_|:[\w/.*+!?<>=-]+|[\[\]{}()]|[^\s\[\]{}()";]+'
)
_HIDDEN: Final = ":hidden"
_CLOSES: Final = frozenset("]})")


def rules_of(text: str) -> PluginRules:
    """Return what the file, a map in EDN, says.

    Only its ``:hidden`` is read, a vector of the beginnings of paths; comments and discarded
    forms are left out.
    """
    rules = PluginRules()
    tokens = [token for token in _TOKEN.findall(text) if not token.startswith(";")]
    depth = 0
    for position, token in enumerate(tokens):
        depth += (token in {"[", "{", "("}) - (token in _CLOSES)
        if token == _HIDDEN and depth == 1 and tokens[position - 1] != "#_":
            value = tokens[position + 1 :]
            if value[:1] != ["["] or "]" not in value:
                rules.faults.append(Fault(key=_HIDDEN, expected='a vector such as ["/archive"]'))
                break
            paths = (path.strip('"').strip("/") for path in value[1 : value.index("]")])
            rules.ignored_notes = tuple(filter(None, paths))
            break  # A map has a key once.
    return rules
