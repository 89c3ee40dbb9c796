"""The methodology check: every rule, in the order in which its warnings are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from simlib.analysis.ruin import ENOUGH_WORLDS, ruin
from simlib.inputs.parameters import parameters
from simlib.inputs.ranges import uncertain_inputs
from simlib.inputs.workload import ORDINARY_REQUEST_HOURS, workload
from simlib.studies.audit.facts import AuditWarning, Facts, gathered, short
from simlib.studies.audit.targets import large, used_up
from simlib.words import counted, listed, number_word, percent, sentence_case

if TYPE_CHECKING:
    from simlib.inputs.book import Book
    from simlib.inputs.ledger_report import LedgerReport
    from simlib.inputs.scenario import Scenario
    from simlib.studies.claims.results import ClaimResult
    from simlib.studies.drivers.sensitivity import Tornado
    from simlib.studies.headline import UnderIgnorance

ENOUGH_COVER = 0.8
"""Share of revenue that accounts with a name should hold."""
_NOT_LIVE = "account not live"  # what `simlib.inputs.ledger` calls accounts that ceased
SURE_SHARE = 0.8
"""Of the draws of the inputs: a lead that holds in fewer may turn."""
_DAYS_A_YEAR = 365.25
_ENOUGH_DATED = 0.5
"""Share of the accounts whose first day must be known for it to say how far the data reach."""
_DO = "Quote the first years, and the later ones as what follows if nothing changes."
ASSUMED = "D"
_CONDITIONAL = "holds only if"
MARGINS = ("gross_margin", "operating_margin", "cash_buffer_months")
"""What decides most of how long a firm can live without revenue."""
ENOUGH_CASES = 20
"""Of a rare event: with fewer, chance alone moves a rate by half of itself (95 %)."""
IDLE_LOAD = 0.25
"""Of a week: reps whose accounts ask for less have nothing to neglect."""
_TELL = "Check the number of reps, their hours and the hours a service request takes."


def partial(facts: Facts) -> AuditWarning | None:
    """Warn of a book whose accounts hold less than 80 % of the firm's revenue."""
    if facts.scenario is None:
        return None
    book = facts.scenario.book
    named = book.annual_revenue - book.pool_revenue
    whole = max(facts.total_revenue or 0.0, book.annual_revenue)
    share = named / whole * _kept_share(facts.report)
    if share >= ENOUGH_COVER:
        return None
    says = (
        f"The {counted(len(book.accounts), 'account')} of the book hold {percent(share)} of the "
        "firm's revenue (80 % would be enough): the rest is not lost account by account, so the "
        "firm looks safer than it is."
    )
    do = "Take in more accounts, or speak of this part of the firm only."
    return AuditWarning("partial_book", "serious", says, do)


def _kept_share(report: LedgerReport | None) -> float:
    """Return the share of the window's money in the book; money of other days does not count."""
    if report is None:
        return 1.0
    kept = float(report.kept.amount)
    left = sum(float(line.amount) for line in report.lines if line.reason == _NOT_LIVE)
    return kept / (kept + left) if kept > 0 and left > 0 else 1.0


def shared_parents(facts: Facts) -> AuditWarning | None:
    """Warn where accounts of one parent are lost one by one."""
    if facts.scenario is None:
        return None
    groups = _groups(facts.scenario)
    if not groups:
        return None
    alone, together = _scopes(facts.scenario)
    if not alone:
        return None
    revenue = facts.scenario.book.annual_revenue
    held = [sum(each) / revenue for each in groups.values()]
    says = sentence_case(
        f"{counted(sum(map(len, groups.values())), 'account')} with {percent(sum(held))} of "
        f"revenue share {counted(len(groups), 'parent')} (the largest {percent(max(held))}), yet "
        f"{counted(alone, 'cause')} of loss end them one by one, as if one had nothing to do with "
        f"the other{_together_words(together)}."
    )
    do = "Merge accounts that one owner decides on, or add a cause with scope parent."
    severe = max(held) > facts.scenario.book.largest_share
    return AuditWarning("shared_parents", "serious" if severe else "caution", says, do)


def _together_words(labels: list[str]) -> str:
    if not labels:
        return ""
    verb = "strikes" if len(labels) == 1 else "strike"
    return f"; only “{listed(labels, most=4)}” {verb} a whole group"


def _groups(scenario: Scenario) -> dict[str, list[float]]:
    """Return the revenues of every parent with more than one account."""
    found = defaultdict(list)
    for account in scenario.book.accounts:
        if account.parent is not None:
            found[account.parent].append(account.annual_revenue)
    return {parent: revenues for parent, revenues in found.items() if len(revenues) > 1}


