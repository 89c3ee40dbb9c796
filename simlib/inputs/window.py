"""A declared window of a ledger: whole months or days, both ends included."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from simlib.inputs.errors import InputError

_DAYS_A_MONTH = Decimal("30.4375")


@dataclass(frozen=True, slots=True)
class Window:
    """First and last day of what is added up."""

    start: date
    end: date

    @classmethod
    def parse(cls, start: date | str, end: date | str) -> Window:
        """Read ``("2025-01", "2025-12")`` or days; a month means all of it.

        Raises
        ------
        InputError
            For text that is neither, an end before the start, or less than a month.
        """
        window = cls(_day(start, last=False), _day(end, last=True))
        if not 1900 <= window.start.year <= window.end.year <= 2999 or window.months < 1:
            raise InputError(
                "the window ends before it starts, or is shorter than a month",
                column="window",
                value=(str(start), str(end)),
                allowed="start before end, twelve months as a rule",
            )
        return window

    @property
    def months(self) -> Decimal:
        """Length in months: whole where both ends fit a calendar, else days by 30.4375."""
        after = self.end + timedelta(days=1)
        if after.day == self.start.day:
            return Decimal(12 * (after.year - self.start.year) + after.month - self.start.month)
        return Decimal((after - self.start).days) / _DAYS_A_MONTH

    @property
    def scaling(self) -> str:
        """What was done to reach a year, in words; "" for twelve months."""
        return "" if self.months == 12 else f"scaled to a year from {self.months:.3g} months"

    @property
    def start_of_second_month(self) -> date:
        """First day of the month after the one the window starts in."""
        return _months_later(self.start.replace(day=1), 1)

    @property
    def start_of_last_month(self) -> date:
        """First day of the month the window ends in."""
        return self.end.replace(day=1)

    def last_months(self, count: int | None) -> date:
        """Return the first day of the last ``count`` months of the window; None: all of it."""
        if count is None:
            return self.start
        if isinstance(count, bool) or not isinstance(count, int) or count < 1:
            raise InputError(
                "not a number of months",
                column="live_within_months",
                value=count,
                allowed="1 or more, or None for every account in the window",
            )
        return max(self.start, _months_later(self.end + timedelta(days=1), -count))

    def __str__(self) -> str:
        """Say the months where they are whole, else the days."""
        whole = self.start.day == 1 and (self.end + timedelta(days=1)).day == 1
        form = "%Y-%m" if whole else "%Y-%m-%d"
        return f"{self.start.strftime(form)} to {self.end.strftime(form)}"


def _day(text: date | str, *, last: bool) -> date:
    if isinstance(text, date):
        return date(text.year, text.month, text.day)
    try:
        if re.fullmatch(r"\d{4}-\d{2}", text, re.ASCII):
            first = date.fromisoformat(f"{text}-01")
            return first.replace(day=_month_length(first)) if last else first
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return date.fromisoformat(text)
    except (TypeError, ValueError):
        pass
    raise InputError(
        "not a month or day", column="window", value=text, allowed="YYYY-MM or YYYY-MM-DD"
    )


def _months_later(day: date, months: int) -> date:
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    return first.replace(day=min(day.day, _month_length(first)))


def _month_length(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]
