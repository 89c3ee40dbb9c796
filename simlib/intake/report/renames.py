"""Names that may be one customer: typed differently, or ending where another begins."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations, pairwise

from simlib.intake.booking import Ledger

_LEGAL_FORM = re.compile(
    r"\b(ab|ag|and|aps|as|bv|co|company|corp|corporation|doo|et|eu|gmbh|inc|incorporated|kft|kg|"
    r"limited|llc|llp|lp|ltd|mbh|na|nv|ohg|oy|pc|plc|pllc|pte|pty|sa|sarl|sas|se|sl|spa|srl|sro|"
    r"the|und)\b"
)
_FORMERLY = re.compile(r"\b(?:fka|f/k/a|formerly(?: known as)?|previously|now|dba|d/b/a|aka)\b")
_WRITTEN_OUT = re.compile(r"(?<=[aou])e")
_ALIKE = 0.92
_LONGEST_BLOCK = 60
_HANDOVER_MONTHS = 3
_FEW_SPELLINGS = 5
_FEWEST_LETTERS = 5

SPELLING = "equal but for case, marks and legal form"
TYPING = "nearly the same letters"
LONGER = "one name within the other, and one ends when the other begins"
TOLD = "one name says that it was the other"
SAME_FEE = "same rep and same fee, and one ends the month before the other begins"


@dataclass(frozen=True, slots=True)
class Life:
    """One name in a ledger."""

    name: str
    """As it stands there."""
    first: date
    last: date
    """Days of the first and the last booking."""
    amount: Decimal
    """Net, over the whole ledger."""
    rows: int
    """How many."""
    first_place: str
    last_place: str
    """File and row of the first and the last booking."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """Two names that may be one customer; the earlier first."""

    one: Life
    other: Life
    """Ordered by first booking."""
    why: str
    """What makes it likely."""

    @property
    def follows(self) -> bool:
        """Whether the second begins after the first has ended: as churn, a loss and a win."""
        return self.one.last < self.other.first

    @property
    def amount(self) -> Decimal:
        """Money of the smaller of the two: what is at stake."""
        return min(abs(self.one.amount), abs(self.other.amount))


def suspects(ledger: Ledger) -> tuple[Suspect, ...]:
    """Return pairs of accounts that may be one customer, most money first; nothing is merged.

    Parameters
    ----------
    ledger
        Under real names.
    """
    lives = lives_of(ledger)
    found: dict[tuple[str, str], Suspect] = {}
    for one, other, why in (
        *_same_spelling(lives),
        *_told(lives),
        *_nearly(lives),
        *_within(lives),
        *_same_fee(ledger, lives),
    ):
        pair = sorted((one, other), key=lambda life: (life.first, life.name))
        found.setdefault((pair[0].name, pair[1].name), Suspect(pair[0], pair[1], why))
    return tuple(sorted(found.values(), key=lambda pair: (-pair.amount, pair.one.name)))


def lives_of(ledger: Ledger) -> dict[str, Life]:
    """Return first and last day, money and rows of each account."""
    rows = defaultdict(list)
    for booking in ledger.bookings:
        rows[booking.account].append(booking)
    lives = {}
    for name, listed in rows.items():
        ordered = sorted(listed, key=lambda booking: booking.day)
        lives[name] = Life(
            name=name,
            first=ordered[0].day,
            last=ordered[-1].day,
            amount=sum((booking.amount for booking in listed), Decimal(0)),
            rows=len(listed),
            first_place=f"{ordered[0].file} row {ordered[0].row}",
            last_place=f"{ordered[-1].file} row {ordered[-1].row}",
        )
    return lives


@lru_cache(maxsize=65536)
def bare_name(name: str) -> str:
    """Return a name without case, accents, marks, legal form and small words.

    Examples
    --------
    >>> bare_name("Airbnb,  Inc.") == bare_name("AIRBNB")
    True
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    letters = re.sub(r"[^\w\s]", "", plain.replace("&", " "))
    return " ".join(_LEGAL_FORM.sub("", letters).split()) or plain