def _scopes(scenario: Scenario) -> tuple[int, list[str]]:
    """Return how many causes of loss strike accounts one by one, and labels of the parents'."""
    losing = [c for c in scenario.causes if c.effect == "loss" and c.annual_rate > 0]
    together = [cause.label for cause in losing if cause.scope == "parent"]
    return sum(cause.scope in ("account", "buyer") for cause in losing), together


def inside_rivals_band(facts: Facts) -> AuditWarning | None:
    """Warn where the best diary's headline lies inside the band of the inputs of a rival."""
    for bands in facts.bands:
        warning = _warning(bands)
        if warning is not None:
            return warning
    return None


def _warning(bands: UnderIgnorance) -> AuditWarning | None:
    sign = -1.0 if bands.smaller_is_better else 1.0
    best = max(range(len(bands.arms)), key=lambda k: sign * bands.arms[k].central.mean)
    leader = bands.arms[best]
    rivals = [
        place
        for place, arm in enumerate(bands.arms)
        if place != best and arm.low <= leader.central.mean <= arm.high
    ]
    if not rivals:
        return None
    rival = min(rivals, key=lambda place: _wins(bands, best, place))
    share = _wins(bands, best, rival)
    low, high = (_value(bands, end) for end in (bands.arms[rival].low, bands.arms[rival].high))
    says = sentence_case(
        f"{short(leader.label)} leads with {_value(bands, leader.central.mean)}, and that lies "
        f"inside what the inputs allow for {short(bands.arms[rival].label)} ({low} to {high}); "
        f"draw by draw it does better in {100 * share:.0f} of 100."
    )
    do = "Show both bands, and say which input would turn it before advising a change."
    unsure = share < SURE_SHARE
    return AuditWarning("inside_rivals_band", "serious" if unsure else "caution", says, do)


def _wins(bands: UnderIgnorance, best: int, rival: int) -> float:
    """Return the share of the draws in which the leader does better than a rival."""
    gap = bands.draws[:, best] - bands.draws[:, rival]
    return float(np.mean(gap < 0 if bands.smaller_is_better else gap > 0))


def _value(bands: UnderIgnorance, value: float) -> str:
    if bands.unit == "chance":
        return f"{100 * value:.0f} of 100"
    if bands.unit == "share":
        return percent(value)
    return f"{value:,.0f} {bands.currency}".strip() if bands.unit == "money" else f"{value:.1f}"


def beyond_data(facts: Facts) -> AuditWarning | None:
    """Warn of a horizon that ledger, first days of accounts or evidence do not reach."""
    if facts.scenario is None:
        return None
    years = facts.scenario.horizon_years
    known, source = facts.data_years, "the data behind it reach"
    if known is None:
        known, source = _dated_years(facts.scenario.book), "the oldest account goes back"
    if known is not None and round(known, 1) < years:
        says = (
            f"The horizon is {counted(years, 'year')}, {source} {known:.1f} years: nobody has seen "
            "this firm for so long."
        )
        return AuditWarning("beyond_data", "caution", says, _DO)
    most = int(parameters()["horizon_years"].high)
    if years <= most:
        return None
    says = (
        f"The horizon is {counted(years, 'year')}: yearly rates of the evidence are meant for "
        f"{most} at most."
    )
    return AuditWarning("beyond_data", "caution", says, _DO)


def _dated_years(book: Book) -> float | None:
    """Return for how long the oldest account has been there, where most say since when."""
    days = [account.since for account in book.accounts if account.since is not None]
    if book.as_of is None or len(days) < _ENOUGH_DATED * len(book.accounts):
        return None
    return (book.as_of - min(days)).days / _DAYS_A_YEAR


def assumed_input(facts: Facts) -> AuditWarning | None:
    """Warn where an input of grade D decides a claim, or which diary does better."""
    hanging = _hanging_claims(facts)
    if hanging:
        claims = [f"{name} ({words(inputs[0])})" for name, inputs in hanging.items()]
        tried = counted(len({verdict.id for verdict in facts.verdicts}), "claim")
        says = sentence_case(
            f"{number_word(len(hanging))} of {tried} are decided by an input that is an "
            "assumption (grade D): "
            f"{listed(claims, most=6)}."
        )
        do = "Read these verdicts as what would have to be true, not as what is."
        return AuditWarning("assumed_input", "caution", says, do)
    for tornado in facts.tornados:
        turned = turning_inputs(tornado)
        if turned:
            says = (
                f"Whether {short(tornado.other)} does better than {short(tornado.reference)} "
                f"({tornado.measure_label.lower()}) is decided by {counted(len(turned), 'input')} "
                f"that nobody measured (grade D): {listed(list(map(words, turned)), most=4)}."
            )
            do = "Ask the client about the first of them before anything is changed."
            return AuditWarning("assumed_input", "serious", says, do)
    return None


