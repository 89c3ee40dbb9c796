"""Stress events: what a scenario forces to happen, and when, in one readable line each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.records import Record

if TYPE_CHECKING:
    from simlib.inputs.book import Book

_ACCOUNT_EVENT = re.compile(
    r"^(?P<action>lose|shrink|strike) (?P<selector>\S.*?)"
    r"(?: by (?P<severity>[\d.]+ ?%?))?(?: with (?P<cause>[a-z][a-z0-9_]*))?"
    r" in week (?P<week>[\d.]+)$"
)
_OWNER_EVENT = re.compile(
    r"^owner:(?P<rep>\S.*?) leaves with share (?P<share>[\d.]+ ?%?) in week (?P<week>[\d.]+)$"
)
_GRAMMAR = (
    "'lose top:1 in week 52', 'shrink id:ACME by 40 % in week 52', 'strike top:2@REP with "
    "competitor in week 10', 'owner:REP leaves with share 0.6 in week 52'"
)


class StressEvent(Record):
    """One forced event.

    ``selector`` is ``id:X``, ``top:n`` or ``top:n@rep`` (resolved on the initial book), or
    ``owner:REP`` for a departure, of which ``share`` is the chance that each account follows.
    ``cause`` is what a loss is booked under; a strike needs a loss cause of the evidence.
    """

    week: Annotated[float, Field(ge=0)]
    action: Literal["lose", "shrink", "strike", "leaves"]
    selector: str
    cause: str = "forced"
    severity: Annotated[float, Field(ge=0, le=1)] = 0.0
    share: Annotated[float, Field(ge=0, le=1)] = 0.0

    @classmethod
    def parse(cls, text: str) -> StressEvent:
        """Return the event that a line such as ``lose top:1 in week 52`` describes."""
        line = " ".join(text.split())
        if found := _OWNER_EVENT.match(line):
            return cls(
                week=float(found["week"]),
                action="leaves",
                selector=f"owner:{found['rep']}",
                cause="owner_leaves",
                share=_share(found["share"]),
            )
        found = _ACCOUNT_EVENT.match(line)
        if not found or (found["action"] == "shrink") != bool(found["severity"]):
            raise InputError("not a stress event", value=text, allowed=_GRAMMAR)
        if found["action"] == "strike" and not found["cause"]:
            raise InputError("a strike needs a cause", value=text, allowed=_GRAMMAR)
        return cls(
            week=float(found["week"]),
            action=found["action"],
            selector=found["selector"],
            cause=found["cause"] or "forced",
            severity=_share(found["severity"] or "0"),
        )

    def __str__(self) -> str:
        """Return the line that `parse` reads back."""
        if self.action == "leaves":
            share, week = _plain(self.share), _plain(self.week)
            return f"{self.selector} leaves with share {share} in week {week}"
        by = f" by {_plain(self.severity)}" if self.action == "shrink" else ""
        with_ = f" with {self.cause}" if self.cause != "forced" else ""
        return f"{self.action} {self.selector}{by}{with_} in week {_plain(self.week)}"

    def account_index(self, book: Book) -> int:
        """Return the canonical position of the account that an account event means.

        Raises
        ------
        InputError
            If the selector means no account of the book.
        """
        kind, _, rest = self.selector.partition(":")
        if kind == "id":
            ids = [account.account_id for account in book.accounts]
            if rest not in ids:
                raise unknown_name("account in a stress event", rest, ids)
            return ids.index(rest)
        if kind == "top" and re.fullmatch(r"[1-9]\d*(@.+)?", rest):
            return self._nth_largest(book, *_nth_and_rep(rest))
        raise InputError("unknown selector", value=self.selector, allowed="id:X, top:n, top:n@rep")

    def rep_index(self, book: Book) -> int:
        """Return the canonical position of the seat whose owner leaves."""
        rep = self.selector.removeprefix("owner:")
        if rep not in book.reps:
            raise unknown_name("owner in a stress event", rep, book.reps)
        return book.reps.index(rep)

    def _nth_largest(self, book: Book, n: int, rep: str | None) -> int:
        if rep is not None and rep not in book.reps:
            raise unknown_name("owner in a stress event", rep, book.reps)
        owned = [i for i, a in enumerate(book.accounts) if rep is None or a.owner == rep]
        owned.sort(key=lambda i: -book.accounts[i].annual_revenue)
        if n > len(owned):
            raise InputError(
                "not that many accounts", value=self.selector, allowed=f"top:1 to top:{len(owned)}"
            )
        return owned[n - 1]


def _nth_and_rep(text: str) -> tuple[int, str | None]:
    number, _, rep = text.partition("@")
    return int(number), rep or None


def _share(text: str) -> float:
    stripped = text.strip()
    return float(stripped[:-1]) / 100 if stripped.endswith("%") else float(stripped)


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else repr(number)
