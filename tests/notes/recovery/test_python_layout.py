import ast

import pytest

from kb.notes.recovery.python_layout import reflow, split_code

PROGRAMS = [
    "import asyncio\n\nasync def main():\n    print('x')\n\nasyncio.run(main())\n# Output: x",
    "try:\n    risky()\nexcept ValueError:\n    print('a')\nfinally:\n    print('b')",
    "async def f(q):\n    async with q:\n        await q.get()\n        q.done()",
    "def f(n):\n    if n > 1:\n        return n\n    else:\n        return 1",
    "class A:\n    def one(self):\n        return 1\n    def two(self):\n        return 2",
    "@cache\ndef f():\n    return 1\n\nprint(f())",
    "def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total",
    "@cache\ndef a(x):\n    print(x)\n\n@a.register\ndef _(x):\n    print(x)",
    "def a(f):\n    @wraps(f)\n    def w():\n        return f()\n    return w",
    "class A:\n    @property\n    def b(self):\n        return 1\n\nprint(A().b)",
    "def f(n):\n    if n < 2:\n        return n\n    return n + f(n - 1)",
    "match x:\n    case 1:\n        print(1)\n    case _:\n        print(2)",
    "try:\n    a(1)\nexcept E:\n    b(2)\nfinally:\n    c(3)",
    "x = [i for i in range(3) if i]\nprint(f'{x}: {len(x)}')",
]


@pytest.mark.parametrize("program", PROGRAMS)
def test_code_on_one_line_gets_its_lines_back(program: str) -> None:
    flat = " ".join(program.split())
    code = reflow(flat)
    assert code is not None
    assert ast.dump(ast.parse(code)) == ast.dump(ast.parse(program))


def test_an_output_stays_a_comment_of_its_own() -> None:
    assert reflow("print(1) # Output: 1 print(2) # Output: 2") == (
        "print(1)\n# Output: 1\nprint(2)\n# Output: 2"
    )
    assert reflow("print(p) # Output: P(x=1) q()") == "print(p)\n# Output: P(x=1)\nq()"
    assert reflow("print([1]) # Output: ['a', 'b']") == "print([1])\n# Output: ['a', 'b']"


@pytest.mark.parametrize("text", ["Not code at all.", "", "if so then", "x" * 7000])
def test_prose_is_no_code(text: str) -> None:
    assert reflow(text) is None


def test_code_is_cut_from_the_sentence_it_is_glued_to() -> None:
    assert split_code("Closes it (at once).loop = new() loop.close()") == (
        "Closes it (at once).",
        "loop = new()\nloop.close()",
    )
    assert split_code("Introduced in Python 3.5 (2015)") is None
    assert split_code("About 3.5 (each) euros") is None
    assert split_code("Opens it, e.g. a door.") is None
    assert split_code("Works with Node.js and asp.net today.") is None
    assert split_code("See docs.python.org for more.") is None
