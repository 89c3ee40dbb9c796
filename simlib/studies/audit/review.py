"""The methodology check: every rule, in the order in which its warnings are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simlib.studies.audit import book, headline, horizon, inputs, money, samples, targets, week
from simlib.studies.audit.facts import Facts, facts
from simlib.studies.audit.warning import AuditWarning

if TYPE_CHECKING:
    from simlib.inputs.scenario import Scenario

RULES: dict[str, Callable[[Facts], AuditWarning | None]] = {
    "overload": week.overload,
    "idleness": week.idleness,
    "partial_book": book.partial,
    "default_money": money.default_money,
    "inside_rivals_band": headline.inside_rivals_band,
    "assumed_input": inputs.assumed_input,
    "targets_used_up": targets.used_up,
    "large_targets": targets.large,
    "shared_parents": book.shared_parents,
    "thin_tail": samples.thin_tail,
    "small_sample": samples.small_sample,
    "beyond_data": horizon.beyond_data,
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
    gathered = facts(scenario, results, known)
    found = [warning for rule in RULES.values() if (warning := rule(gathered)) is not None]
    return tuple(sorted(found, key=lambda warning: warning.severity != "serious"))
