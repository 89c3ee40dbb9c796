"""Hold the model beside ledgers: the year after each book, and what really came."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simlib.analysis.precision import Floats, Shown
from simlib.history.pooling import scaled_evidence
from simlib.inputs.disciplines import Discipline
from simlib.inputs.disciplines import discipline as named
from simlib.inputs.evidence import Evidence
from simlib.inputs.scenario import Scenario
from simlib.version import __version__
from verification.validation.counted import Counted
from verification.validation.departures import play_departures
from verification.validation.firm_years import by_firm
from verification.validation.new_accounts import play_new_accounts
from verification.validation.played import play_years
from verification.validation.yardsticks import MEASURES, Yardstick, yardstick

DIARY = "sink_or_swim"
"""What is assumed of teams whose week nobody recorded: calls meant, few made, nobody asks."""
HUNTER = "weekly_block"
"""Who wins the new accounts that are followed; how long they last hardly hangs on it."""
_OF_YEARS = {
    "stayed": ("stayed", "accounts"),
    "largest": ("top", "firms"),
    "gross": ("kept", "revenue"),
    "net": ("with_growth", "revenue"),
    "replaced": ("won", "lost"),
}


@dataclass(frozen=True, repr=False)
class LedgerFacts(Shown):
    """What a ledger gave to count."""

    name: str
    label: str
    firms: int
    firm_years: int
    accounts: int
    """Accounts by firm-year, so that one may count several times."""
    came: int
    came_back: int
    """Accounts that appeared in the second of two years, and those of them that had booked earlier
    still: a silence was not always a loss.
    """
    departures: int
    held: int
    left: int
    others: int
    others_left: int
    """Owners who left, the accounts they held and those gone a year later; the same of everybody
    else's accounts.
    """
    followed_p: float
    """Fisher's exact test of the leavers' share gone against everybody else's, two-sided; 1
    without departures.
    """
    rate_factor: float
    """How many times the published loss rates were taken; 1 for the published ones."""


@dataclass(frozen=True, repr=False)
class Validation(Shown):
    """The model beside the ledgers."""

    yardsticks: tuple[Yardstick, ...]
    """By ledger, then by measure."""
    ledgers: tuple[LedgerFacts, ...]
    diary: str
    """In the client's words."""
    evidence: str
    own_rate: bool
    """Whether ledgers' own loss rates were given to the model."""
    worlds: int
    seed: int
    footer: str

    @property
    def telling(self) -> tuple[Yardstick, ...]:
        """Yardsticks precise enough to find against the model."""
        return tuple(each for each in self.yardsticks if each.tells)

    @property
    def inside(self) -> tuple[Yardstick, ...]:
        """Those on which the ledger does not contradict the model."""
        return tuple(each for each in self.telling if each.inside)

    @property
    def outside(self) -> tuple[Yardstick, ...]:
        """Those on which it does."""
        return tuple(each for each in self.telling if not each.inside)

    def find(self, ledger: str, measure: str) -> Yardstick | None:
        """Return one yardstick, None where the ledger cannot tell."""
        wanted = [y for y in self.yardsticks if (y.ledger, y.measure) == (ledger, measure)]
        return wanted[0] if wanted else None


def validate(
    ledgers: Sequence[Counted],
    *,
    diary: Discipline | str = DIARY,
    evidence: Evidence | None = None,
    rates: Mapping[str, float] | None = None,
    worlds: int = 100,
    seed: int = 7,
) -> Validation:
    """Hold the model beside real ledgers.

    Parameters
    ----------
    ledgers
        From `verification.validation.counted.counted`.
    diary
        What is assumed of the teams.
    evidence
        The graded set by default.
    rates : mapping of str to float, optional
        By ledger: how many times the published loss rates to take; see `own_rates`.
    worlds, seed
        Futures of every firm-year.
    """
    graded = evidence or Evidence.named("graded")
    team = named(diary) if isinstance(diary, str) else diary
    times = {each.real.name: (rates or {}).get(each.real.name, 1.0) for each in ledgers}
    found = [
        yardstick((case.real.name, case.real.label), measure, case.seen[measure], *sums)
        for case in ledgers
        for measure, sums in _played(
            case, team, scaled_evidence(graded, times[case.real.name]), worlds, seed
        ).items()
    ]
    return Validation(
        yardsticks=tuple(found),
        ledgers=tuple(_facts(case, times[case.real.name]) for case in ledgers),
        diary=team.client_label,
        evidence=graded.name,
        own_rate=rates is not None,
        worlds=worlds,
        seed=seed,
        footer=_footer(ledgers, graded, rates is not None, worlds, seed),
    )


def _played(
    case: Counted, team: Discipline, evidence: Evidence, worlds: int, seed: int
) -> dict[str, tuple[Floats, Floats]]:
    """Return what stands above and below each ratio in the model, in the order of `MEASURES`."""
    seen = case.seen
    years = play_years(case.years, diary=team, evidence=evidence, worlds=worlds, seed=seed)
    found = {name: years.ratio(*ends) for name, ends in _OF_YEARS.items() if name in seen}
    if "owner" in seen:
        found["owner"] = play_departures(
            case.leavers, diary=team, evidence=evidence, worlds=worlds, seed=seed
        )
    hunter = Scenario(book=case.typical_book, discipline=HUNTER, evidence=evidence)
    for span in (1, 2):
        if f"new_{span}" in seen:
            found[f"new_{span}"] = play_new_accounts(hunter, years=span, worlds=worlds, seed=seed)
    return {measure: found[measure] for measure in MEASURES if measure in found}


def own_rates(found: Validation) -> dict[str, float]:
    """Return how many times the loss rates are to be taken for as many to stay as in each ledger.

    The rate is what the share that stays says of it, ``-log(share)``; losses are near enough
    proportional to it. Apply it to the result of the published rates.
    """
    factors = {}
    for each in found.ledgers:
        row = found.find(each.name, "stayed")
        if row is not None:
            factors[each.name] = (
                each.rate_factor * math.log(row.seen.mean) / math.log(row.model.mean)
            )
    return factors


def _facts(case: Counted, factor: float) -> LedgerFacts:
    years, leavers = case.kept.years, case.leavers.found
    return LedgerFacts(
        name=case.real.name,
        label=case.real.label,
        firms=len(by_firm(case.years)),
        firm_years=len(case.years),
        accounts=sum(year.accounts for year in case.years),
        came=sum(year.won for year in years),
        came_back=sum(year.came_back for year in years),
        departures=len(leavers),
        held=case.leavers.accounts,
        left=sum(each.left for each in leavers),
        others=sum(each.others for each in leavers),
        others_left=sum(each.others_left for each in leavers),
        followed_p=case.leavers.followed_p,
        rate_factor=factor,
    )


def _footer(
    cases: Sequence[Counted], graded: Evidence, own_rate: bool, worlds: int, seed: int
) -> str:
    count = sum(len(case.years) for case in cases)
    rates = ", loss rates as in each ledger" if own_rate else ""
    rules = "; ".join(dict.fromkeys(case.real.rule.words for case in cases))
    return (
        f"Source: {'; '.join(case.real.label for case in cases)} · {count} firm-years · {rules} · "
        f"model: {graded.name} evidence{rates}, {worlds:,} futures each, seed {seed} · "
        f"simlib {__version__}"
    )
