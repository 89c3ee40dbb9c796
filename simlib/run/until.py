"""How many worlds are enough: play until the numbers that matter are known well enough."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simlib.inputs.errors import InputError
from simlib.inputs.units import NORMAL_QUANTILE
from simlib.run.order import Sums
from simlib.run.totals import PAIR_THRESHOLDS, QUANTUM

_FIRST_WORLDS = 1_000
_MOST_GROWTH = 4
_SPARE = 1.05
_FALL = 0.7


@dataclass(frozen=True, slots=True)
class Precision:
    """Half-widths to be reached, absolute, each for a headline measure; None: not asked for.

    Of a single scenario they are those of its own numbers; of a comparison those of every paired
    difference with the reference, which is what a comparison is made for.

    Raises
    ------
    InputError
        If nothing is asked for, or something impossible.
    """

    ruin: float | None = None
    """Chance of running out of cash: 0.01 is one future of 100."""
    below_70: float | None = None
    """Chance of ever falling below 70 % of today's revenue."""
    revenue: float | None = None
    """Mean revenue at the end as a share of today's."""
    confidence: float = 0.95
    most_worlds: int = 1_000_000
    """Where to stop in any case."""

    def __post_init__(self) -> None:
        """Refuse the impossible."""
        if not self.wanted:
            raise InputError(
                "no precision is asked for", allowed="ruin=0.01, below_70=0.01 or revenue=0.01"
            )
        for name, value in self.wanted.items():
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1:
                raise InputError(
                    "not a half-width", column=name, value=value, allowed="between 0 and 1"
                )
        if self.confidence not in NORMAL_QUANTILE:
            raise InputError(
                "unknown confidence",
                column="confidence",
                value=self.confidence,
                allowed=", ".join(map(str, NORMAL_QUANTILE)),
            )
        whole = isinstance(self.most_worlds, int) and not isinstance(self.most_worlds, bool)
        if not whole or self.most_worlds < 1:
            raise InputError(
                "impossible limit",
                column="most_worlds",
                value=self.most_worlds,
                allowed="1 or more",
            )

    @property
    def wanted(self) -> dict[str, float]:
        """The half-widths that are asked for, by measure."""
        named = {"ruin": self.ruin, "below_70": self.below_70, "revenue": self.revenue}
        return {name: value for name, value in named.items() if value is not None}

    def reached(self, sums: Sums) -> dict[str, float]:
        """Return the half-width of each measure that is asked for: the widest over all arms."""
        z = NORMAL_QUANTILE[self.confidence]
        if not sums.pairs:
            return {name: _own_half_width(sums, name, z) for name in self.wanted}
        others = range(len(sums.pairs))
        return {
            name: max(_paired_half_width(sums, other, name, z) for other in others)
            for name in self.wanted
        }

    def worlds_next(self, sums: Sums | None) -> int:
        """Return how many more worlds to play; 0 if it is enough."""
        if sums is None:
            return min(_FIRST_WORLDS, self.most_worlds)
        worst = max(have / self.wanted[name] for name, have in self.reached(sums).items())
        if worst <= 1:
            return 0
        needed = sums.worlds * min(_MOST_GROWTH, _SPARE * worst**2)
        return min(math.ceil(needed), self.most_worlds) - sums.worlds

    def why(self, sums: Sums) -> str:
        """Return in words what was reached, and why no more worlds were played."""
        reached = self.reached(sums)
        parts = [
            f"{name} ± {reached[name]:.2g} (wanted ± {wanted:g})"
            for name, wanted in self.wanted.items()
        ]
        enough = all(reached[name] <= wanted for name, wanted in self.wanted.items())
        reason = "as precise as wanted" if enough else "as many worlds as allowed"
        of_what = "paired differences" if sums.pairs else "precision"
        return f"stopped at {sums.worlds:,} worlds, {reason}: {of_what} {', '.join(parts)}"


def _own_half_width(sums: Sums, name: str, z: float) -> float:
    arm = sums.arms[0]
    if name == "revenue":
        return z * _standard_error(arm.worlds, arm.revenue[-1], arm.revenue_squares[-1])
    held = int(arm.lowest[-1, _quanta_held() :].sum())
    count = int(arm.closed[-1]) if name == "ruin" else arm.worlds - held
    return _wilson_half_width(count, arm.worlds, z)


def _paired_half_width(sums: Sums, other: int, name: str, z: float) -> float:
    first, second, pair = sums.arms[0], sums.arms[1 + other], sums.pairs[other]
    n = first.worlds
    if name == "revenue":
        total = second.revenue[-1] - first.revenue[-1]
        squares = (
            first.revenue_squares[-1] + second.revenue_squares[-1] - 2 * pair.revenue_product[-1]
        )
        return z * _standard_error(n, total, squares)
    if name == "ruin":
        both, one, two = pair.both_closed[-1], first.closed[-1], second.closed[-1]
    else:
        both = pair.both_held[PAIR_THRESHOLDS.index(_FALL), -1]
        one, two = (arm.lowest[-1, _quanta_held() :].sum() for arm in (first, second))
    ups, downs = int(two - both), int(one - both)
    return _discordant_half_width(ups, downs, n, z)


def _quanta_held() -> int:
    """Return how many thresholds a firm holds that has never been below 70 %."""
    return round(100 * _FALL)


def _standard_error(n: int, total: int, squares: int) -> float:
    """Return the standard error of a mean in units, from exact sums in quanta."""
    if n < 2:
        return math.inf
    variance = (n * squares - total * total) / (n * (n - 1))
    return QUANTUM * math.sqrt(variance / n)


def _wilson_half_width(count: int, n: int, z: float) -> float:
    """Return half the length of Wilson's interval, which is never 0."""
    share = count / n
    return z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)


def _discordant_half_width(ups: int, downs: int, n: int, z: float) -> float:
    """Return the half-width of a paired difference of chances.

    Agresti and Min's interval: Wald after half a world is added to each of the four cells, so that
    agreement in every world does not pass for certainty.
    """
    n_adjusted, up, down = n + 2, ups + 0.5, downs + 0.5
    variance = (up + down - (up - down) ** 2 / n_adjusted) / n_adjusted**2
    return z * math.sqrt(variance)
