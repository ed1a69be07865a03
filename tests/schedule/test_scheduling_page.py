"""The examples of ``docs/scheduling.md`` say what is."""

import doctest
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "scheduling.md"


def test_the_examples_on_the_page_are_true() -> None:
    found = doctest.testfile(str(PAGE), module_relative=False)
    assert found.attempted > 10
    assert found.failed == 0
