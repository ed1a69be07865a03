"""``kb lsp`` where it cannot start. What it does is in tests/lsp."""

import pytest

from tests.cli.running import Kb


def test_without_its_packages_it_says_which_to_install(
    kb: Kb, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.cli.editor.lsp.find_spec", lambda name: None)
    ran = kb("lsp")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "kb: the language server needs more packages. “pip install 'kb[editor]'” installs them.\n"
    )
