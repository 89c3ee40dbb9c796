"""An oracle: something that theory knows about the model, and what the model said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simlib.analysis.precision import Interval


@dataclass(frozen=True)
class Finding:
    """What theory says, what was found, and how well the two agree."""

    theory: float
    """The value that theory gives."""
    found: Interval
    """The estimate with its 95 % interval; of no width where there is nothing to estimate."""
    p: float
    """Two-sided chance of a difference as large as this one under the theory; of an exact
    statement 1 if it holds and 0 if not.
    """
    test: str
    """How `p` was found, in words."""


@dataclass(frozen=True)
class Oracle:
    """The answer of one oracle."""

    name: str
    family: str
    holds: str
    """What the model is held to, in words."""
    law: str
    """The theory, in words."""
    unit: str
    """Of the theory's value and the estimate; blank for a plain number."""
    theory: float
    found: Interval
    """The estimate with its 95 % interval."""
    p: float
    test: str
    """As in `Finding`."""
    exact: bool
    """Whether there is nothing to estimate: it holds or it does not."""


@dataclass(frozen=True)
class Question:
    """An oracle that has not spoken yet."""

    name: str
    family: str
    holds: str
    law: str
    judge: Callable[[float], Finding]
    """Plays (or remembers) its futures and holds them to the theory, of which the number that
    matters is multiplied by the argument: 1 for the true theory.
    """
    unit: str = ""
    """As in `Oracle`."""
    wrong: float = 1.15
    """A factor that makes the theory wrong, to show that the oracle can fail."""
    exact: bool = False
    """As in `Oracle`."""
    broken: str = ""
    """In words what the factor does, where it is not the theory that it makes wrong."""

    @property
    def wrong_words(self) -> str:
        """What is wrong on purpose when the oracle has to fail."""
        return self.broken or f"the theory's number x {self.wrong:g}"

    def ask(self, by: float = 1.0) -> Oracle:
        """Return what the oracle says of a theory whose number is multiplied by ``by``."""
        finding = self.judge(by)
        return Oracle(
            name=self.name,
            family=self.family,
            holds=self.holds,
            law=self.law,
            unit=self.unit,
            theory=finding.theory,
            found=finding.found,
            p=finding.p,
            test=finding.test,
            exact=self.exact,
        )
