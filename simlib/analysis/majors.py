"""The major accounts of today: how many of them are still customers at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.fates import initial_losses
from simlib.analysis.panel import trading
from simlib.analysis.precision import Floats

if TYPE_CHECKING:
    from simlib.run.result import Run


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
