"""Which worlds are told as stories: a typical, a bad and a lucky one, played again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from simlib.analysis.precision import Floats
from simlib.inputs.errors import InputError
from simlib.run.result import Run
from simlib.run.simulate import simulate

Fortune = Literal["typical", "bad", "lucky"]
FORTUNES: tuple[Fortune, ...] = ("typical", "bad", "lucky")
BAD, LUCKY = 0.1, 0.9
"""Shares of the worlds that do worse than a bad world, and than a lucky one."""


@dataclass(frozen=True, eq=False)
class ToldWorld:
    """One world with its events.

    Parameters
    ----------
    fortune : {"typical", "bad", "lucky"}
    world : int
    worse : float
        Share of the run's worlds with less revenue over all months.
    run : Run
        That world alone, with its events.
    footer : str
        Of the run it was chosen from.
    """

    fortune: Fortune
    world: int
    worse: float
    run: Run
    footer: str

    @property
    def ends_at(self) -> float:
        """Revenue a year at the horizon, in money."""
        return float(self.run.revenue[0, -1])


def medoid_place(paths: Floats) -> int:
    """Return which path is nearest to all others: the least sum of absolute distances.

    Parameters
    ----------
    paths : ndarray, shape (worlds, months)

    Returns
    -------
    int
        Ties go to the first. Unlike a curve of medians it is a path that somebody lived.
    """
    worlds = len(paths)
    total = np.zeros(worlds)
    for month in paths.T:
        order = np.argsort(month, kind="stable")
        ranked = month[order]
        below = np.concatenate([[0.0], np.cumsum(ranked)[:-1]])  # sum of the smaller ones
        above = ranked.sum() - below - ranked
        rank = np.arange(worlds)
        distance = ranked * rank - below + above - ranked * (worlds - 1 - rank)
        total[order] += distance
    return int(np.argmin(total))


def quantile_place(paths: Floats, share: float) -> int:
    """Return which path has the revenue that a share of the others stays below; ties: the first."""
    total = paths.sum(axis=1)
    return int(np.argmin(np.abs(total - np.quantile(total, share))))


def told_worlds(run: Run) -> tuple[ToldWorld, ...]:
    """Choose a typical, a bad and a lucky world of a run and play each again with its events.

    Parameters
    ----------
    run : Run
        With rows, in at least ten worlds.

    Returns
    -------
    tuple of ToldWorld
        In the order of `FORTUNES`: the medoid of the revenue paths, then the 10th and the 90th
        percentile of revenue over all months.

    Raises
    ------
    InputError
        For a run in fewer than ten worlds.
    """
    if run.world_count < 10:
        raise InputError("too few worlds to choose stories from", value=run.world_count)
    paths = run.revenue
    places = (medoid_place(paths), quantile_place(paths, BAD), quantile_place(paths, LUCKY))
    return tuple(
        _told(run, fortune, place) for fortune, place in zip(FORTUNES, places, strict=True)
    )


def _told(run: Run, fortune: Fortune, place: int) -> ToldWorld:
    total = run.revenue.sum(axis=1)
    world = int(run.worlds["world"].iloc[place])
    again = simulate(
        run.scenario, worlds=1, seed=run.seed, first_world=world, log="story", progress=False
    )
    worse = float((total < total[place]).mean())
    return ToldWorld(fortune, world, worse, again, run.provenance.footer())
