"""How long new accounts last: from the first bill in a ledger, from the win in the model."""

from __future__ import annotations

import numpy as np

from simlib.analysis.precision import Floats
from simlib.inputs.scenario import Scenario
from simlib.run.simulate import simulate

_WEEKS_A_YEAR = 52.0


def play_new_accounts(
    scenario: Scenario, *, years: int, worlds: int, seed: int
) -> tuple[Floats, Floats]:
    """Count the accounts won early enough to be watched for so many years.

    Parameters
    ----------
    scenario
        With a diary that prospects; its horizon is twice the ``years``.

    Returns
    -------
    tuple of ndarray, shape (futures,) each
        Those still customers so many years after they became active, and all of them.
    """
    played = scenario.with_(horizon_years=2 * years, unlimited_cash=True)
    run = simulate(played, worlds=worlds, seed=seed, log="story", progress=False)
    rows = run.events.loc[run.events["kind"].isin(["active", "lost"])]
    ours = [account.account_id for account in scenario.book.accounts]
    rows = rows[~rows["account"].isin(ours)]
    rows = rows.assign(account=rows["account"].astype(str)).set_index(["world", "account"])
    by_kind = {kind: rows.loc[rows["kind"] == kind, "week"] for kind in ("active", "lost")}
    begun = by_kind["active"]
    begun = begun[begun <= _WEEKS_A_YEAR * years]
    ended = by_kind["lost"].reindex(begun.index, fill_value=np.inf)
    stayed = ended - begun > _WEEKS_A_YEAR * years
    world = begun.index.get_level_values("world").to_numpy()
    there = np.bincount(world, stayed.to_numpy(dtype=float), minlength=worlds)
    every = np.bincount(world, minlength=worlds)
    return there.astype(np.float64), every.astype(np.float64)
