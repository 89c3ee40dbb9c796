"""The price of prospecting: the quotes, the hours, the loss rate and the choice, played once."""

from __future__ import annotations

from dataclasses import dataclass

from simlib.inputs.scenario import Scenario
from simlib.studies.acceptability import Acceptability, acceptability
from simlib.studies.break_even_rate import BreakEvenRate, break_even_rate
from simlib.studies.hour_price import HourPrices, hour_prices
from simlib.studies.policy import Policy, policy
from simlib.studies.stored import Stored

_CHOSEN = "weekly_block"
_QUOTED = ("one_call_a_month", "weekly_block", "daily_habit")
_COMPARED = ("devoted", *_QUOTED)


@dataclass(frozen=True, eq=False, repr=False)
class Insurance(Stored):
    """What prospecting costs and covers.

    Parameters
    ----------
    policies : tuple of Policy
        Three diaries that prospect, by rising number of calls.
    chosen : int
        Place of the one that the other parts speak of.
    hours : HourPrices
    rate : BreakEvenRate
    choice : Acceptability
    """

    policies: tuple[Policy, ...]
    chosen: int
    hours: HourPrices
    rate: BreakEvenRate
    choice: Acceptability

    @property
    def policy(self) -> Policy:
        """The policy that the other parts speak of."""
        return self.policies[self.chosen]


def study(*, seed: int, worlds: int, rate_worlds: int, draws: int, worlds_a_draw: int) -> Insurance:
    """Play the price of prospecting for the supplier who lives off one account."""
    base = Scenario(book="supplier", discipline=_CHOSEN)
    return Insurance(
        policies=tuple(
            policy(base.with_(discipline=name), worlds=worlds, seed=seed) for name in _QUOTED
        ),
        chosen=_QUOTED.index(_CHOSEN),
        hours=hour_prices(base, worlds=worlds, seed=seed),
        rate=break_even_rate(base, worlds=rate_worlds, seed=seed),
        choice=acceptability(
            [base.with_(discipline=name) for name in _COMPARED],
            worlds=worlds,
            draws=draws,
            worlds_a_draw=worlds_a_draw,
            seed=seed,
        ),
    )
