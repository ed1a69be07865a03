"""What an entry of a list is called."""

import pytest

from kb.notes.parse import parse_note


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ("`__FILE__`: the name of the current file", "__FILE__"),
        ("*`_x_`*: a private name", "_x_"),
        ("**`__LINE__`** – the number of the line", "__LINE__"),
        ("``__a`b__``: a name with a backtick", "__a`b__"),
        ("`[[x]]`: a wikilink", "[[x]]"),
        ("`*args`, `**kwargs`: all further arguments", "*args, **kwargs"),
    ],
)
def test_a_name_of_code_is_literal(entry: str, name: str) -> None:
    note, _ = parse_note("a.md", f"# A\n\nText.\n\n- {entry}\n")
    assert [(item.name, item.name_is_code) for item in note.items] == [(name, True)]


def test_a_cell_of_code_is_literal_and_emphasis_around_it_is_not() -> None:
    table = "| Insn | Effect |\n|---|---|\n| `jmp` *\\*Operand* | Jumps there |\n| `__x__` | Sets |"
    note, _ = parse_note("a.md", f"# A\n\n{table}\n")
    assert [item.name for item in note.items] == ["jmp *Operand", "__x__"]
