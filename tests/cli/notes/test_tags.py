"""``kb tags``."""

from tests.cli.running import Kb


def test_tags_are_counted_most_used_first(imported: Kb) -> None:
    assert imported("tags").out == "Concurrency  2\nPython  1\n"
    assert imported("tags", "--json").json == [
        {"tag": "Concurrency", "notes": 2},
        {"tag": "Python", "notes": 1},
    ]


def test_no_tags_say_what_to_do(kb: Kb) -> None:
    assert "kb import" in kb("tags").err
    assert kb("tags", "--json").json == []