def turning_inputs(tornado: Tornado) -> tuple[str, ...]:
    """Return inputs of grade D that alone, within their range, turn which diary does better."""
    sign = 1.0 if tornado.central.mean >= 0 else -1.0
    return tuple(
        bar.name
        for bar in tornado.bars
        if ASSUMED in bar.grade and min(sign * bar.at_low.mean, sign * bar.at_high.mean) < 0
    )


def _hanging_claims(facts: Facts) -> dict[str, list[str]]:
    """Return the assumed inputs that decide each claim, by its id."""
    found: dict[str, list[str]] = {}
    for verdict in facts.verdicts:
        names = [name for name in _deciding(verdict) if ASSUMED in _grade(name)]
        if names:
            found.setdefault(verdict.id, names)
    return dict(sorted(found.items()))


def _deciding(verdict: ClaimResult) -> list[str]:
    if verdict.break_even is not None:
        return [verdict.break_even.name]
    flip = verdict.flip
    if verdict.verdict.word == _CONDITIONAL and flip is not None and flip.confirmed:
        return [limit.name for limit in flip.limits]
    return []


def _grade(name: str) -> str:
    """Return the grade of an input; what is no input of the evidence is an assumption."""
    return next((each.grade for each in uncertain_inputs() if each.name == name), ASSUMED)


def words(name: str) -> str:
    """Return the key of an input without its marks."""
    return name.replace("_", " ").replace(".", ": ")


def default_money(facts: Facts) -> AuditWarning | None:
    """Warn where margin or cash behind "runs out of cash" are defaults nobody confirmed."""
    scenario = facts.scenario
    if scenario is None or scenario.unlimited_cash:
        return None
    untold = [name for name in MARGINS if name not in scenario.evidence.overridden]
    if not untold:
        return None
    evidence = scenario.evidence
    defaults = {
        "gross_margin": f"a gross margin of {percent(evidence['gross_margin'])}",
        "operating_margin": f"an operating margin of {percent(evidence['operating_margin'])}",
        "cash_buffer_months": f"cash for {_months(evidence['cash_buffer_months'])} of bills",
    }
    rests = listed([defaults[name] for name in untold])
    says = f"{_figure(facts)} rests on {rests}, which nobody of this firm has told."
    do = "Ask for them before that figure is quoted; survival and layoffs hang on them, too."
    return AuditWarning("default_money", "serious" if len(untold) > 1 else "caution", says, do)


def _months(months: float) -> str:
    return "a month" if months == 1 else f"{months:g} months"


def _figure(facts: Facts) -> str:
    if not facts.runs or not ruin(facts.runs[0]).quotable:
        return "How often the firm runs out of cash"
    found = ruin(facts.runs[0])
    return (
        f"That the firm runs out of cash in {percent(found.share)} of futures "
        f"({facts.runs[0].label})"
    )


def thin_tail(facts: Facts) -> AuditWarning | None:
    """Warn of odds of the worst read from too few worlds, or from a handful of closures."""
    worlds = [run.world_count for run in facts.runs] + [
        count for count in [facts.futures] if count is not None
    ]
    if not worlds:
        return None
    if min(worlds) < ENOUGH_WORLDS:
        says = (
            f"{min(worlds):,} futures are too few for the worst of them: one in twenty is "
            f"{counted(max(1, round(min(worlds) / 20)), 'future')}; odds of running out of cash "
            f"take {ENOUGH_WORLDS:,}."
        )
        do = f"Play at least {ENOUGH_WORLDS:,} futures before quoting a bad case."
        return AuditWarning("thin_tail", "caution", says, do)
    return _few_closures(facts)


def _few_closures(facts: Facts) -> AuditWarning | None:
    found = [ruin(run) for run in facts.runs if not run.scenario.unlimited_cash]
    rare = [each for each in found if 0 < each.closed < ENOUGH_CASES]
    if not rare:
        return None
    least = min(rare, key=lambda each: each.closed)
    says = (
        f"Under {short(least.label)} the firm runs out of cash in {least.closed} of "
        f"{least.worlds:,} futures: the true share may be {100 * least.low:.2g} to "
        f"{100 * least.high:.2g} of 100."
    )
    do = f"Play more futures, until {ENOUGH_CASES} of them end so, before two diaries are compared."
    return AuditWarning("thin_tail", "caution", says, do)


