"""One chart a file; each returns its axes and computes nothing. Imported when first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simlib.present.plots.acceptability_lines import acceptability
    from simlib.present.plots.account_lines import account_survival
    from simlib.present.plots.ahead_lines import ahead
    from simlib.present.plots.answer_dots import answers
    from simlib.present.plots.backtest_points import backtest
    from simlib.present.plots.break_even_line import break_even_rate
    from simlib.present.plots.bridge_bars import bridge
    from simlib.present.plots.cause_areas import loss_by_cause
    from simlib.present.plots.cover_points import pipeline_cover
    from simlib.present.plots.dose_curves import dose_response
    from simlib.present.plots.dose_line import dose
    from simlib.present.plots.dose_weeks import weeks_by_dose
    from simlib.present.plots.driver_dots import drivers
    from simlib.present.plots.dry_zones import dry_spells
    from simlib.present.plots.flip_bars import flip_inputs
    from simlib.present.plots.flip_points import flip
    from simlib.present.plots.futures_waffle import futures
    from simlib.present.plots.hour_price_steps import hour_price
    from simlib.present.plots.hours_bars import hours_moved
    from simlib.present.plots.ignorance_bars import under_ignorance
    from simlib.present.plots.largest_lines import concentration
    from simlib.present.plots.loss_bars import loss_classes
    from simlib.present.plots.loss_cause_bars import loss_causes
    from simlib.present.plots.luck_cells import luck_grid
    from simlib.present.plots.model_drawing import model_picture
    from simlib.present.plots.one_call_bars import one_call
    from simlib.present.plots.optimum_ranges import best_dose
    from simlib.present.plots.oracle_dots import oracles
    from simlib.present.plots.own_lines import own_survival
    from simlib.present.plots.policy_sheet import policy
    from simlib.present.plots.rank_bars import standing
    from simlib.present.plots.recovery_lines import recovery
    from simlib.present.plots.replace_bubbles import replacement
    from simlib.present.plots.retention_dots import retention
    from simlib.present.plots.revenue_bands import revenue_fan
    from simlib.present.plots.revenue_lines import revenue_survival
    from simlib.present.plots.reverse_stress_dots import reverse_stress
    from simlib.present.plots.screening_dots import screening
    from simlib.present.plots.story_line import timeline
    from simlib.present.plots.survivor_dots import survivors
    from simlib.present.plots.tornado_bars import tornado
    from simlib.present.plots.twin_lines import two_lives
    from simlib.present.plots.validation_dots import validation
    from simlib.present.plots.verdict_page import verdicts
    from simlib.present.plots.waiting_lines import waiting
    from simlib.present.plots.week_bars import rep_week

# a file is never named like its chart: importing it would hide the function
_HOMES = {
    "acceptability": "acceptability_lines",
    "account_survival": "account_lines",
    "ahead": "ahead_lines",
    "answers": "answer_dots",
    "backtest": "backtest_points",
    "best_dose": "optimum_ranges",
    "break_even_rate": "break_even_line",
    "bridge": "bridge_bars",
    "concentration": "largest_lines",
    "dose": "dose_line",
    "dose_response": "dose_curves",
    "drivers": "driver_dots",
    "dry_spells": "dry_zones",
    "flip": "flip_points",
    "flip_inputs": "flip_bars",
    "futures": "futures_waffle",
    "hour_price": "hour_price_steps",
    "hours_moved": "hours_bars",
    "loss_by_cause": "cause_areas",
    "loss_causes": "loss_cause_bars",
    "loss_classes": "loss_bars",
    "luck_grid": "luck_cells",
    "model_picture": "model_drawing",
    "one_call": "one_call_bars",
    "oracles": "oracle_dots",
    "own_survival": "own_lines",
    "pipeline_cover": "cover_points",
    "policy": "policy_sheet",
    "recovery": "recovery_lines",
    "rep_week": "week_bars",
    "replacement": "replace_bubbles",
    "retention": "retention_dots",
    "revenue_fan": "revenue_bands",
    "revenue_survival": "revenue_lines",
    "reverse_stress": "reverse_stress_dots",
    "screening": "screening_dots",
    "standing": "rank_bars",
    "survivors": "survivor_dots",
    "timeline": "story_line",
    "tornado": "tornado_bars",
    "two_lives": "twin_lines",
    "under_ignorance": "ignorance_bars",
    "validation": "validation_dots",
    "verdicts": "verdict_page",
    "waiting": "waiting_lines",
    "weeks_by_dose": "dose_weeks",
}

__all__ = [
    "acceptability",
    "account_survival",
    "ahead",
    "answers",
    "backtest",
    "best_dose",
    "break_even_rate",
    "bridge",
    "concentration",
    "dose",
    "dose_response",
    "drivers",
    "dry_spells",
    "flip",
    "flip_inputs",
    "futures",
    "hour_price",
    "hours_moved",
    "loss_by_cause",
    "loss_causes",
    "loss_classes",
    "luck_grid",
    "model_picture",
    "one_call",
    "oracles",
    "own_survival",
    "pipeline_cover",
    "policy",
    "recovery",
    "rep_week",
    "replacement",
    "retention",
    "revenue_fan",
    "revenue_survival",
    "reverse_stress",
    "screening",
    "standing",
    "survivors",
    "timeline",
    "tornado",
    "two_lives",
    "under_ignorance",
    "validation",
    "verdicts",
    "waiting",
    "weeks_by_dose",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"no chart {name!r}; charts: {', '.join(sorted(_HOMES))}")
    return getattr(import_module(f"simlib.present.plots.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