def _pairs(names: Sequence[str], lives: dict[str, Life]) -> Iterator[tuple[Life, Life]]:
    ordered = sorted((lives[name] for name in names), key=lambda life: (life.first, life.name))
    few = len(ordered) <= _FEW_SPELLINGS
    yield from combinations(ordered, 2) if few else pairwise(ordered)


def _same_spelling(lives: dict[str, Life]) -> Iterator[tuple[Life, Life, str]]:
    alike: dict[str, list[str]] = defaultdict(list)
    for name in lives:
        # Who has no umlaut on his keyboard types Mueller for Müller.
        words = sorted(_WRITTEN_OUT.sub("", word) for word in bare_name(name).split())
        alike["".join(words)].append(name)
    for names in alike.values():
        for one, other in _pairs(names, lives):
            yield one, other, SPELLING


def _told(lives: dict[str, Life]) -> Iterator[tuple[Life, Life, str]]:
    by_bare = {bare_name(name): name for name in lives}
    for name, life in lives.items():
        parts = _FORMERLY.split(name.casefold())
        for part in parts if len(parts) > 1 else ():
            other = by_bare.get(bare_name(part.strip(" ()[],;-")))
            if other and other != name:
                yield life, lives[other], TOLD


def _blocks(lives: dict[str, Life]) -> Iterator[list[str]]:
    blocks: dict[str, list[str]] = defaultdict(list)
    for name in lives:
        bare = bare_name(name)
        if sum(letter.isalpha() for letter in bare) >= _FEWEST_LETTERS:
            blocks[f"begins {bare[:4]}"].append(name)
            blocks[f"ends {bare[-5:]}"].append(name)
    yield from (names for names in blocks.values() if 1 < len(names) <= _LONGEST_BLOCK)


def _nearly(lives: dict[str, Life]) -> Iterator[tuple[Life, Life, str]]:
    for names in _blocks(lives):
        for k, one in enumerate(names):
            for other in names[k + 1 :]:
                if _alike(bare_name(one), bare_name(other)):
                    yield lives[one], lives[other], TYPING


def _alike(one: str, other: str) -> bool:
    # Equal ones are told of as such; branch 12 is not branch 13.
    if one == other or re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    matcher = SequenceMatcher(None, one[:80], other[:80], autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _within(lives: dict[str, Life]) -> Iterator[tuple[Life, Life, str]]:
    for names in _blocks(lives):
        for one in names:
            for other in names:
                short, long = bare_name(one), bare_name(other)
                if long.startswith(f"{short} ") and _hand_over(lives[one], lives[other]):
                    yield lives[one], lives[other], LONGER


def _month(day: date) -> int:
    return 12 * day.year + day.month


def _hand_over(one: Life, other: Life) -> bool:
    first, second = sorted((one, other), key=lambda life: life.first)
    return 0 <= _month(second.first) - _month(first.last) <= _HANDOVER_MONTHS


def _same_fee(ledger: Ledger, lives: dict[str, Life]) -> Iterator[tuple[Life, Life, str]]:
    """Yield names of one rep that hand over the very fee from one month to the next."""
    fees: dict[tuple[str, int], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for booking in ledger.bookings:
        if booking.owner:
            fees[booking.owner, _month(booking.day)][booking.account] += booking.amount
    ends = _month(max(life.last for life in lives.values()))
    for (owner, month), billed in fees.items():
        after = fees.get((owner, month + 1), {})
        ended = [n for n in billed if _month(lives[n].last) == month < ends and lives[n].rows > 2]
        begun = [n for n in after if _month(lives[n].first) == month + 1 and lives[n].rows > 2]
        for old in ended:
            matches = [new for new in begun if after[new] == billed[old] > 0]
            if len(matches) == 1 and sum(billed[n] == billed[old] for n in ended) == 1:
                yield lives[old], lives[matches[0]], SAME_FEE
