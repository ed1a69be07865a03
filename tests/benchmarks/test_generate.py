"""The generator of notes that the benchmarks use."""

from pathlib import Path

from benchmarks.generate import generate


def files(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in root.rglob("*.md")}


def test_the_same_seed_gives_the_same_notes(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        generate(tmp_path / name, 20, seed=seed)
    first, again, other = (files(tmp_path / name) for name in "abc")
    assert len(first) == 20
    assert first == again
    assert first != other
