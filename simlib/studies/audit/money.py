"""The rule about cash: a chance of running out of it that rests on defaults."""

from __future__ import annotations

from simlib.analysis.ruin import ruin
from simlib.studies.audit.facts import Facts
from simlib.studies.audit.warning import AuditWarning, percent

MARGINS = ("gross_margin", "operating_margin", "cash_buffer_months")
"""What decides most of how long a firm can live without revenue."""


def default_money(facts: Facts) -> AuditWarning | None:
    """Warn where margin or cash behind "runs out of cash" are defaults nobody confirmed."""
    scenario = facts.scenario
    if scenario is None or scenario.unlimited_cash:
        return None
    untold = [name for name in MARGINS if name not in scenario.evidence.overridden]
    if not untold:
        return None
    evidence = scenario.evidence
    words = {
        "gross_margin": f"a gross margin of {percent(evidence['gross_margin'])}",
        "operating_margin": f"an operating margin of {percent(evidence['operating_margin'])}",
        "cash_buffer_months": f"cash for {_months(evidence['cash_buffer_months'])} of bills",
    }
    rests = [words[name] for name in untold]
    listed = " and ".join(filter(None, [", ".join(rests[:-1]), rests[-1]]))
    says = f"{_figure(facts)} rests on {listed}, which nobody of this firm has told."
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
