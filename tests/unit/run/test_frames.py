"""Result frames: declared columns that can fail, names for positions, summaries by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pandera.errors import SchemaError, SchemaErrors

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.scenario import Scenario
from simlib.model.chunk import retention, tally
from simlib.model.records import (
    EVENT_DTYPE,
    HOURS_COLUMNS,
    KIND_CODE,
    MONTHLY_COLUMNS,
    REP_COLUMNS,
    Outcome,
)
from simlib.run.frames import SCHEMAS, Frames, account_names, checked
from simlib.run.order import play_chunk
from simlib.run.summary import drawdown, recovery_months, world_summaries
from tests.support.firms import book_of, calm, deadly, scenario

STORY = Scenario(book=book_of(900.0, 80.0, 120.0, 60.0, reps=2), horizon_years=2)


@pytest.fixture(scope="module")
def made() -> Frames:
    chunks = [play_chunk(STORY, 3, first, 3, "full") for first in (3, 0, 6)]
    return Frames(STORY, 3, chunks)


# -- schemas ---------------------------------------------------------------------------------


def test_frames_keep_to_their_schemas(made: Frames) -> None:
    for name in SCHEMAS:
        assert len(checked(name, getattr(made, name)))
    assert set(SCHEMAS) == {"events", "monthly", "reps", "years", "worlds"}


def _with_first(column: str, value: object) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def tamper(frame: pd.DataFrame) -> pd.DataFrame:
        changed = frame.copy()
        changed.loc[changed.index[0], column] = value
        return changed

    return tamper


_TAMPERED: dict[str, tuple[str, Callable[[pd.DataFrame], pd.DataFrame]]] = {
    "a column is missing": ("events", lambda f: f.drop(columns="cause")),
    "a column too many": ("events", lambda f: f.assign(mood="good")),
    "columns in another order": ("monthly", lambda f: f[[*f.columns[::-1]]]),
    "text in the place of a category": ("events", lambda f: f.astype({"kind": str})),
    "another kind of number": ("worlds", lambda f: f.astype({"wins": float})),
    "a negative week": ("events", _with_first("week", -1.0)),
    "a week that is missing": ("events", _with_first("week", np.nan)),
    "negative revenue": ("monthly", _with_first("revenue", -1.0)),
    "revenue that is missing": ("monthly", _with_first("revenue", np.nan)),
    "a share above one": ("monthly", _with_first("largest_share", 1.01)),
    "fewer than no accounts": ("monthly", _with_first("accounts", -1)),
    "negative hours": ("reps", _with_first("call_hours", -0.5)),
    "a GRR above one": ("years", _with_first("grr", 1.2)),
    "a year 0": ("years", _with_first("year", 0)),
    "a negative drawdown": ("worlds", _with_first("drawdown", -0.1)),
    "a signed seed": ("worlds", lambda f: f.astype({"seed": "int64"})),
}


@pytest.mark.parametrize("name", _TAMPERED)
def test_a_tampered_frame_is_refused(made: Frames, name: str) -> None:
    which, tamper = _TAMPERED[name]
    with pytest.raises((SchemaError, SchemaErrors)):
        checked(which, tamper(getattr(made, which)))


def test_what_may_be_missing_may_be_missing(made: Frames) -> None:
    checked("years", made.years.assign(nrr=np.nan, grr=np.nan))
    checked("worlds", made.worlds.assign(ruin_week=np.nan, recovery_months=np.nan))


# -- rows ------------------------------------------------------------------------------------


def test_rows_come_by_world_then_time(made: Frames) -> None:
    for name, time in (("events", "week"), ("monthly", "month"), ("reps", "month")):
        keys = getattr(made, name)[["world", time]]
        pd.testing.assert_frame_equal(keys, keys.sort_values(["world", time], kind="stable"))
    assert made.worlds["world"].tolist() == list(range(9))
    assert len(made.monthly) == 9 * 25
    assert len(made.reps) == 9 * 25 * 2
    assert made.years[["world", "year"]].to_numpy().tolist() == [
        [world, year] for world in range(9) for year in (1, 2)
    ]


def test_positions_become_names(made: Frames) -> None:
    events = made.events
    assert set(events["scenario"]) == {STORY.name}
    assert set(events["rep"]) <= {"", *STORY.book.reps}
    shocks = events[events["kind"] == "shock"]
    assert set(shocks["cause"]) <= {cause.name for cause in STORY.evidence.causes}
    assert set(shocks["account"]) & {account.account_id for account in STORY.book.accounts}
    calls = events[events["kind"] == "call"]
    assert len(calls) > 20
    assert calls["account"].str.startswith("prospect ").all()
    assert set(events[events["kind"] == "check_in"]["account"]) == {""}


def test_seats_and_months_of_a_world_are_in_their_place(made: Frames) -> None:
    chunk = play_chunk(STORY, 3, 4, 1, "none")
    reps = made.reps[made.reps["world"] == 4]
    for seat, rep in enumerate(STORY.book.reps):
        own = reps[reps["rep"] == rep]
        assert own["month"].tolist() == list(range(25))
        assert np.array_equal(own[list(REP_COLUMNS)].to_numpy(), chunk.reps[0, :, seat])
    monthly = made.monthly[made.monthly["world"] == 4]
    assert np.array_equal(monthly[list(MONTHLY_COLUMNS)].to_numpy(), chunk.monthly[0])


def test_an_account_called_like_a_prospect_keeps_a_name_of_its_own() -> None:
    accounts = [Account(f"prospect {n} of Ann", 10.0, owner="Ann") for n in (1, 2)]
    story = Scenario(book=Book.from_accounts(accounts, name="x", reps=["prospect"]))
    names = account_names(story)
    assert names[:2] == ["prospect 1 of Ann", "prospect 2 of Ann"]
    assert len(names) == len(set(names)) == 2 + 2 * int(story.evidence["targets_per_rep"])


# -- summaries, worked out by hand -----------------------------------------------------------


def reps_of(**columns: list[float]) -> np.ndarray:
    """Return rows of one world and one seat, shape (1, months, 1, columns)."""
    rows = np.zeros((1, len(next(iter(columns.values()))), 1, len(REP_COLUMNS)))
    for name, values in columns.items():
        rows[0, :, 0, REP_COLUMNS.index(name)] = values
    return rows


def summary_of(
    reps: np.ndarray, revenue: list[float] | None = None, ruin_week: float = np.nan
) -> dict[str, float]:
    months = reps.shape[1]
    monthly = np.zeros((1, months, len(MONTHLY_COLUMNS)))
    monthly[0, :, 0] = revenue or [100.0] * months
    tallies = np.array([(ruin_week, 1, 2, 1, 0)], dtype=[(n, "f8") for n in _TALLIES])
    found = world_summaries(STORY, tallies, monthly, reps)
    return {name: float(values[0]) for name, values in found.items()}


_TALLIES = ("ruin_week", "wins", "losses", "initial_losses", "layoffs")


def test_the_largest_fall_is_measured_from_the_running_peak() -> None:
    revenue = np.array([[100.0, 50, 200, 80, 300, 150], [1.0, 2, 3, 4, 5, 6], [9.0, 0, 0, 0, 0, 0]])
    assert drawdown(revenue).tolist() == pytest.approx([0.6, 0.0, 1.0])


def test_the_lowest_share_looks_24_months_ahead() -> None:
    revenue = [100.0] * 24 + [70.0, 10.0]
    assert summary_of(np.zeros((1, 26, 1, len(REP_COLUMNS))), revenue)[
        "lowest_share_24_months"
    ] == pytest.approx(0.7)


def test_idle_hours_are_what_is_left_of_the_available_ones() -> None:
    reps = reps_of(available_hours=[0, 100, 100], service_hours=[0, 30, 40], call_hours=[0, 10, 0])
    assert summary_of(reps)["idle_hours"] == 120


def test_undone_hours_are_refused_requests_and_the_last_queue() -> None:
    reps = reps_of(
        available_hours=[0, 100, 100], ignored_hours=[0, 5, 2], waiting_hours=[0, 40, 12]
    )
    assert summary_of(reps)["undone_hours"] == 5 + 2 + 12


def test_undone_hours_of_a_closed_firm_are_those_of_its_last_month() -> None:
    reps = reps_of(available_hours=[0, 100, 0, 0], waiting_hours=[0, 40, 0, 0])
    assert summary_of(reps, [100.0, 0, 0, 0], 52 / 12)["undone_hours"] == 40


def test_undone_hours_of_a_firm_whose_seats_end_vacant_are_the_last_queue() -> None:
    reps = reps_of(available_hours=[0, 100, 0], vacant_hours=[0, 0, 100], waiting_hours=[0, 40, 90])
    assert summary_of(reps)["undone_hours"] == 90


@pytest.mark.parametrize(
    ("week", "revenue", "months"),
    [
        # The first month end that feels week 10 is month 3; 90 is nine tenths of month 2.
        (10, [100, 100, 100, 50, 60, 89.9, 90, 80, 80, 80, 80, 80, 80], 3),
        (10, [100, 100, 100, 50, 60, 70, 80, 80, 80, 80, 80, 80, 80], np.nan),
        (10, [100, 100, 100, 95, 95, 95, 95, 95, 95, 95, 95, 95, 95], 0),
        (26, [100, 100, 100, 100, 100, 100, 50, 50, 95, 95, 95, 95, 95], 2),
        (0, [100, 50, 50, 95, 95, 95, 95, 95, 95, 95, 95, 95, 95], 2),
        # The firm had closed before: nothing was lost, and nothing came back.
        (26, [100, 40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], np.nan),
    ],
)
def test_recovery_is_counted_from_the_month_that_felt_the_loss(
    week: float, revenue: list[float], months: float
) -> None:
    story = STORY.with_(stress=f"lose top:1 in week {week}", horizon_years=1)
    found = recovery_months(story, np.array([revenue], dtype=float))
    assert found.tolist() == pytest.approx([months], nan_ok=True)


@pytest.mark.parametrize("week", [13, 26, 52, 65, 78, 91, 104, 117, 130, 143, 156, 234, 247])
def test_a_loss_at_the_very_month_end_is_felt_there(week: int) -> None:
    """A forced event comes before the month end of its instant; 130 / (52/12) is not quite 30."""
    felt = round(week * 12 / 52)
    revenue = np.where(np.arange(61) < felt, 100.0, 10.0)[None, :]
    story = STORY.with_(stress=f"lose top:1 in week {week}", horizon_years=5)
    assert np.isnan(recovery_months(story, revenue)).all()
    revenue[:, felt + 2 :] = 95.0
    assert recovery_months(story, revenue).tolist() == [2]


@pytest.mark.parametrize("years", [1, 2, 5])
def test_a_loss_in_the_last_week_can_be_played(years: int) -> None:
    story = scenario(
        book_of(100.0, 50.0), calm(), horizon_years=years, stress=f"lose top:1 in week {52 * years}"
    )
    found = Frames(story, 1, [play_chunk(story, 1, 0, 2, "story")]).worlds
    assert found["losses"].tolist() == [1, 1]
    assert found["recovery_months"].isna().all()


# -- tallies and retention -------------------------------------------------------------------


def outcome_of(rows: list[tuple[str, int]], *year_ends: dict[int, float]) -> Outcome:
    events = np.zeros(len(rows), dtype=EVENT_DTYPE)
    for position, (kind, account) in enumerate(rows):
        events[position] = (float(position), KIND_CODE[kind], -1, account, -1, 0.0)
    nothing = np.zeros((1, 1))
    return Outcome(0, events, nothing, nothing, year_ends)


def test_a_tally_counts_all_that_happened() -> None:
    rows = [("won", 5), ("lost", 1), ("served", 0), ("lost", 5), ("layoff", -1), ("ruin", -1)]
    assert tally(outcome_of(rows), 3) == (5.0, 1, 2, 1, 1)
    assert tally(outcome_of([]), 3) == pytest.approx((np.nan, 0, 0, 0, 0), nan_ok=True)


def test_retention_follows_the_accounts_of_each_years_start() -> None:
    ends = {0: 100.0, 1: 50.0}, {0: 120.0, 7: 500.0}, {0: 60.0, 7: 600.0}
    found = retention(outcome_of([], *ends), 2)
    # Year 1: 120 of 150, capped 100 of 150. Year 2: 660 of 620, capped 60 + 500 of 620.
    assert found.tolist() == pytest.approx(np.array([[0.8, 100 / 150], [660 / 620, 560 / 620]]))


def test_retention_of_a_closed_firm_is_nothing_and_then_unknown() -> None:
    found = retention(outcome_of([], {0: 100.0}), 3)
    assert found.ravel().tolist() == pytest.approx([0, 0, *[np.nan] * 4], nan_ok=True)


def test_a_world_without_customers_still_has_its_rows() -> None:
    story = scenario(book_of(1.0), calm(notice_weeks=0).with_cause(deadly(52.0)), horizon_years=2)
    made: Any = Frames(story, 1, [play_chunk(story, 1, 0, 2, "none")])
    assert made.worlds["final_revenue"].tolist() == [0, 0]
    assert made.years["nrr"].isna().tolist() == [False, True, False, True]
    assert HOURS_COLUMNS[0] in made.reps
