"""C08 to C11: one strategic call a month, and the six realities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.panel import seat_panel, seats, trading
from simlib.analysis.precision import Floats
from simlib.inputs.shipped import load_book
from simlib.studies.claims.reading import (
    Reading,
    chance,
    events_by_world,
    mean,
    of_kind,
    worlds_with,
)
from simlib.studies.claims.setting import Arms, Case, Setting
from simlib.studies.design import largest_of_rep

if TYPE_CHECKING:
    from simlib.run.result import Run

ONE_REP_BOOK, TEAM_BOOK, TOP_EARNER = "hms_associates", "dealer", "Marcus Hale"
_LOSS_WEEK, _LOSS_MONTH, _BACK, _MONTHS_ALLOWED = 52, 12, 0.9, 24
_LARGEST, _WITHIN_WEEKS = 5, 156


def _twelve_calls(setting: Setting) -> Arms:
    # A promise always kept, so that twelve calls are made.
    kept = setting.with_input("keenness_floor", 1.0)
    return {"calls": kept.scenario("one_call_a_month", ONE_REP_BOOK, horizon_years=1)}


def _expected_wins(runs: Mapping[str, Run]) -> tuple[Reading, ...]:
    """Read wins, open opportunities valued at their odds."""
    run = runs["calls"]
    count = {
        kind: events_by_world(run, of_kind(run, kind))
        for kind in ("meeting", "opportunity", "dropped", "declined", "won")
    }
    evidence = run.scenario.evidence
    champion = evidence["champion_share"]
    odds = champion * evidence["win_with_champion"]
    odds += (1 - champion) * evidence["win_without_champion"]
    proposed = count["opportunity"] - count["declined"] - count["won"]
    undiscovered = count["meeting"] - count["opportunity"] - count["dropped"]
    return (
        mean(count["won"] + odds * (proposed + evidence["advance_probability"] * undiscovered)),
    )


def _main_account_lost(setting: Setting) -> Arms:
    return {
        name: setting.scenario(name, stress=f"lose top:1 in week {_LOSS_WEEK}", horizon_years=3)
        for name in ("one_call_a_month", "devoted", "weekly_block")
    }


def _rep_is_back(runs: Mapping[str, Run]) -> tuple[Reading, ...]:
    return (chance(rep_back(runs["one_call_a_month"])),)


def rep_back(run: Run) -> Floats:
    """Return 1 where the rep who lost the largest account is back to 90 % within 24 months.

    NaN where chance had taken the account, or closed the firm, before.
    """
    largest = max(run.scenario.book.accounts, key=lambda account: account.annual_revenue)
    owned = seat_panel(run, "revenue")[:, :, seats(run).index(largest.owner)]
    before = owned[:, [_LOSS_MONTH - 1]]
    after = owned[:, _LOSS_MONTH : _LOSS_MONTH + _MONTHS_ALLOWED + 1]
    back = (after >= _BACK * before).any(axis=1).astype(float)
    lost = of_kind(run, "lost")
    struck = worlds_with(run, lost[lost["cause"] == "forced"])
    return np.where(struck, back, np.nan)


def _top_earner(setting: Setting) -> Arms:
    story = setting.scenario(
        "one_call_a_month",
        TEAM_BOOK,
        # By its name: on a book in which it is not his largest it is still the one he loses.
        stress=f"lose id:{top_client()} in week {_LOSS_WEEK}",
        horizon_years=2,
    )
    return {"loses his client": story}


def top_client() -> str:
    """Return the client that the top earner lives off."""
    return largest_of_rep(load_book(TEAM_BOOK), TOP_EARNER).account_id


def _bottom_third(runs: Mapping[str, Run]) -> tuple[Reading, ...]:
    return (chance(in_bottom_third(runs["loses his client"])),)


def in_bottom_third(run: Run) -> Floats:
    """Return 1 where the top earner is in the bottom third at the end; NaN of a closed firm.

    Ties share the better rank, so that several seats without revenue are last together.
    """
    owned = seat_panel(run, "revenue")[:, -1]
    own = owned[:, [seats(run).index(TOP_EARNER)]]
    rank = 1 + (owned > own).sum(axis=1)
    last = owned.shape[1] - owned.shape[1] // 3
    return np.where(trading(run)[:, -1], rank > last, np.nan)


def _diaries(setting: Setting) -> Arms:
    return {name: setting.scenario(name) for name in ("devoted", "weekly_block")}


def _one_of_the_largest(runs: Mapping[str, Run]) -> tuple[Reading, ...]:
    return tuple(chance(_lost_largest(runs[name])) for name in ("devoted", "weekly_block"))


def _lost_largest(run: Run) -> Floats:
    ranked = sorted(run.scenario.book.accounts, key=lambda account: -account.annual_revenue)
    ids = [account.account_id for account in ranked[:_LARGEST]]
    lost = of_kind(run, "lost")
    hit = lost[lost["account"].isin(ids) & (lost["week"] <= _WITHIN_WEEKS)]
    return worlds_with(run, hit).astype(float)


CASES = (
    Case("C08", _twelve_calls, _expected_wins, story=True),
    Case("C09", _main_account_lost, _rep_is_back, story=True),
    Case("C10", _top_earner, _bottom_third),
    Case("C11", _diaries, _one_of_the_largest, story=True),
)
