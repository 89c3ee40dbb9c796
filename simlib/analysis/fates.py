"""What became of the initial accounts in every world, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simlib.analysis.panel import month_end_weeks, trading, world_column
from simlib.analysis.precision import Bools, Floats, Ints
from simlib.inputs.errors import InputError

if TYPE_CHECKING:
    from simlib.run.result import Run


@dataclass(frozen=True, eq=False)
class InitialFates:
    """Losses of initial accounts as counts."""

    accounts: int
    """Accounts of the book at the start."""
    months: Ints
    """Shape (months + 1,)."""
    causes: tuple[str, ...]
    """Causes that ended at least one account."""
    lost: Ints
    """Accounts lost after the previous month end and up to this one; shape (worlds, causes, months
    + 1).
    """
    trading: Bools
    """Whether the firm is still open after the month end. A firm closes at month ends only; shape
    (worlds, months + 1).
    """

    @property
    def lost_by_then(self) -> Ints:
        """Accounts lost up to each month end to any cause, shape (worlds, months + 1)."""
        return np.asarray(self.lost.sum(axis=1).cumsum(axis=1))

    @property
    def present(self) -> Ints:
        """Accounts still with us in a firm still open, shape (worlds, months + 1)."""
        return np.asarray((self.accounts - self.lost_by_then) * self.trading)

    @property
    def incidence(self) -> Floats:
        """Share of the accounts lost to each cause so far, shape (worlds, causes, months + 1)."""
        return np.asarray(self.lost.cumsum(axis=2) / self.accounts)

    @property
    def closure(self) -> Floats:
        """Share of the accounts that our own closure ended, shape (worlds, months + 1)."""
        # Nothing is lost after closure, so what is left then is left for good.
        return np.asarray((1 - self.lost_by_then / self.accounts) * ~self.trading)


def initial_fates(run: Run) -> InitialFates:
    """Count the losses of initial accounts by world, cause and month.

    Parameters
    ----------
    run : Run
        With its event log: the initial accounts are those of ``run.scenario.book``.

    Raises
    ------
    InputError
        If the book is empty, or if the log does not hold every loss that the worlds frame
        counts (a run with ``log="none"``), since nobody would then seem to be lost.
    """
    lost, world = initial_losses(run)
    cause = pd.Categorical(lost["cause"]).remove_unused_categories()
    weeks = lost["week"].to_numpy(dtype=float)
    month = np.searchsorted(month_end_weeks(run.months), weeks, side="left")
    shape = (run.world_count, len(cause.categories), len(run.months))
    counts = np.zeros(shape, dtype=np.int64)
    np.add.at(counts, (world, cause.codes, month), 1)
    return InitialFates(
        accounts=len(run.scenario.book.accounts),
        months=run.months,
        causes=tuple(str(name) for name in cause.categories),
        lost=counts,
        trading=trading(run),
    )


def initial_losses(run: Run) -> tuple[pd.DataFrame, Ints]:
    """Return the rows of the log that end initial accounts, and the position of each one's world.

    Raises
    ------
    InputError
        As `initial_fates`.
    """
    accounts = run.scenario.book.accounts
    if not accounts:
        raise InputError("the book has no account to follow", value=run.scenario.book.name)
    rows = run.events.loc[run.events["kind"] == "lost", ["world", "week", "account", "cause"]]
    lost = rows[rows["account"].isin([account.account_id for account in accounts])]
    # Worlds may carry any numbers; their order in the worlds frame is their position.
    numbers = run.worlds["world"].to_numpy()
    order = np.argsort(numbers)
    world = order[np.searchsorted(numbers[order], lost["world"].to_numpy())]
    _refuse_missing(world, run)
    return lost, world


def _refuse_missing(world: Ints, run: Run) -> None:
    logged = np.bincount(world, minlength=run.world_count)
    if not np.array_equal(logged, world_column(run, "initial_losses")):
        raise InputError(
            "the event log of this run does not hold every loss",
            value=f"{len(world)} logged losses of initial accounts",
            allowed='a run with log="story" or log="full"',
        )


def majors_kept(run: Run, *, accounts: int = 5) -> Floats:
    """Return the share of today's largest accounts that are customers at the horizon.

    Parameters
    ----------
    run : Run
        With its event log.
    accounts : int
        How many of the largest count; fewer where the book has fewer.

    Returns
    -------
    ndarray, shape (worlds,)
        0 to 1; 0 where the firm has closed: it has kept none.

    Raises
    ------
    InputError
        If the run has no event log that holds every loss.
    """
    ranked = sorted(run.scenario.book.accounts, key=lambda account: -account.annual_revenue)
    ids = [account.account_id for account in ranked[:accounts]]
    lost, world = initial_losses(run)
    of_majors = world[lost["account"].isin(ids).to_numpy()]
    gone = np.bincount(of_majors, minlength=run.world_count)
    return np.asarray((1 - gone / len(ids)) * trading(run)[:, -1])