def small_sample(facts: Facts) -> AuditWarning | None:
    """Warn of a rate of the client's own that few losses or few departures stand behind."""
    for pooled in facts.pooled:
        if pooled.identified and pooled.lost < ENOUGH_CASES:
            own = pooled.own
            says = (
                f"The firm's own loss rate comes from {counted(pooled.lost, 'lost account')} in "
                f"{counted(pooled.accounts, 'account-year')}: {100 * own.mean:.0f} of 100 a year, "
                f"anything from {100 * own.low:.0f} to {100 * own.high:.0f}; pooled with the "
                f"evidence it carries {percent(pooled.weight)} of the rate."
            )
            do = "Quote the pooled rate with its range, never the own one alone."
            return AuditWarning("small_sample", "caution", says, do)
    if facts.departures is not None and 0 < facts.departures < ENOUGH_CASES:
        says = (
            f"What leaves with a rep is seen in {counted(facts.departures, 'departure')} only: "
            "that is a story, no rate."
        )
        do = "Tell it as what happened; leave the figures of the evidence where they are."
        return AuditWarning("small_sample", "caution", says, do)
    return None


def overload(facts: Facts) -> AuditWarning | None:
    """Warn of more than a full week of planned work, or requests too short to be true."""
    if facts.scenario is None:
        return None
    load = workload(facts.scenario)
    over = {rep: share for rep, share in load.seat_load.items() if share > 1}
    least, reps = ORDINARY_REQUEST_HOURS[0], counted(len(load.seat_load), "rep")
    if over:
        worst = max(over, key=lambda rep: over[rep])
        says = sentence_case(
            f"{number_word(len(over))} of {reps} have more planned work than hours, before "
            "any prospecting "
            f"({short(worst)}: {percent(over[worst])} of a week): service fails whatever the diary."
        )
        return AuditWarning("overload", "serious", says, _TELL)
    if facts.scenario.request_hours is not None or load.request_hours >= least:
        return None
    if facts.scenario.evidence["requests_per_week"] == 0:
        return None
    says = sentence_case(
        f"{counted(len(facts.scenario.book.accounts), 'account')} on {reps} leave only "
        f"{load.request_hours:.2g} hours for a service request: so many accounts are not looked "
        "after one by one."
    )
    return AuditWarning("overload", "serious", says, _TELL)


def idleness(facts: Facts) -> AuditWarning | None:
    """Warn of accounts that ask for next to nothing, or of requests too long to be true."""
    if facts.scenario is None:
        return None
    book, load = facts.scenario.book, workload(facts.scenario)
    owners = {account.owner for account in book.accounts}
    busy = [share for rep, share in load.seat_load.items() if rep in owners]
    mean = sum(busy) / len(busy)
    if mean < IDLE_LOAD:
        says = (
            f"Planned service and visits fill {percent(mean)} of the week of a rep who has "
            "accounts: calls cost him nothing here, and no account suffers from them."
        )
        return AuditWarning("idleness", "caution", says, _TELL)
    if facts.scenario.request_hours is not None or load.request_hours <= ORDINARY_REQUEST_HOURS[1]:
        return None
    says = sentence_case(
        f"{counted(len(book.accounts), 'account')} on {counted(len(book.reps), 'rep')} would take "
        f"{load.request_hours:.0f} hours a service request to fill the week that is assumed: the "
        "reps may have more time than that."
    )
    return AuditWarning("idleness", "caution", says, _TELL)


RULES: dict[str, Callable[[Facts], AuditWarning | None]] = {
    "overload": overload,
    "idleness": idleness,
    "partial_book": partial,
    "default_money": default_money,
    "inside_rivals_band": inside_rivals_band,
    "assumed_input": assumed_input,
    "targets_used_up": used_up,
    "large_targets": large,
    "shared_parents": shared_parents,
    "thin_tail": thin_tail,
    "small_sample": small_sample,
    "beyond_data": beyond_data,
}
"""Every rule by the code of its warning; one that does not know enough stays silent."""


def audit(scenario: Scenario | None, *results: Any, **known: Any) -> tuple[AuditWarning, ...]:
    """Return what a sceptical reader should be warned of, the serious first.

    Parameters
    ----------
    scenario : Scenario or None
        None where only results are looked at.
    *results
        What was played or read for it, in any number: a `Run` or `Comparison` on its book, an
        `UnderIgnorance`, a `Tornado`, a `ClaimResult` or `Trial`, a `ClientCase`, a `History`, a
        `PooledRate`, a `QualityReport` or a `LedgerReport`.
    **known
        ``total_revenue``: of the whole firm, money a year. ``data_years``: how far the longest
        data reach. ``futures``: how many a figure comes from, where the run is not at hand.

    Returns
    -------
    tuple of AuditWarning
        At most one a rule; empty where nothing known speaks against the numbers.

    Raises
    ------
    InputError
        For a result nobody can audit or one of another book, or a fact that is unknown or
        impossible.
    """
    facts = gathered(scenario, results, known)
    found = [warning for rule in RULES.values() if (warning := rule(facts)) is not None]
    return tuple(sorted(found, key=lambda warning: warning.severity != "serious"))
