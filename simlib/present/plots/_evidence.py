"""What the charts share that show both sets of evidence."""

from __future__ import annotations

import math

from simlib.analysis.precision import Interval
from simlib.inputs.errors import unknown_name
from simlib.present.style import BLUE, VERMILLION, Look
from simlib.present.words import EVIDENCE_WORDS

_LOOKS = {"folklore": Look(VERMILLION), "graded": Look(BLUE)}


def point_words(change: Interval) -> str:
    """Return a change of a share in points with its half-width, rounded up: "+47 ± 2"."""
    half = math.ceil(round(100 * change.half_width, 6))
    return f"{100 * change.mean:+.0f} ± {half}".replace("-", "−")


def evidence_words(name: str) -> str:
    """Return a set of evidence in words; an unknown name is refused."""
    if name not in EVIDENCE_WORDS:
        raise unknown_name("set of evidence", name, EVIDENCE_WORDS)
    return EVIDENCE_WORDS[name]


def evidence_look(name: str) -> Look:
    """Return the look of a set of evidence, in every chart that shows both alike."""
    evidence_words(name)
    return _LOOKS[name]
