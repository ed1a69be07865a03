"""Long work in a process of its own."""

import pytest

from kb.app.child_process import ChildDiedError, answer_of


async def test_a_module_answers_a_question() -> None:
    told: list[float] = []
    question = b'{"count": 2, "edges": [[0, 1]], "old": [], "around": false}'
    answer = await answer_of("kb.app.graph.layout_process", question, told=told.append)
    assert answer.startswith(b"[[")
    assert told
    assert told[0] == 0.0


async def test_what_a_module_said_last_is_told_when_it_fails() -> None:
    with pytest.raises(ChildDiedError, match=r"No module named kb\.nothing"):
        await answer_of("kb.nothing", b"?")
