"""What deck and page both find in a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simlib.present.plots.recovery_lines import finding_recovery
from simlib.present.words import percent

if TYPE_CHECKING:
    from simlib.analysis.recovery import Recovery
    from simlib.studies.client.case import ClientCase


def recovery_of_case(case: ClientCase, few: Sequence[Recovery]) -> str:
    """Return the finding; where the largest is so small that nobody falls, that is the finding."""
    largest = case.comparison.reference.scenario.book.largest_share
    if largest < 1 - few[0].back:
        return (
            f"The largest account is {percent(largest)} of revenue: its loss alone takes no way of "
            f"working below {percent(few[0].back)}"
        )
    return finding_recovery(few)
