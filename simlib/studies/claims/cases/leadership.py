"""C15 to C24: neglect, visits, gifts, big deals, coaching, promises and champions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.panel import world_column
from simlib.analysis.precision import Floats
from simlib.inputs.scenario import Scenario
from simlib.inputs.units import WEEKS_PER_MONTH
from simlib.studies.claims.reading import (
    Reading,
    compared,
    events_by_world,
    final_revenue,
    gain,
    hunting_hours,
    kept_share,
    of_kind,
    rep_months,
    wins,
)
from simlib.studies.claims.setting import Arms, Case, Setting
from simlib.studies.why.losses import with_perfect_relationship

if TYPE_CHECKING:
    from simlib.run.result import Run

_LOSERS = ("arms_length", "devoted", "weekly_block")
_VISIT_WEEKS = 13.0
_BLOCK = 26 / 3
_TEAM_BOOK = "dealer"
_KEPT_WEEKS, _WON_BEFORE_WEEK = 104.0, 156.0
_STEP = 0.1


# -- C15: what perfect attention would have saved ---------------------------------------------


def _with_perfect_attention(setting: Setting) -> Arms:
    arms = {name: setting.scenario(name, unlimited_cash=True) for name in _LOSERS}
    return arms | {f"{name}, perfect": perfect_attention(story) for name, story in arms.items()}


def perfect_attention(story: Scenario) -> Scenario:
    """Return the diary with perfect relationships, and where grievances count, with none."""
    perfect = story.with_(evidence=with_perfect_relationship(story.evidence), name="perfect")
    # Who never asks is never let down, not even by an empty chair.
    return perfect.with_(requests_per_week=0.0) if story.grievances else perfect


def _saved_share(runs: Mapping[str, Run]) -> tuple[Reading, ...]:
    found: list[Reading] = []
    for name in _LOSERS:
        losses = [world_column(runs[arm], "initial_losses") for arm in (name, f"{name}, perfect")]
        share = compared(_one_less_ratio, *([each] for each in losses))
        found += [share, share]
    return tuple(found)


def _one_less_ratio(means: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(1 - means[1] / means[0])


# -- C16, C17, C19: what the hours of a visit would do elsewhere --------------------------------


def _email_and_visits(setting: Setting) -> Arms:
    weeks = _VISIT_WEEKS * setting["email_hours"] / setting["review_hours"]
    visits = setting.scenario("weekly_block", unlimited_cash=True, horizon_years=3, name="visits")
    email = visits.with_(review_channel="email", review_every_weeks=max(0.1, weeks), name="other")
    return {"visits": visits, "other": email}


def _gestures_and_visits(setting: Setting) -> Arms:
    weeks = _VISIT_WEEKS * setting["gesture_hours"] / setting["review_hours"]
    visits = setting.scenario("weekly_block", unlimited_cash=True, horizon_years=3, name="visits")
    gifts = visits.with_(gesture_every_weeks=max(0.1, weeks), review_every_weeks=None, name="other")
    return {"visits": visits, "other": gifts}


def _accounts_kept(runs: Mapping[str, Run]) -> tuple[Reading, ...]:
    return (gain(kept_share(runs["visits"]), kept_share(runs["other"])),)


def _visits_and_calls(setting: Setting) -> Arms:
    visits = setting.scenario("weekly_block", name="visits")
    accounts = len(visits.book.accounts) / len(visits.book.reps)
    freed_hours_per_week = accounts * setting["review_hours"] / _VISIT_WEEKS
    more = WEEKS_PER_MONTH * freed_hours_per_week / setting["call_hours"]
    calls = visits.with_(review_every_weeks=None, calls_per_month=_BLOCK + more, name="other")
    return {"visits": visits, "other": calls}


def _revenue(runs: Mapping[str, Run]) -> tuple[Reading, ...]:
    return (gain(final_revenue(runs["visits"]), final_revenue(runs["other"])),)


# -- C18: one deal after another ------------------------------------------------------------------


def _one_deal_and_block(setting: Setting) -> Arms:
    block = setting.scenario("weekly_block", name="block")
    return {"block": block, "one deal": block.with_(trigger="none_open", name="one deal")}


def _unevenness(runs: Mapping[str, Run]) -> tuple[Reading, ...]:
    arms = (_yearly_wins(runs[name]) for name in ("one deal", "block"))
    return (compared(_ratio_of_dispersions, *arms),)


def _yearly_wins(run: Run) -> tuple[Floats, Floats]:
    """Return the mean and the mean square of a world's yearly wins in years 2 to 5."""
    won = of_kind(run, "won")
    years = [won[(won["week"] > 52 * y) & (won["week"] <= 52 * (y + 1))] for y in range(1, 5)]
    counts = np.stack([events_by_world(run, rows) for rows in years])
    return counts.mean(axis=0), (counts**2).mean(axis=0)


