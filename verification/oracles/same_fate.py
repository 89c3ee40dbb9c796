"""Common random numbers: what must not change does not change, to the last bit."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from simlib.inputs.account import Account
from simlib.inputs.scenario import Scenario
from simlib.inputs.shipped import load_book
from simlib.run.result import Run
from simlib.run.simulate import simulate
from verification.oracles.firms import SEED, threat
from verification.oracles.judging import of_fact
from verification.oracles.oracle import Finding, Question

FAMILY = "One fate"
_COLUMNS = ["world", "week", "kind", "rep", "account", "cause", "value"]


def _firm(**fields: object) -> Scenario:
    return Scenario(book="supplier", discipline="weekly_block", horizon_years=1, name="firm").with_(
        **fields
    )


@cache
def _as_it_is() -> Run:
    return _play(_firm())


def _play(scenario: Scenario, *, seed: int = SEED, engine: str = "compiled") -> Run:
    return simulate(
        scenario,
        worlds=2,
        seed=seed,
        log="full",
        engine="simpy" if engine == "simpy" else "compiled",
        executor="here",
        keep="worlds",
        progress=False,
    )


def _rows(run: Run, *kinds: str) -> pd.DataFrame:
    found = run.events[_COLUMNS].astype(dict.fromkeys(("kind", "rep", "account", "cause"), str))
    return found[found["kind"].isin(kinds)] if kinds else found


def _differing(one: pd.DataFrame, other: pd.DataFrame) -> int:
    """Return how many rows are not the same in both, to the last bit."""
    apart = pd.concat([one, other]).drop_duplicates(keep=False)
    return len(apart)


def _identical_arms(by: float) -> Finding:
    calls = {} if by == 1 else {"calls_per_month": 1.0}
    again = _play(_firm(**calls))
    return of_fact(float(np.abs(again.revenue - _as_it_is().revenue).max()), 0.0)


def _two_engines(by: float) -> Finding:
    scenario = _firm() if by == 1 else _firm(call_hours=2.001)
    return of_fact(_differing(_rows(_as_it_is()), _rows(_play(scenario, engine="simpy"))), 0)


def _idle_cause(by: float) -> Finding:
    rate = 0.0 if by == 1 else 0.5
    evidence = _firm().evidence.with_cause(threat("idle", rate))
    return of_fact(_differing(_rows(_as_it_is()), _rows(_play(_firm(evidence=evidence)))), 0)


def _one_more_account(by: float) -> Finding:
    book = load_book("supplier")
    more = [*book.accounts, Account("one more", 1000.0, owner=book.reps[0])]
    bigger = type(book).from_accounts(more, name="one more", reps=list(book.reps))
    shocks = _rows(_play(_firm(book=bigger), seed=SEED if by == 1 else SEED + 1), "shock")
    firsts = [
        found[found["account"].isin([a.account_id for a in book.accounts])]
        .drop_duplicates(["world", "account", "cause"])
        .drop(columns="rep")
        for found in (_rows(_as_it_is(), "shock"), shocks)
    ]
    return of_fact(_differing(*firsts), 0)


ORACLES = (
    Question(
        "the same arm twice",
        FAMILY,
        "largest difference in revenue of a firm to itself",
        "none, ever",
        _identical_arms,
        exact=True,
        broken="one call a month in the second arm",
    ),
    Question(
        "two engines",
        FAMILY,
        "event rows in which SimPy and the compiled engine differ",
        "none",
        _two_engines,
        unit="rows",
        exact=True,
        broken="a call takes 2.001 hours in one",
    ),
    Question(
        "a cause that never strikes",
        FAMILY,
        "event rows that a cause with rate zero moves",
        "none",
        _idle_cause,
        unit="rows",
        exact=True,
        broken="rate 0.5 a year",
    ),
    Question(
        "one more account",
        FAMILY,
        "first shocks of the others that one more account moves",
        "none",
        _one_more_account,
        unit="rows",
        exact=True,
        broken="another seed",
    ),
)
