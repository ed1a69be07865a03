"""An embedder that needs no library: texts are near if they share words."""

import random
from collections import Counter
from collections.abc import Sequence

import pytest

from kb.app.meaning import near
from kb.app.meaning.embedder import Embedder

NUMBERS = 64


class Reader:
    """Counts what it read."""

    def __init__(self, model: str = "words/1") -> None:
        self.read: list[str] = []
        self.embedder = Embedder(model=model, encode=self._encode)

    def _encode(self, texts: Sequence[str]) -> list[list[float]]:
        self.read += texts
        return [self._vector(text) for text in texts]

    def _vector(self, text: str) -> list[float]:
        total = [0.0] * NUMBERS
        words = Counter(word.strip(".,:;!?()").casefold() for word in text.split())
        for word in sorted(words):
            rng = random.Random(f"{self.embedder.model} {word}")  # noqa: S311
            for place in range(NUMBERS):
                total[place] += words[word] * rng.gauss(0, 1)
        return total


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def _with_reader(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets kb find the reader where the extra would be."""
    from kb.app.meaning import alike_cards

    for module in (near, alike_cards):
        monkeypatch.setattr(module, "installed_embedder", lambda: reader.embedder)
