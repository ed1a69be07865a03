"""Versions, and what code prints."""

import pytest

from tests.cards.reading import generated


@pytest.mark.parametrize(
    ("sentence", "front", "back"),
    [
        (
            "Introduced in Python 3.4.",
            "In which version of Python was Bolt introduced?",
            "Python 3.4",
        ),
        (
            "Locks were added in Python 3.5, late.",
            "Bolt: in which version of Python were locks added?",
            "Python 3.5",
        ),
        (
            "Python 3.7 added `bolt.run()`.",
            "Which version of Python added `bolt.run()`?",
            "Python 3.7",
        ),
    ],
)
def test_a_version(sentence: str, front: str, back: str) -> None:
    text = f"Our locks are old.\n\n## History\n\n- {sentence}\n"
    found = generated(text, "Bolt.md", by="version")
    assert [(a.replace("Locks", "locks"), b) for a, b in found] == [(front, back)]


def test_two_facts_with_one_version_have_answers_of_their_own() -> None:
    text = "## History\n\n- Rods were added in Bolt 3.5.\n- Keys were added in Bolt 3.5.\n"
    assert [back for _, back in generated(text, "Bolt.md", by="version")] == [
        "Bolt 3.5",
        "Keys were added in Bolt 3.5.",
    ]


def code(text: str) -> str:
    return f"## Use\n\n```python\n{text}\n```\n"


def test_an_output_is_asked_if_it_can_be_told() -> None:
    text = code("def main():\n    print(6 * 7)  # Output: 42")
    assert generated(text, "Bolt.md", by="output") == [
        (
            (
                "Bolt: what does this print when `main()` runs?\n\n"
                "```python\ndef main():\n    print(6 * 7)\n```"
            ),
            "`42`",
        )
    ]


def test_code_is_supplied_from_the_note() -> None:
    text = f"{code('def double(x):    return 2 * x')}{code('print(double(21))  # Output: 42')}"
    ((front, back),) = generated(text, "Bolt.md", by="output")
    assert "def double(x)" in front
    assert back == "`42`"


@pytest.mark.parametrize(
    "block",
    [
        'print("hot")  # Output: hot',
        "print(unknown)  # Output: 42",
        "import random\nprint(random.randint(1, 6))  # Output: 4",
        "import base64\nprint(base64.b64encode(b'bolt'))  # Output: b'Ym9sdA=='",
        "from hashlib import sha1\nprint(sha1(b'bolt').hexdigest()[:2])  # Output: c9",
        "def f(x):\n    import zlib\n    return len(zlib.compress(x))\nprint(f(b'a'))  # Output: 9",
        "print(1 +)  # Output: 1",
        "print(1)\n# Output: 11\nprint(2)\n# Output: 22",
    ],
)
def test_an_output_that_cannot_be_told_or_stands_in_the_code_is_not_asked(block: str) -> None:
    assert generated(code(block), "Bolt.md", by="output") == []


def test_code_that_is_supplied_from_the_note_must_be_fit_for_the_head_too() -> None:
    hashed = code("def short(x):\n    import hashlib\n    return hashlib.md5(x).hexdigest()[:2]")
    text = f"{hashed}{code('print(short(bytes(3)))  # Output: 69')}"
    assert generated(text, "Bolt.md", by="output") == []
