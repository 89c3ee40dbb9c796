"""The oracles beside their theory, as `simlib.studies.oracles` plays and judges them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, slots=True)
class Oracles:
    """What the oracles said.

    Parameters
    ----------
    frame : DataFrame
        One row an oracle, its verdict in the last column.
    headline : str
        How many agree with theory, and how sure that is.
    failed : int
        How many do not.
    """

    frame: pd.DataFrame
    headline: str
    failed: int


def oracles() -> Oracles:
    """Play every oracle and judge them together."""
    from simlib.present.oracle_table import oracle_headline, oracle_table
    from simlib.studies.oracles import holm, play_oracles

    results = play_oracles()
    return Oracles(
        oracle_table(results).reset_index(),
        oracle_headline(results).answer,
        sum(not each.passed for each in holm(results)),
    )
