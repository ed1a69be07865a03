"""What each kind of evidence weighs, by 1,848 hidden links of 32 vaults.

Written by ``python -m benchmarks.relating --write``. Change the table there, not this file.
"""

from typing import Final

from kb.graph.related import EvidenceKind, Weights

DEFAULT_WEIGHTS: Final[Weights] = {
    EvidenceKind.LINK: 1.0,  # not fitted: see kb.graph.related.FITTED
    EvidenceKind.GRAPH: 2.04,
    EvidenceKind.COMMON: 0.10,
    EvidenceKind.TOGETHER: 4.56,
    EvidenceKind.TEXT: 1.07,
    EvidenceKind.PEERS: 5.27,
    EvidenceKind.TITLE: 0.27,
    EvidenceKind.TITLE_IN_OURS: 0.62,
    EvidenceKind.TITLE_IN_THEIRS: 0.21,
    EvidenceKind.TAGS: 0.10,
    EvidenceKind.NAMES: 0.38,
    EvidenceKind.NAMED: 0.15,
    EvidenceKind.FOLDER: 0.10,
    EvidenceKind.HOMES: 1.65,
    EvidenceKind.NEXT: 0.44,
    EvidenceKind.MEANING: 0.10,
}
