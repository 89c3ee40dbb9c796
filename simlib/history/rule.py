"""When an account counts as lost: a declared number of days without a booking."""

from __future__ import annotations

from dataclasses import dataclass

from simlib.inputs.errors import InputError

_LONGEST = 3650


@dataclass(frozen=True, slots=True)
class LossRule:
    """An account that books nothing for so long is lost, at its last booking.

    Parameters
    ----------
    silent_days : int
        Days without anything positive booked, 1 to 3,650. Short rules take a pause for a loss,
        long ones need a long ledger.
    opening_days : int
        An account first booked in so many first days of the ledger was there before it began:
        when it started is not known.

    Raises
    ------
    InputError
        For a number of days that is not whole or out of range.
    """

    silent_days: int = 365
    opening_days: int = 31

    def __post_init__(self) -> None:
        for name, least in (("silent_days", 1), ("opening_days", 0)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int):
                raise InputError("not a number of days", column=name, value=value, allowed="whole")
            if not least <= value <= _LONGEST:
                raise InputError(
                    "no rule", column=name, value=value, allowed=f"{least} to {_LONGEST} days"
                )

    @property
    def words(self) -> str:
        """The rule as a client reads it."""
        return f"lost after {self.silent_days} days without a booking"


RULES = (LossRule(90), LossRule(180), LossRule(270), LossRule(365))
"""What the rule is varied over."""
