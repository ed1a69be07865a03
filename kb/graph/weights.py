"""What each kind of evidence weighs, by 1,848 hidden links of 32 vaults.

Written by ``python -m benchmarks.relating --write``. Change the table there, not this file.
"""

from typing import Final

from kb.graph.related import EvidenceKind, Weights

DEFAULT_WEIGHTS: Final[Weights] = {
    EvidenceKind.LINK: 1.0,  # not fitted: see kb.graph.related.FITTED
    EvidenceKind.GRAPH: 2.04,
    EvidenceKind.COMMON: 0.10,
    EvidenceKind.TOGETHER: 4.68,
    EvidenceKind.TEXT: 0.96,
    EvidenceKind.PEERS: 5.36,
    EvidenceKind.TITLE: 0.36,
    EvidenceKind.TITLE_IN_OURS: 0.68,
    EvidenceKind.TITLE_IN_THEIRS: 0.14,
    EvidenceKind.TAGS: 0.10,
    EvidenceKind.NAMES: 0.36,
    EvidenceKind.NAMED: 0.20,
    EvidenceKind.FOLDER: 0.10,
    EvidenceKind.HOMES: 1.66,
    EvidenceKind.NEXT: 0.47,
    EvidenceKind.MEANING: 0.10,
}
