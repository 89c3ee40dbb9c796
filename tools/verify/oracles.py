"""The oracles beside their theory, as `verification.oracles` plays and judges them."""

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
    from verification.oracles import holm, play_oracles
    from verification.oracles.table import oracle_headline, oracle_table

    results = play_oracles()
    return Oracles(
        oracle_table(results).reset_index(),
        oracle_headline(results).answer,
        sum(not each.passed for each in holm(results)),
    )
