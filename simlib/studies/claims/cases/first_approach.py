"""C12 to C14: prospecting left alone, supervision that comes late, and the life of an account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.measures import measure_named
from simlib.analysis.precision import Floats
from simlib.studies.claims.reading import Reading, gain, kept_share, mean, rep_months
from simlib.studies.claims.setting import Arms, Case, Setting

if TYPE_CHECKING:
    from simlib.run.result import Run

_LATE_WEEKS = 104.0


def _left_alone(setting: Setting) -> Arms:
    return {"left alone": setting.scenario("sink_or_swim")}


def _calls_kept(runs: Mapping[str, Run]) -> tuple[Reading, ...]:
    return (_fading(runs["left alone"]),)


def _fading(run: Run) -> Reading:
    """Read the rate of calls kept in year 2 over that of the first quarter."""
    columns = [
        rep_months(run, column, *months)
        for months in ((13, 24), (1, 3))
        for column in ("calls_kept", "calls_due")
    ]
    return Reading("function", np.stack(columns), _ratio_of_rates)


def _ratio_of_rates(means: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((means[0] / means[1]) / (means[2] / means[3]))


def _early_and_late(setting: Setting) -> Arms:
    early = setting.scenario("weekly_block")
    return {"early": early, "late": early.with_(check_in_from_week=_LATE_WEEKS)}


def _gap(runs: Mapping[str, Run]) -> tuple[Reading, ...]:
    total = measure_named("cumulative_revenue").values
    late, early = (total(runs[name]) / runs[name].initial_revenue for name in ("late", "early"))
    return (gain(late, early),)


def _ten_years(setting: Setting) -> Arms:
    return {"service": setting.scenario("devoted", unlimited_cash=True, horizon_years=10)}


def _life_span(runs: Mapping[str, Run]) -> tuple[Reading, ...]:
    return (mean(kept_share(runs["service"])),)


CASES = (
    Case("C12", _left_alone, _calls_kept),
    Case("C13", _early_and_late, _gap),
    Case("C14", _ten_years, _life_span),
)
