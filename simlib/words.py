"""Numbers and names as a client reads them."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Protocol

_SMALL_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)
_CAUSE_WORDS: dict[str, str] = {
    "acquired": "customer acquired",
    "buyer_dies": "buyer dies",
    "buyer_moves": "buyer moves on",
    "buyer_retires": "buyer retires",
    "closed": "our own closure",
    "closes": "customer closes",
    "competitor": "competitor",
    "conflict": "conflict of interest",
    "downturn": "the customer gets a cold",
    "forced": "as this scenario assumes",
    "grievance": "grievances boil over",
    "leadership": "new leadership",
    "neglect": "neglect",
    "owner_leaves": "follows its owner",
    "recession": "recession",
}
EVIDENCE_WORDS = {"folklore": "the authors' figures", "graded": "published figures"}
"""The sets of evidence as a client reads them."""
_UNITS = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))
_DIRECTION_MARKS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NO_XML = re.compile("[\ufdd0-\ufdef\ufffe\uffff]|[\U0001fffe-\U0010ffff](?<=[\ufffe\uffff])")


def show_name(name: object, *, longest: int = 32) -> str:
    """Return a name as one short harmless line of text.

    Parameters
    ----------
    name
        Anything a client may have typed: control characters, line breaks and marks that turn the
        reading direction become spaces, the rest stays as it is.
    longest
        Longer names are cut and end in an ellipsis.

    Returns
    -------
    str
        At most `longest` characters.
    """
    line = " ".join(harmless(unicodedata.normalize("NFC", str(name))).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


class Labelled(Protocol):
    """Any result that says whose it is."""

    @property
    def label(self) -> str:
        """The client's word for the arm."""
        ...


def shown_labels(results: Sequence[Labelled]) -> list[str]:
    """Return the labels of results as they may be shown."""
    return [show_name(result.label) for result in results]


def harmless(text: str) -> str:
    """Return the text with control characters and direction marks as spaces."""
    return "".join(" " if _is_control(letter) else letter for letter in text)


def _is_control(letter: str) -> bool:
    return letter in _DIRECTION_MARKS or unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"}


def number_word(number: int) -> str:
    """Return "no", "one" ... "twelve", then digits."""
    return _SMALL_NUMBERS[number] if 0 <= number < len(_SMALL_NUMBERS) else f"{number:,d}"


def counted(number: int, noun: str) -> str:
    """Return "one account", "two other diaries", "14 losses"."""
    return f"{number_word(number)} {plural(noun, number)}"


def plural(noun: str, number: int = 2) -> str:
    """Return a noun as it stands behind a number: the plural unless the number is one."""
    if number == 1:
        return noun
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return f"{noun}es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}s"


def span_words(months: float) -> str:
    """Return a stretch of time in words: "five years", "18 months", "2.5 years"."""
    years = months / 12
    if months >= 12 and math.isclose(years, round(years)):
        return counted(round(years), "year")
    return counted(round(months), "month") if months <= 36 else f"{years:.1f} years"


def of_100(share: float) -> str:
    """Return a share as a count of 100 that never rounds something to nothing or to all.

    Examples
    --------
    >>> of_100(0.413), of_100(0.0), of_100(0.002), of_100(0.999)
    ('41', '0', 'fewer than 1', 'more than 99')
    """
    count = 100.0 * share
    if 0.0 < count < 0.5:
        return "fewer than 1"
    return "more than 99" if 99.5 <= count < 100.0 else f"{round(count)}"


def percent(share: float, *, digits: int = 0) -> str:
    """Return a share in per cent; what is not nothing never becomes "0 %".

    Examples
    --------
    >>> percent(0.27), percent(0.0), percent(0.002), percent(0.002, digits=1)
    ('27 %', '0 %', 'less than 1 %', '0.2 %')
    """
    smallest = 10.0**-digits
    if 0.0 < 100.0 * share <= smallest / 2:  # half to even: 0.5 would be 0
        return f"less than {smallest:.{digits}f} %"
    return f"{100.0 * share:.{digits}f} %"


def at_most(share: float) -> str:
    """Return an upper end in words: "at most 12 %", "less than 1 %"."""
    said = percent(share)
    return said if said.startswith("less") else f"at most {said}"


def money(amount: float, currency: str = "") -> str:
    """Return an amount short enough for a title: "7.0 m USD", "0.8 m", "45 k EUR".

    Parameters
    ----------
    amount
        In units of the currency.
    currency
        Its code, put after the number; none if empty.
    """
    size = abs(amount)
    scale, unit = next(((s, u) for s, u in _UNITS if size >= s * (0.1 if s == 1e6 else 1)), (1, ""))
    number = amount / scale
    digits = _money_digits(abs(number), unit)
    text = f"{number:,.{digits}f}"
    if unit == "m" and size < 1e6:
        text = text.rstrip("0").rstrip(".")
    return " ".join(part for part in (text, unit, show_name(currency, longest=8)) if part)


def _money_digits(number: float, unit: str) -> int:
    if unit == "m" and number < 1:
        return 2
    return 1 if unit in {"bn", "m"} and number < 100 else 0


def between(low: float, high: float) -> str:
    """Return a range of whole numbers, or the one number where both are the same."""
    return f"{low:.0f}" if round(low) == round(high) else f"{low:.0f} to {high:.0f}"


def listed(items: Sequence[str], last: str = "and", *, most: int | None = None) -> str:
    """Return "a", "a and b", "a, b and c"; beyond ``most`` "a, b and 3 more"."""
    if most is not None and len(items) > most:
        items = [*items[:most], f"{len(items) - most} more"]
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def sentence_case(text: str) -> str:
    """Return the text with its first letter capital and the rest untouched."""
    return text[:1].upper() + text[1:]


def has_words(cause: str) -> bool:
    """Return whether the project has short words for a cause."""
    return cause in _CAUSE_WORDS


def cause_words(cause: str, labels: Mapping[str, str] | None = None) -> str:
    """Return a cause as a client would say it."""
    words = {**_CAUSE_WORDS, **(labels or {})}
    return show_name(words.get(cause, cause.replace("_", " ")), longest=26)


def plain(text: object) -> str:
    """Return a text that XML can hold: no control characters, no marks that turn the line."""
    return " ".join(_NO_XML.sub(" ", harmless(str(text))).split())
