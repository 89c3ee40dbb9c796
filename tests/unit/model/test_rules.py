"""Every formula of the model against numbers worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from simlib.model import rules

WORKED: list[tuple[Callable[..., float], tuple[float, ...], float]] = [
    # One half-life is a half, two are a quarter; the stamp need not be at week 0.
    (rules.relationship, (0.8, 10.0, 36.0, 26.0), 0.4),
    (rules.relationship, (0.8, 10.0, 62.0, 26.0), 0.2),
    (rules.keenness, (1.0, 4.0, 4.0, 0.2, 13.0), 1.0),
    (rules.keenness, (1.0, 4.0, 17.0, 0.2, 13.0), 0.6),
    (rules.keenness_half_life, (8.0, 0.5, 0.0), 8.0),
    (rules.keenness_half_life, (8.0, 0.5, 2.0), 8.0 * math.e),
    (rules.lifted, (0.6, 0.5), 0.8),
    (rules.cut, (200.0, 0.2), 160.0),
    (rules.kept, (0.5, 0.4), 0.2),
    # An account of four times the median revenue asks twice as often, within 0.3 and 4.
    (rules.request_factor, (400.0, 100.0), 2.0),
    (rules.request_factor, (3000.0, 100.0), 4.0),
    (rules.request_factor, (1225.0, 100.0), 3.5),
    (rules.request_factor, (1.0, 100.0), 0.3),
    (rules.request_rate, (0.5, 2.0, 0.25), 1.25),
    (rules.service_lift, (0.04, 4.0), 0.01),
    (rules.service_lift, (0.04, 0.5), 0.04),
    (rules.service_weeks, (10.0, 20.0), 0.5),
    (rules.scaled, (8.0, 0.25), 2.0),
    (rules.later, (3.0, 2.5), 5.5),
    (rules.gap_weeks, (1.0, 2.0), 26.0),
    (rules.request_gap_weeks, (1.0, 0.5), 2.0),
    (rules.call_interval_weeks, (2.0,), 52.0 / 24.0),
    # Early losses raise the chance, not beyond 0.95; a cause that is certain stays so.
    (rules.loss_chance, (0.4, 0.5, 0.5, 1.0), 0.3),
    (rules.loss_chance, (0.4, 0.5, 0.0, 2.0), 0.8),
    (rules.loss_chance, (0.6, 0.0, 1.0, 2.0), 0.95),
    (rules.loss_chance, (1.0, 0.0, 1.0, 2.0), 1.0),
    (rules.loss_chance, (1.0, 0.0, 1.0, 1.0), 1.0),
    (rules.grievance_threshold, (0.0,), 3.0),
    (rules.grievance_threshold, (0.49,), 4.0),
    (rules.grievance_threshold, (0.999,), 6.0),
    (rules.spoiled, (0.8, 0.5), 0.6),
    (rules.severity, (0.25, 0.2, 0.6), 0.3),
    (rules.expanded, (1200.0, 0.1, 0.5), 1205.0),
    (rules.ramped, (100.0, 10.0, 23.0, 26.0), 50.0),
    (rules.ramped, (100.0, 10.0, 80.0, 26.0), 100.0),
    (rules.ramped, (100.0, 10.0, 10.0, 0.0), 100.0),
    (rules.potential, (50.0, 0.5, 0.0, 80.0), 50.0),
    (rules.potential, (50.0, 0.5, 2.0, 999.0), 50.0 * math.e),
    (rules.potential, (50.0, 0.5, 2.0, 80.0), 80.0),
    (rules.guessed, (50.0, 0.5, -2.0), 50.0 / math.e),
    # With a half-value of one attempt: a half, three quarters, seven eighths.
    (rules.meeting_chance, (0.8, 1.0, 1.0), 0.4),
    (rules.meeting_chance, (0.8, 2.0, 1.0), 0.6),
    (rules.meeting_chance, (0.8, 2.0, 2.0), 0.4),
    (rules.win_chance, (0.4, 0.5, 0.5), 0.5),
    (rules.win_chance, (0.9, 0.5, 1.0), 0.95),
    (rules.new_relationship, (0.6, 0.5), 0.45),
    (rules.mean_win_chance, (0.25, 0.6, 0.2), 0.3),
    (rules.weighted, (100.0, 0.5, 0.4), 20.0),
    (rules.fixed_cost_at_start, (0.4, 0.15, 0.05, 0.1, 1000.0), 100.0),
    (rules.fixed_cost, (100.0, 1.0, 0.5, 0.8), 100.0),
    (rules.fixed_cost, (100.0, 0.8, 0.5, 0.8), 90.0),
    (rules.fixed_cost, (100.0, 1.5, 0.5, 0.8), 140.0),
    (rules.month_cost, (100.0, 2.0, 60.0, 0.02, 1000.0), 20.0),
    (rules.month_result, (0.3, 1200.0, 12.0), 18.0),
    (rules.month_outflow, (20.0, 0.4, 1200.0), 80.0),
    (rules.initial_cash, (3.0, 0.1, 1200.0), 270.0),
    (rules.share_of, (1.0, 4.0), 0.25),
    (rules.share_of, (1.0, 0.0), 0.0),
]


@pytest.mark.parametrize(
    ("rule", "given", "worked"), WORKED, ids=[f"{r.__name__}{given}" for r, given, _ in WORKED]
)
def test_a_rule_is_what_was_worked_out(
    rule: Callable[..., float], given: tuple[float, ...], worked: float
) -> None:
    assert rule(*given) == pytest.approx(worked, rel=1e-12)


def test_every_rule_was_worked_out() -> None:
    formulas = {id(each): name for name, each in vars(rules).items() if hasattr(each, "signatures")}
    tried = {id(rule) for rule, _, _ in WORKED}
    assert [name for key, name in formulas.items() if key not in tried] == []
