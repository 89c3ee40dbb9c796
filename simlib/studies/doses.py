"""Doses of prospecting: the same diary with more or fewer protected calls."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from simlib.inputs.disciplines import Discipline, discipline
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario

DOSES = (0.0, 1.0, 2.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 40.0)
"""Protected calls a month and rep."""
EVIDENCE = ("folklore", "graded")
"""The authors' figures, then the published ones."""
BOTH_WORDS = "the authors' figures and published ones"
"""What a footer says of results under both sets of evidence."""
_ONE_TO_ONE_WEEKS = 2.0


def dose_words(calls_per_month: float) -> str:
    """Return a dose as a client says it: "no calls", "one call a month", "6 calls a month"."""
    if calls_per_month == 0:
        return "no calls"
    return "one call a month" if calls_per_month == 1 else f"{calls_per_month:g} calls a month"


def dose_diary(calls_per_month: float) -> Discipline:
    """Return the diary of a dose: protected, focused, a one-to-one every two weeks.

    The one-to-ones take place without calls, too, so that only the calls differ between doses.
    """
    return discipline("weekly_block").with_(
        name=f"dose_{calls_per_month:g}",
        client_label=dose_words(calls_per_month),
        calls_per_month=calls_per_month,
        calls_protected=True,
        target_focus="focused",
        check_in_every_weeks=_ONE_TO_ONE_WEEKS,
        check_in_kind="one_to_one",
    )


def dose_scenarios(base: Scenario, doses: Sequence[float] = DOSES) -> tuple[Scenario, ...]:
    """Return the scenario under every dose.

    Raises
    ------
    InputError
        Unless there are at least two doses that rise from none.
    """
    rising = all(low < high for low, high in pairwise(doses))
    if len(doses) < 2 or doses[0] != 0 or not rising:
        raise InputError("not a row of doses", value=tuple(doses), allowed="0 and more, rising")
    return tuple(base.with_(discipline=dose_diary(calls)) for calls in doses)
