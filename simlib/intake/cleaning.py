"""Rows met twice, fees told by every rep, other currencies: taken out openly or left in openly."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal

from simlib.inputs.errors import InputError
from simlib.inputs.reading.shape import RawTable
from simlib.inputs.reading.values import text_of
from simlib.intake.booking import Tally
from simlib.intake.mapping.columns import Line
from simlib.intake.mapping.days import days_of
from simlib.intake.mapping.mapping import RepeatedFees

OVERLAP = "the same row in an earlier file or sheet"
TWICE = "the same row twice in one file"
REPEATED = "a fee told again by another rep"
_CENT = Decimal("0.01")
_MANY = 0.05


@dataclass(frozen=True, slots=True)
class Repeats:
    """Rows that look repeated and were left in: how many, and what they come to."""

    rows: int = 0
    amount: Decimal = Decimal(0)
    examples: tuple[str, ...] = ()


def without_overlap(lines: Sequence[Line], tally: Tally) -> list[Line]:
    """Leave out rows of later files or sheets that an earlier one holds already."""
    seen: dict[object, Counter[str]] = defaultdict(Counter)
    kept = []
    for line in lines:
        here = seen[line.key]
        here[line.file] += 1
        earlier = max((count for file, count in here.items() if file != line.file), default=0)
        if here[line.file] <= earlier:
            tally.add(OVERLAP, line.place, line.amount or Decimal(0))
        else:
            kept.append(line)
    return kept


def without_twins(lines: Sequence[Line], drop: bool, tally: Tally) -> tuple[list[Line], Repeats]:
    """Leave out, or only count, rows that equal another of their file in every cell."""
    seen: set[object] = set()
    kept: list[Line] = []
    twins: list[Line] = []
    for line in lines:
        (twins if (line.file, line.key) in seen else kept).append(line)
        seen.add((line.file, line.key))
    if not drop:
        return list(lines), _repeats(twins)
    for line in twins:
        tally.add(TWICE, line.place, line.amount or Decimal(0))
    return kept, Repeats()


def with_fees(
    lines: Sequence[Line], policy: RepeatedFees, tally: Tally
) -> tuple[list[Line], Repeats]:
    """Keep, take once or split fees that stand on several reps' rows.

    Such rows equal each other in every cell but the rep's. "once" keeps the first row; "split"
    keeps all of them and deals the fee out in equal shares, odd cents to the first.
    """
    groups: dict[object, list[Line]] = defaultdict(list)
    for line in lines:
        if line.key_but_owner and line.owner and line.amount:
            groups[(line.file, line.key_but_owner)].append(line)
    shared = [group for group in groups.values() if len({line.owner for line in group}) > 1]
    again = [line for group in shared for line in group[1:]]
    if policy == "keep" or not again:
        return list(lines), _repeats(again)
    treat = _once if policy == "once" else _split
    changed: dict[int, Line | None] = {}
    for group in shared:
        changed |= treat(group, tally)
    treated = [changed.get(id(line), line) for line in lines]
    return [line for line in treated if line is not None], Repeats()


def in_one_currency(lines: Sequence[Line], chosen: str, tally: Tally) -> tuple[list[Line], str]:
    """Return the rows of one currency, and which it is.

    Raises
    ------
    InputError
        For several currencies of which none was chosen, or a choice that no row is in.
    """
    rows = Counter(line.currency for line in lines if line.currency)
    if len(rows) > 1 and chosen not in rows:
        raise InputError(
            f"amounts in several currencies: {_listed(rows)}; they are never converted",
            column="currency",
            value=chosen,
            allowed="'currency: ' and one of them in the mapping; the others are left out",
        )
    if len(rows) == 1 and chosen not in ("", *rows):
        return list(lines), chosen  # another word for the only one, "$" and "USD"
    currency = chosen or next(iter(rows), "")
    kept = []
    for line in lines:
        if line.currency in ("", currency):
            kept.append(line)
        else:
            reason = f"in {line.currency}, not in {currency}"
            tally.add(reason, line.place, line.amount or Decimal(0), currency=line.currency)
    return kept, currency


def sorted_out(
    lines: Sequence[Line], reasons: Mapping[str, Callable[[Line], bool]], tally: Tally
) -> list[Line]:
    """Leave out every row that one of the reasons fits; the first that fits counts."""
    kept = []
    for line in lines:
        reason = next((name for name, fits in reasons.items() if fits(line)), None)
        if reason is None:
            kept.append(line)
        else:
            tally.add(reason, line.place, line.amount or Decimal(0))
    return kept


def _listed(rows: Counter[str]) -> str:
    return ", ".join(f"{code} ({count:,} rows)" for code, count in rows.most_common(12))


def _repeats(lines: Sequence[Line]) -> Repeats:
    money = sum((line.amount or Decimal(0) for line in lines), Decimal(0))
    return Repeats(len(lines), money, tuple(line.place for line in lines[:5]))


def _once(group: Sequence[Line], tally: Tally) -> dict[int, Line | None]:
    for line in group[1:]:
        tally.add(REPEATED, line.place, line.amount or Decimal(0))
    return {id(line): None for line in group[1:]}


def _split(group: Sequence[Line], tally: Tally) -> dict[int, Line | None]:
    fee = group[0].amount or Decimal(0)
    share = (fee / len(group)).quantize(_CENT, rounding=ROUND_DOWN)
    shares = [fee - share * (len(group) - 1), *[share] * (len(group) - 1)]
    tally.add_money(f"{REPEATED} (shared out)", fee * (len(group) - 1))
    return {id(line): replace(line, amount=part) for line, part in zip(group, shares, strict=True)}


def ids_are_reissued(table: RawTable, columns: Mapping[str, str]) -> bool:
    """Return whether many names come back under another id once the former one has ended.

    Parameters
    ----------
    table
        A table of money.
    columns
        Meaning to column; without both an id and a name nothing is re-issued.
    """
    if not {"account_id", "account", "date"} <= columns.keys():
        return False
    try:
        days, _ = days_of(table, columns["date"])
    except InputError:
        return False
    years: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    names = table.values(columns["account"])
    for name, key, day in zip(names, table.values(columns["account_id"]), days, strict=True):
        if day and text_of(name).strip() and text_of(key).strip():
            years[text_of(name).strip()][text_of(key).strip()].add(day.year)
    again = sum(_one_after_another(list(ids.values())) for ids in years.values())
    return again > _MANY * max(1, len(years))


def _one_after_another(spans: list[set[int]]) -> bool:
    """Whether there are several ids, no two of them used in one year."""
    return len(spans) > 1 and sum(map(len, spans)) == len(set().union(*spans))