def _ratio_of_dispersions(means: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        one, block = ((means[place + 1] - means[place] ** 2) / means[place] for place in (0, 2))
        return np.asarray(one / block)


# -- C20, C21, C23: what a manager does with his hours --------------------------------------------


def _talks_and_meetings(setting: Setting) -> Arms:
    talks = setting.scenario("weekly_block", check_in_every_weeks=WEEKS_PER_MONTH, name="talks")
    weeks = WEEKS_PER_MONTH / len(talks.book.reps)
    meetings = talks.with_(check_in_kind="team_meeting", check_in_every_weeks=weeks, name="other")
    return {"talks": talks, "meetings": meetings}


def _calls_and_wins(runs: Mapping[str, Run]) -> tuple[Reading, ...]:
    talks, meetings = runs["talks"], runs["meetings"]
    kept = [
        [rep_months(run, column) for column in ("calls_kept", "calls_due")]
        for run in (talks, meetings)
    ]
    return compared(_difference_of_rates, *kept), gain(wins(meetings), wins(talks))


def _difference_of_rates(means: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(means[0] / means[1] - means[2] / means[3])


def _with_manager_and_without(setting: Setting) -> Arms:
    small = setting.scenario("weekly_block", name="alone")
    large = setting.scenario("weekly_block", _TEAM_BOOK, horizon_years=3, name="alone")
    deep = {"deep_qualification": True, "name": "joined"}
    return {
        "alone": small,
        "joined": small.with_(**deep),
        "alone, 15": large,
        "joined, 15": large.with_(**deep),
    }


def _hours_per_win(runs: Mapping[str, Run]) -> tuple[Reading, ...]:
    found: list[Reading] = []
    for alone, joined in (("alone", "joined"), ("alone, 15", "joined, 15")):
        arms = [[hunting_hours(runs[name]), wins(runs[name])] for name in (joined, alone)]
        found.append(compared(_ratio_of_rates, *arms))
        found.append(gain(wins(runs[alone]), wins(runs[joined])))
    return tuple(found)


def _ratio_of_rates(means: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((means[0] / means[1]) / (means[2] / means[3]))


def _closing_and_helping(setting: Setting) -> Arms:
    closing = setting.scenario("weekly_block", name="visits")
    return {"visits": closing, "other": closing.with_(coaching_focus="helping", name="other")}


# -- C22: promises ---------------------------------------------------------------------------------


def _promises(setting: Setting) -> Arms:
    honest = setting.scenario("weekly_block", unlimited_cash=True, name="honest")
    return {"honest": honest, "promises": honest.with_(over_promise=1.0, name="promises")}


def _won_and_kept(runs: Mapping[str, Run]) -> tuple[Reading, ...]:
    arms = (_won_then_lost(runs[name]) for name in ("promises", "honest"))
    return (
        gain(wins(runs["honest"]), wins(runs["promises"])),
        compared(_difference_of_kept, *arms),
    )


def _won_then_lost(run: Run) -> tuple[Floats, Floats]:
    """Return the accounts active early enough to be watched, and those lost within two years."""
    active = of_kind(run, "active")[["world", "account", "week"]]
    early = active[active["week"] <= _WON_BEFORE_WEEK]
    lost = of_kind(run, "lost")[["world", "account", "week"]]
    both = early.merge(lost, on=["world", "account"], suffixes=("", "_lost"))
    gone = both[both["week_lost"] - both["week"] <= _KEPT_WEEKS]
    return events_by_world(run, early), events_by_world(run, gone)


def _difference_of_kept(means: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((1 - means[1] / means[0]) - (1 - means[3] / means[2]))


# -- C24: champions or meetings --------------------------------------------------------------------


def _champions_and_meetings(setting: Setting) -> Arms:
    found = {}
    for name in ("champion_share", "meeting_probability"):
        for side, factor in (("less", 1 - _STEP), ("more", 1 + _STEP)):
            moved = setting.with_input(name, min(1.0, factor * setting[name]))
            found[f"{side} {name}"] = moved.scenario("weekly_block")
    return found


def _elasticities(runs: Mapping[str, Run]) -> tuple[Reading, ...]:
    return (compared(_ratio_of_gains, *([wins(run)] for run in runs.values())),)


def _ratio_of_gains(means: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        champions = np.log(means[1] / means[0])
        return np.asarray(champions / np.log(means[3] / means[2]))


CASES = (
    Case("C15", _with_perfect_attention, _saved_share),
    Case("C16", _email_and_visits, _accounts_kept),
    Case("C17", _gestures_and_visits, _accounts_kept),
    Case("C18", _one_deal_and_block, _unevenness, story=True),
    Case("C19", _visits_and_calls, _revenue),
    Case("C20", _talks_and_meetings, _calls_and_wins),
    Case("C21", _with_manager_and_without, _hours_per_win),
    Case("C22", _promises, _won_and_kept, story=True),
    Case("C23", _closing_and_helping, _revenue),
    Case("C24", _champions_and_meetings, _elasticities),
)
