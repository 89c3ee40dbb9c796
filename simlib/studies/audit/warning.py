"""One warning of the methodology check: what is wrong in plain words, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["serious", "caution"]

_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class AuditWarning:
    """What a sceptical reader should know before he believes a number.

    Parameters
    ----------
    code : str
        Key of the rule that speaks, one of `simlib.studies.audit.review.RULES`.
    severity : {"serious", "caution"}
        Serious: the answer may be about another firm, or turn. Caution: read it with that in mind.
    says : str
        What is wrong, one sentence with its numbers. Names stand in it as the user typed them.
    do : str
        What to do about it, one sentence.
    """

    code: str
    severity: Severity
    says: str
    do: str

    def __str__(self) -> str:
        """Return both sentences."""
        return f"{self.says} {self.do}"


def short(name: str) -> str:
    """Return a name that cannot drown its sentence."""
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"


def sentence(text: str) -> str:
    """Return the text with its first letter capital."""
    return text[:1].upper() + text[1:]


def percent(share: float) -> str:
    """Return 0.123 as "12 %"; what is not nothing never becomes 0 %."""
    return "less than 1 %" if 0 < share < 0.005 else f"{100 * share:.0f} %"


def counted(number: int, noun: str) -> str:
    """Return "1 account" or "14 accounts"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def few(names: list[str], most: int = 4) -> str:
    """Return "a, b and 3 more"."""
    shown = [short(name) for name in names[:most]]
    rest = len(names) - len(shown)
    if rest:
        return f"{', '.join(shown)} and {rest} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
