"""The interior optimum: hours for new customers at the best dose, beside a field study."""

from __future__ import annotations

from dataclasses import dataclass

from simlib.analysis.precision import Shown
from simlib.studies.dose.dose import DoseCurve, DoseWork, HowMuchProspecting

HUNTING = ("call", "discovery", "proposal")
"""Work for accounts that are not yet won."""
_AWAY = ("idle", "vacant")


@dataclass(frozen=True)
class Published:
    """What a field study says of the share of time for new customers."""

    source: str
    reps: int
    best: float
    usual: float
    """Share at which sales are highest, and the mean of what was found."""


CARTER_2014 = Published(
    source="Carter, Henderson, Arroniz and Palmatier, Journal of Personal Selling and Sales "
    "Management 34 (2014)",
    reps=227,
    best=0.45,
    usual=0.54,
)


@dataclass(frozen=True, repr=False)
class HuntingShare(Shown):
    """Where the model's optimum lies, under one set of evidence."""

    evidence: str
    calls: float
    """The best dose, protected calls a month and rep."""
    calls_low: float
    calls_high: float
    """The doses that are as good for all that is known."""
    share: float
    low: float
    high: float
    """Of the hours worked that go into accounts not yet won, at these doses."""
    interior: bool
    """Whether none and the most are both worse beyond doubt."""
    most: float
    """The share at the largest dose played."""

    def holds(self, published: Published) -> bool:
        """Return whether the field study's best share lies between ours of doses as good."""
        return self.low <= published.best <= self.high


def hunting_shares(doses: HowMuchProspecting) -> tuple[HuntingShare, ...]:
    """Return the share of hunting hours at the best dose, a set of evidence each.

    Parameters
    ----------
    doses
        The stored study ``dose``.
    """
    return tuple(_at_best(curve, work) for curve, work in zip(doses.main, doses.work, strict=True))


def _at_best(curve: DoseCurve, work: DoseWork) -> HuntingShare:
    best = curve.optimum
    shares = {dose: _share(work, place) for place, dose in enumerate(work.doses)}
    # More calls are more hours, but a list that runs out brings them down again.
    as_good = [shares[dose] for dose in best.as_good]
    return HuntingShare(
        evidence=curve.evidence,
        calls=best.dose,
        calls_low=best.lowest,
        calls_high=best.highest,
        share=shares[best.dose],
        low=min(as_good),
        high=max(as_good),
        interior=best.interior,
        most=shares[work.doses[-1]],
    )


def _share(work: DoseWork, place: int) -> float:
    hours = dict(zip(work.kinds, work.hours[place], strict=True))
    worked = sum(value for kind, value in hours.items() if kind not in _AWAY)
    return float(sum(hours[kind] for kind in HUNTING) / worked)
