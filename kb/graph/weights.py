"""What each kind of evidence weighs, by 2,208 hidden links of 32 vaults.

Written by ``python -m benchmarks.relating --write``. Change the table there, not this file.
"""

from typing import Final

from kb.graph.related import EvidenceKind, Weights

DEFAULT_WEIGHTS: Final[Weights] = {
    EvidenceKind.LINK: 1.0,  # not fitted: see kb.graph.related.FITTED
    EvidenceKind.MEANING: 0.4,  # not fitted, either
    EvidenceKind.GRAPH: 2.34,
    EvidenceKind.COMMON: 0.10,
    EvidenceKind.TOGETHER: 4.12,
    EvidenceKind.TEXT: 0.99,
    EvidenceKind.PEERS: 4.68,
    EvidenceKind.TITLE: 0.10,
    EvidenceKind.TITLE_IN_OURS: 0.80,
    EvidenceKind.TITLE_IN_THEIRS: 0.10,
    EvidenceKind.TAGS: 0.10,
    EvidenceKind.NAMES: 0.30,
    EvidenceKind.NAMED: 0.41,
    EvidenceKind.FOLDER: 0.10,
    EvidenceKind.HOMES: 1.68,
    EvidenceKind.NEXT: 0.47,
}
