"""Rules about the book: how much of the firm it holds, and whose accounts belong together."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from simlib.studies.audit.facts import Facts
from simlib.studies.audit.warning import AuditWarning, counted, few, percent

if TYPE_CHECKING:
    from simlib.inputs.ledger_report import LedgerReport
    from simlib.inputs.scenario import Scenario

ENOUGH_COVER = 0.8
"""Share of revenue that accounts with a name should hold."""
_NOT_LIVE = "account not live"  # what `simlib.inputs.ledger_entries` calls accounts that ceased


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
    says = (
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
    return f"; only “{few(labels)}” {verb} a whole group"


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
