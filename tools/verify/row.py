"""What a drill found: one row of the fault table, and how it is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_NOTHING = "nothing"


class Verdict(StrEnum):
    """Whether a fault was survived."""

    HELD = "held"
    NOT_HELD = "not held"
    NOT_INJECTED = "not injected"


@dataclass(frozen=True, slots=True)
class Row:
    """One fault and what came of it.

    Parameters
    ----------
    fault : str
        What went wrong.
    injected : str
        How it was brought about, or why it could not be.
    seen : str
        Message and exit status, as the user meets them.
    lost : tuple of str
        Finished work that was not there afterwards, or came out otherwise; empty if none.
    half_written : tuple of str
        Files that are neither the old ones nor whole new ones; empty if there are none.
    unclear : str
        What a user would not have understood; empty if all was said.
    done : bool
        False if the fault could not be injected on this machine.
    seconds : float
        How long the drill took.
    """

    fault: str
    injected: str
    seen: str = ""
    lost: tuple[str, ...] = ()
    half_written: tuple[str, ...] = ()
    unclear: str = ""
    done: bool = True
    seconds: float = 0.0

    @property
    def verdict(self) -> Verdict:
        """Held if nothing is lost, nothing half-written, and all was said clearly."""
        if not self.done:
            return Verdict.NOT_INJECTED
        fine = not (self.lost or self.half_written or self.unclear)
        return Verdict.HELD if fine else Verdict.NOT_HELD

    def cells(self) -> dict[str, str]:
        """Return the row as it is printed, by column."""
        return {
            "fault": self.fault,
            "how": self.injected,
            "seen": f"{self.seen}; unclear: {self.unclear}" if self.unclear else self.seen,
            "lost": _listed(self.lost, done=self.done),
            "half-written": _listed(self.half_written, done=self.done),
            "verdict": str(self.verdict),
        }


def not_injected(fault: str, why: str) -> Row:
    """Return the row of a fault that this machine does not let us bring about."""
    return Row(fault, f"could not be injected here: {why}", done=False)


def _listed(found: Sequence[str], *, done: bool) -> str:
    if not done:
        return ""
    return "; ".join(found) or _NOTHING
