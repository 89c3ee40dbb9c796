"""Rules about small numbers: a tail read from too few worlds, a rate from too few losses."""

from __future__ import annotations

from simlib.analysis.ruin import ENOUGH_WORLDS, ruin
from simlib.studies.audit.facts import Facts
from simlib.studies.audit.warning import AuditWarning, counted, short

ENOUGH_CASES = 20
"""Of a rare event: with fewer, chance alone moves a rate by half of itself (95 %)."""


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
                f"evidence it carries {100 * pooled.weight:.0f} % of the rate."
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
