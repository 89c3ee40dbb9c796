"""The methodology check: every rule warns where it should and is silent where it should be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import simlib as sl
from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.errors import InputError
from simlib.inputs.ledger_report import LedgerReport, Line
from simlib.inputs.scenario import Scenario
from simlib.intake.report.quality import QualityReport
from simlib.run.simulate import compare, simulate
from simlib.studies.audit import targets
from simlib.studies.audit.facts import Facts, readers, short
from simlib.studies.audit.review import (
    MARGINS,
    RULES,
    assumed_input,
    audit,
    small_sample,
    thin_tail,
    turning_inputs,
)
from simlib.studies.audit.targets import calls_per_week, large_targets, used_up_week
from tests.support.court_results import ignorance, made_trial
from tests.support.firms import book_of, calm, scenario
from tests.support.history_results import pooled

TOLD = {"gross_margin": 0.4, "operating_margin": 0.08, "cash_buffer_months": 3.0}
LEVEL = tuple(100.0 for _ in range(24))


def sound(**changes: Any) -> Scenario:
    """Return a firm against which nothing can be said: 24 equal accounts, margins told."""
    base = Scenario(book=book_of(*LEVEL, reps=2), discipline="weekly_block", horizon_years=3)
    return base.with_(**TOLD).with_(**changes)


def codes(*told: Any, **known: Any) -> list[str]:
    return [warning.code for warning in audit(*told, **known)]


def says(code: str, *told: Any, **known: Any) -> str:
    return next(each.says for each in audit(*told, **known) if each.code == code)


def test_a_sound_scenario_is_not_warned_of() -> None:
    assert audit(sound()) == ()


def test_the_public_face_asks_this_check() -> None:
    assert sl.audit(sound(cash_buffer_months=0.5)) == audit(sound(cash_buffer_months=0.5))
    assert sl.audit(Scenario(book="supplier"))[0].code == "default_money"


def test_a_rule_warns_under_its_own_code_and_serious_ones_come_first() -> None:
    found = audit(Scenario(book="crm_sample"))
    assert {each.code for each in found} <= set(RULES)
    assert [each.severity for each in found] == sorted(
        (each.severity for each in found), reverse=True
    )
    assert all(each.says.endswith(".") and each.do.endswith(".") for each in found)


# The week


def test_more_than_a_full_week_is_overload() -> None:
    found = sound(request_hours=20.0)
    assert "overload" in codes(found)
    assert "Two of two reps" in says("overload", found)


def test_requests_too_short_to_be_true_are_overload() -> None:
    crowd = sound(book=book_of(*[100.0] * 40, reps=1))
    assert "0.26 hours for a service request" in says("overload", crowd)
    assert "overload" not in codes(crowd.with_(requests_per_week=0.0))


def test_reps_with_next_to_nothing_to_do_are_idle() -> None:
    assert "idleness" in codes(sound(request_hours=0.1))
    assert "idleness" in codes(sound(book=book_of(*[100.0] * 24, reps=12)))
    assert "idleness" not in codes(sound(request_hours=2.0))


# The book


@pytest.mark.parametrize(("pool", "warned"), [(500.0, False), (700.0, True)])
def test_a_book_must_hold_80_percent_of_revenue(pool: float, warned: bool) -> None:
    book = replace(book_of(*LEVEL, reps=2), pool_revenue=pool)
    assert ("partial_book" in codes(sound(book=book))) is warned


def test_a_total_that_is_told_counts() -> None:
    assert "partial_book" not in codes(sound(), total_revenue=2_900)
    assert "hold 60 %" in says("partial_book", sound(), total_revenue=4_000)


def test_money_of_accounts_left_out_of_the_book_counts() -> None:
    report = LedgerReport(
        "f.csv", "2025", 9, 0, (line("kept", 60), line("outside the window", 900))
    )
    assert "partial_book" not in codes(sound(), report)
    short_of_some = replace(report, lines=(*report.lines, line("account not live", 40)))
    assert "hold 60 %" in says("partial_book", sound(), short_of_some)


def line(reason: str, amount: int) -> Line:
    return Line(reason, 1, 1, Decimal(amount))


def family(*parents: str | None) -> Book:
    accounts = [Account(f"a{k:02d}", 100.0, parent=parent) for k, parent in enumerate(parents)]
    return Book.from_accounts(accounts, name="family", reps=2)


def test_accounts_of_one_parent_are_no_independent_accounts() -> None:
    found = sound(book=family(*["A"] * 6, *["B"] * 2, "C", *[None] * 15))
    assert says("shared_parents", found).startswith(
        "Eight accounts with 33 % of revenue share two parents (the largest 25 %), yet eight causes"
    )
    assert "acquired" in says("shared_parents", found)
    assert codes(sound(book=family("A", "B", "C", *[None] * 21))) == []


def test_where_only_whole_groups_are_lost_parents_are_no_matter() -> None:
    found = sound(book=family(*["A"] * 6, *[None] * 18))
    alone = [c.name for c in found.causes if c.scope in ("account", "buyer") and c.effect == "loss"]
    evidence = found.evidence.without_causes(*alone)
    assert "shared_parents" not in codes(found.with_(evidence=evidence))


# Money


@pytest.mark.parametrize("untold", MARGINS)
def test_every_default_behind_ruin_is_named(untold: str) -> None:
    told = {name: value for name, value in TOLD.items() if name != untold}
    base = Scenario(book=book_of(*LEVEL, reps=2), discipline="weekly_block", horizon_years=3)
    assert codes(base.with_(**told)) == ["default_money"]
    assert codes(base.with_(**told, unlimited_cash=True)) == []


def test_a_ruin_figure_is_quoted_only_from_enough_worlds() -> None:
    base = scenario(book_of(100.0, 50.0), calm(), unlimited_cash=False, horizon_years=1)
    assert says("default_money", base, simulate(base, worlds=1_000)).startswith(
        "That the firm runs out of cash in 0 % of futures"
    )
    assert says("default_money", base, simulate(base, worlds=10)).startswith("How often")


# Targets


def test_a_short_list_is_used_up() -> None:
    few_targets = sound(targets_per_rep=10, discipline="daily_habit")
    assert "ten targets" in says("targets_used_up", few_targets)
    assert "targets_used_up" not in codes(few_targets.with_(targets_per_rep=200))
    assert "targets_used_up" not in codes(few_targets.with_(calls_per_month=0.0))


@pytest.mark.parametrize(
    ("targets", "least", "most"), [(10, 0.0, 0.3), (20, 0.0, 0.3), (300, 0.9, 1.1)]
)
def test_calls_fall_off_in_the_game_when_the_check_says_so(
    targets: int, least: float, most: float
) -> None:
    arm = sound(discipline="daily_habit", targets_per_rep=targets, rep_turnover_per_year=0.0)
    run = simulate(arm, worlds=10, seed=3, progress=False)
    due, kept = (run.seat_values(f"calls_{each}").sum(axis=(0, 2)) for each in ("due", "kept"))
    week = used_up_week(arm)
    month = 12 if week is None else min(12, int(week * 12 / 52))
    before, after = slice(1, max(2, month // 2)), slice(month + 2, month + 9)
    fell = (kept[after].sum() / due[after].sum()) / (kept[before].sum() / due[before].sum())
    assert least <= fell <= most


def test_a_market_that_renews_itself_is_never_used_up() -> None:
    arm = sound(cooling_weeks=0.0, advance_probability=0.0, discovery_delay_weeks=0.0)
    assert used_up_week(arm) is None


def test_calls_are_what_is_planned_kept_and_has_hours() -> None:
    firm = sound(discipline="daily_habit", keenness_floor=1.0)
    planned = 12 * firm.discipline.calls_per_month / 52
    assert calls_per_week(firm) == pytest.approx(planned)
    assert calls_per_week(firm.with_(call_hours=28)) == pytest.approx(1.0)
    shared = firm.with_(call_hours=28, calls_protected=False)
    assert calls_per_week(shared) == pytest.approx(0.45)
    assert calls_per_week(firm.with_(call_hours=0)) == pytest.approx(planned)


@pytest.mark.parametrize(
    ("kind", "every"), [("none", None), ("one_to_one", 2.0), ("team_meeting", 4.0)]
)
def test_the_average_will_is_that_of_the_decay(kind: str, every: float | None) -> None:
    firm = sound(
        *(), discipline="daily_habit", check_in_kind=kind, check_in_every_weeks=every
    ).with_(keenness_floor=0.1, call_hours=0, keenness_half_life_weeks=13)
    will, path = 1.0, []
    for step in range(1, 3 * 52 * 100 + 1):
        will = 0.1 + (will - 0.1) * 2 ** (-0.01 / 13)
        if every and step % round(100 * every) == 0:
            will += {"one_to_one": 1.0, "team_meeting": 0.4}[kind] * (1 - will)
        path.append(will)
    expected = 12 * firm.discipline.calls_per_month / 52 * np.mean(path)
    assert calls_per_week(firm) == pytest.approx(expected, rel=0.03)


def test_after_a_loss_there_are_fewer_calls_than_always() -> None:
    always = sound(discipline="daily_habit")
    assert 0 < calls_per_week(always.with_(trigger="after_loss_26")) < calls_per_week(always)
    assert calls_per_week(always.with_(trigger="after_loss_0")) == 0


def test_targets_above_a_tenth_of_revenue_are_counted() -> None:
    concentrated = sound(book=book_of(1_000.0, 900.0, *[10.0] * 22, reps=2))
    expected = large_targets(concentrated)
    assert 1 < expected < 80
    assert f"About {round(expected)} of 80 targets" in says("large_targets", concentrated)
    assert "large_targets" not in codes(concentrated.with_(calls_per_month=0.0))
    assert "large_targets" not in codes(concentrated.with_(typical_new_account=1.0))


def test_without_spread_all_targets_are_alike() -> None:
    assert large_targets(sound(typical_new_account=300.0, target_revenue_sigma=0.0)) == 80
    assert large_targets(sound(typical_new_account=200.0, target_revenue_sigma=0.0)) == 0


def test_the_arm_that_uses_up_its_list_is_named() -> None:
    arms = [sound(targets_per_rep=10, discipline=name) for name in ("devoted", "daily_habit")]
    found = compare(arms, worlds=2, seed=1)
    assert "daily habit" in says("targets_used_up", arms[0], found)
    assert "targets_used_up" not in codes(arms[0])


# Small numbers


def test_few_worlds_are_no_tail() -> None:
    assert "thin_tail" in codes(sound(), futures=999)
    assert "thin_tail" not in codes(sound(), futures=1_000)
    for impossible in (0, 2.5, -1, "many"):
        with pytest.raises(InputError) as caught:
            audit(sound(), futures=impossible)
        assert caught.value.column == "futures"


def made_run(closed: int, worlds: int = 2_000) -> Any:
    """Return what the rule reads of a run that keeps only totals."""
    ended = np.array([0] * 12 + [closed])
    return SimpleNamespace(
        scenario=sound(),
        label="weekly block",
        world_count=worlds,
        months=np.arange(13),
        totals=SimpleNamespace(closed=ended),
    )


@pytest.mark.parametrize(("closed", "warned"), [(0, False), (7, True), (20, False)])
def test_a_handful_of_closures_is_no_rate(closed: int, warned: bool) -> None:
    found = thin_tail(Facts(sound(), runs=(made_run(closed),)))
    assert (found is not None) is warned
    assert found is None or "in 7 of 2,000 futures" in found.says


def test_a_rate_from_a_few_losses_is_a_small_sample() -> None:
    assert "nine lost accounts in 40 account-years" in says("small_sample", sound(), pooled())
    assert codes(sound(), replace(pooled(), lost=20)) == []
    assert codes(sound(), pooled(identified=False)) == []


@pytest.mark.parametrize(("departures", "warned"), [(0, False), (2, True), (20, False)])
def test_a_few_departures_are_no_rate(departures: int, warned: bool) -> None:
    assert (small_sample(Facts(sound(), departures=departures)) is not None) is warned


# What the inputs decide


def test_a_lead_inside_the_band_of_a_rival() -> None:
    assert "Weekly block leads with 64 of 100" in says("inside_rivals_band", sound(), ignorance())
    assert codes(sound(), ignorance(high=0.63)) == []


def test_a_lead_of_less_is_a_lead_where_less_is_better() -> None:
    bands = ignorance()
    found = audit(sound(), replace(bands, smaller_is_better=True, unit="count"))
    assert found[0].says.startswith("Monthly call leads with 0.5")


def test_a_claim_that_hangs_on_an_assumption() -> None:
    assert "12 of 25 claims" not in says("assumed_input", None, made_trial())
    assert "meeting probability" in says("assumed_input", None, made_trial())
    firm = tuple(r for r in made_trial().results if r.verdict.word in ("holds", "fails"))
    assert codes(None, replace(made_trial(), results=firm)) == []


def bar(grade: str, low: float, high: float) -> Any:
    ends = {"at_low": SimpleNamespace(mean=low), "at_high": SimpleNamespace(mean=high)}
    return SimpleNamespace(name="call_hours", grade=grade, **ends)


@pytest.mark.parametrize(
    ("bars", "turned"),
    [
        ((bar("D", -0.1, 0.2),), 1),
        ((bar("B/D", 0.3, -0.2),), 1),
        ((bar("B", -0.1, 0.2),), 0),
        ((bar("D", 0.1, 0.2),), 0),
    ],
)
def test_an_assumption_that_alone_turns_the_answer(bars: Any, turned: int) -> None:
    found: Any = SimpleNamespace(
        central=SimpleNamespace(mean=0.1),
        bars=bars,
        measure_label="Revenue",
        reference="today",
        other="weekly block",
    )
    assert len(turning_inputs(found)) == turned
    assert (assumed_input(Facts(sound(), tornados=(found,))) is not None) is bool(turned)


# Time


def test_a_horizon_beyond_the_data() -> None:
    assert "beyond_data" in codes(sound(), data_years=2.5)
    assert "beyond_data" not in codes(sound(), data_years=3)
    assert "10 at most" in says("beyond_data", sound(horizon_years=11))


@pytest.mark.parametrize(("first", "dated", "warned"), [(2024, 24, 1), (2015, 24, 0), (2024, 5, 0)])
def test_first_days_of_accounts_say_how_far_the_data_reach(
    first: int, dated: int, warned: int
) -> None:
    day = date(first, 1, 1)
    accounts = [Account(f"a{k:02d}", 100.0, since=day if k < dated else None) for k in range(24)]
    book = Book.from_accounts(accounts, name="dated", reps=2, as_of=date(2025, 12, 31))
    assert codes(sound(book=book)).count("beyond_data") == warned


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%Y-%m"])
def test_a_report_by_day_or_by_month_says_how_far_the_data_reach(form: str) -> None:
    ends = (f"{date(2024, 1, 1):{form}}", f"{date(2025, 12, 1):{form}}")
    kept = LedgerReport("f.csv", "2025", 9, 0, (line("kept", 60),))
    report = object.__new__(QualityReport)
    for name, value in zip(("first_day", "last_day", "book"), (*ends, kept), strict=True):
        object.__setattr__(report, name, value)
    assert "reach 1.9 years" in says("beyond_data", sound(), report)


# What cannot be audited


def test_what_nobody_knows_is_refused() -> None:
    with pytest.raises(InputError, match="nothing that can be audited"):
        audit(sound(), 3.0)
    with pytest.raises(InputError, match="did you mean total_revenue"):
        audit(sound(), totl_revenue=3.0)
    with pytest.raises(InputError, match="data_years"):
        audit(sound(), data_years=-1)


def test_a_result_of_another_book_is_refused() -> None:
    other = simulate(sound(book=book_of(5.0, 5.0)), worlds=1, progress=False)
    with pytest.raises(InputError, match="of another book"):
        audit(sound(), other)


@pytest.mark.parametrize("kind", readers())
def test_what_is_read_is_named_where_nothing_is(kind: type) -> None:
    with pytest.raises(InputError, match=kind.__name__):
        audit(sound(), 3.0)


def test_a_name_does_not_drown_its_sentence() -> None:
    assert short("x" * 70) == "x" * 59 + "…"


@pytest.mark.parametrize("rule", ["meeting_chance", "win_chance", "loss_chance", "keenness"])
def test_a_changed_rule_of_the_model_moves_the_audit(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The audit reckons with the rules that the world obeys, not with a copy of them."""
    always = sound(discipline="daily_habit", targets_per_rep=60)
    after_loss = always.with_(trigger="after_loss_26")

    def reckoned() -> tuple[float | None, float]:
        return used_up_week(always), calls_per_week(after_loss)

    said = reckoned()
    monkeypatch.setattr(targets.rules, rule, lambda *_: 0.01)
    assert reckoned() != said


@pytest.mark.parametrize("given", ["supplier", book_of(1.0)])
def test_what_is_no_scenario_is_refused(given: Any) -> None:
    with pytest.raises(InputError, match="not a scenario"):
        audit(given)
