"""Stress events: what a scenario forces to happen, and when, in one readable line each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, field_validator

from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.ids import SEPARATOR, canonical
from simlib.inputs.records import Record

if TYPE_CHECKING:
    from simlib.inputs.book import Book

_NUMBER = r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
_SHARE = rf"{_NUMBER} ?%?"
_CAUSE = r"[a-z][a-z0-9_]*"
_END = rf" +in +week +(?P<week>{_NUMBER})$"
# The selector takes as little as the rest of the line allows: a name may hold any of the words.
_SHRINK = re.compile(
    rf"^(?P<action>shrink) +(?P<selector>\S.*?) +by +(?P<severity>{_SHARE})"
    rf"(?: +with +(?P<cause>{_CAUSE}))?{_END}"
)
_LOSS = re.compile(
    rf"^(?P<action>lose|strike) +(?P<selector>\S.*?)(?: +with +(?P<cause>{_CAUSE}))?{_END}"
)
_OWNER_EVENT = re.compile(rf"^owner:(?P<rep>\S.*?) +leaves +with +share +(?P<share>{_SHARE}){_END}")
_SELECTOR = re.compile(r"^(id:.+|top:[1-9]\d*(@.+)?|owner:.+)$")
_NAME_WITH_CAUSE = re.compile(rf" with {_CAUSE}$")
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

    week: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    action: Literal["lose", "shrink", "strike", "leaves"]
    selector: str
    cause: str = "forced"
    severity: Annotated[float, Field(ge=0, le=1)] = 0.0
    share: Annotated[float, Field(ge=0, le=1)] = 0.0

    @field_validator("selector")
    @classmethod
    def _known_selector(cls, selector: str) -> str:
        if not _SELECTOR.match(selector):
            raise ValueError("id:X, top:n, top:n@rep, owner:REP")
        return canonical(selector)

    @classmethod
    def parse(cls, text: str) -> StressEvent:
        """Return the event that a line such as ``lose top:1 in week 52`` describes."""
        line = text.strip()
        if found := _OWNER_EVENT.match(line):
            return cls(
                week=float(found["week"]),
                action="leaves",
                selector=f"owner:{found['rep']}",
                cause="owner_leaves",
                share=_share(found["share"]),
            )
        found = _SHRINK.match(line) or _LOSS.match(line)
        if not found:
            raise InputError("not a stress event", value=text, allowed=_GRAMMAR)
        said = found.groupdict()
        if said["action"] == "strike" and not said["cause"]:
            raise InputError("a strike needs a cause", value=text, allowed=_GRAMMAR)
        return cls(
            week=float(said["week"]),
            action=said["action"],
            selector=said["selector"],
            cause=said["cause"] or "forced",
            severity=_share(said.get("severity") or "0"),
        )

    def __str__(self) -> str:
        """Return the line that `parse` reads back."""
        if self.action == "leaves":
            share, week = _plain(self.share), _plain(self.week)
            return f"{self.selector} leaves with share {share} in week {week}"
        by = f" by {_plain(self.severity)}" if self.action == "shrink" else ""
        silent = self.cause == "forced" and not _NAME_WITH_CAUSE.search(self.selector)
        with_ = "" if silent else f" with {self.cause}"
        return f"{self.action} {self.selector}{by}{with_} in week {_plain(self.week)}"

    def address(self) -> str:
        """Return what its draws are addressed by: week, action, selector and cause.

        Never its place in a list; nor how much it takes, so that a harder blow is the same blow.
        """
        return SEPARATOR.join((_plain(self.week), self.action, self.selector, self.cause))

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
        if kind == "top":
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
