"""C01 to C03: looking after accounts, its price, and a finite list of targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from simlib.analysis.precision import Floats
from simlib.studies.claims.reading import (
    Reading,
    compared,
    final_revenue,
    gain,
    ratio,
    rep_months,
    wins,
)
from simlib.studies.claims.setting import Arms, Case, Setting

if TYPE_CHECKING:
    from simlib.run.result import Run

_HUNTS: dict[str, Any] = {
    "calls_per_month": 26 / 3,
    "calls_protected": True,
    "check_in_every_weeks": 2.0,
    "check_in_kind": "one_to_one",
}
"""The calls and one-to-ones of the weekly block, added to another diary."""


def _with_and_without_hunting(setting: Setting) -> Arms:
    return {
        "babysitter": setting.scenario("babysitter"),
        "babysitter who hunts": setting.scenario("babysitter", **_HUNTS),
        "devoted": setting.scenario("devoted"),
        "devoted who hunts": setting.scenario("devoted", **_HUNTS),
    }


def _wins(runs: Mapping[str, Run]) -> tuple[Reading, ...]:
    return tuple(
        ratio(wins(runs[name]), wins(runs[f"{name} who hunts"]))
        for name in ("babysitter", "devoted")
    )


def _revenue(runs: Mapping[str, Run]) -> tuple[Reading, ...]:
    return tuple(
        gain(final_revenue(runs[name]), final_revenue(runs[f"{name} who hunts"]))
        for name in ("babysitter", "devoted")
    )


def _focused_and_scattered(setting: Setting) -> Arms:
    return {
        focus: setting.scenario("weekly_block", target_focus=focus)
        for focus in ("focused", "scattered")
    }


def _wins_per_call(runs: Mapping[str, Run]) -> tuple[Reading, ...]:
    arms = [
        [wins(runs[focus]), rep_months(runs[focus], "calls_made")]
        for focus in ("focused", "scattered")
    ]
    return (compared(_ratio_of_ratios, *arms),)


def _ratio_of_ratios(means: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((means[0] / means[1]) / (means[2] / means[3]))


CASES = (
    Case("C01", _with_and_without_hunting, _wins),
    Case("C02", _with_and_without_hunting, _revenue),
    Case("C03", _focused_and_scattered, _wins_per_call),
)
