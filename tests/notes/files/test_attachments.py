"""The pictures of a folder on disk."""

from pathlib import Path

import pytest

from kb.notes.files import attachments
from kb.notes.files.attachments import changed_at, read_attachment


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    for name in ("a.png", "img/b.PNG"):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"picture")
    (tmp_path / "secret.png").write_bytes(b"secret")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "d.png").write_bytes(b"secret")
    (folder / "in.png").symlink_to("img/b.PNG")
    (folder / "out.png").symlink_to(tmp_path / "secret.png")
    (folder / "broken.png").symlink_to("nowhere.png")
    (folder / "linked").symlink_to(tmp_path / "outside")
    return folder


def test_nothing_is_read_through_a_link_that_leads_out(root: Path) -> None:
    assert read_attachment(root, "in.png") == b"picture"
    for path in ("out.png", "linked/d.png", "../secret.png", "broken.png"):
        with pytest.raises(OSError, match="leads out"):
            read_attachment(root, path)


def test_a_file_that_is_too_large_is_not_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "LARGEST_ATTACHMENT", 3)
    with pytest.raises(OSError, match="too large"):
        read_attachment(root, "a.png")


def test_a_folder_is_no_file(root: Path) -> None:
    assert changed_at(root, "a.png") > 0
    with pytest.raises(OSError, match="regular"):
        changed_at(root, "img")
