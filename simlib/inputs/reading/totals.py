"""Rows that add others up: a line of totals is no account, wherever it stands in a table.

A word alone proves little: Total, Suma and Summa are firms as well. So a row is judged by what it
is called, by whether its amount is the sum of other rows, and by whether it lacks what other rows
have, such as an owner.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from itertools import accumulate, chain

from simlib.inputs.ids import canonical
from simlib.inputs.reading.values import Value, is_null, looks_like_number


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SURE = _words(
    "total totals grandtotal subtotal subtotals totale totali totaux totales totaal totalt toplam "
    "subtotaal gesamt gesamtsumme gesamtbetrag gesamtumsatz gesamtergebnis insgesamt endsumme "
    "endbetrag zwischensumme teilsumme summe summen razem celkem ogółem összesen yhteensä ukupno "
    "σύνολο итого всего 合計 総計 小計 总计 合计 小计 總計 총계 합계"
)
"""Words that no firm is called alone, or one that has an owner and an amount of its own."""
_PERHAPS = _words(
    "sum suma summa somme soma saldo balance overall alle tous todos tutti count anzahl records "
    "rows σ ∑"
)
"""Words that a firm may be called, too."""
_BESIDE = _words(
    "grand sub sous net gross netto brutto sales revenue revenues turnover umsatz amount amounts "
    "account accounts customer customers client clients report page year month quarter annual fy "
    "all usd eur gbp chf sek nok dkk pln czk jpy cad aud of for in and the general generale "
    "général générale € $ £ ¥"
)
"""What stands beside such words, as in "Grand total EUR 2024"."""
_WORD = re.compile(r"[^\W\d_]+|\d+|[€$£¥∑]")
_COUNT = re.compile(r"\([^)]*\d[^)]*\)")
_LONGEST_LABEL = 60
_EVERYTHING = ("all", "All", "ALL")
"""Neither a name nor a gap: the sector of a book that tells none apart, the owner of a total."""
_SURELY, _MAYBE = 2, 1
_KNOWN = _SURE | _PERHAPS | _BESIDE
_FEWEST_ROWS = 4
_LOOKED_AT = 500
_HALF_A_CENT = 0.005
_NO_DIGITS = re.compile(r"[^\d.,]", re.ASCII)
_DECIMALS = re.compile(r"[.,](\d{1,2})$", re.ASCII)


def rows_of_totals(rows: Sequence[Sequence[Value]]) -> frozenset[int]:
    """Return the places of the rows that are totals or subtotals of others.

    Parameters
    ----------
    rows : sequence of sequence of Value
        The data of a table in file order, without header.

    Returns
    -------
    frozenset of int
        Of rows called a total, in one of many languages, that do not look like an account of
        that name; and of a first or last row that is the sum of all others and lacks the texts,
        such as an owner, that most of them have behind their name.
    """
    data = [place for place, cells in enumerate(rows) if not all(map(is_null, cells))]
    if not data:
        return frozenset()
    ranks = _ranks(rows)
    suspects = sorted(ranks.keys() | {data[0], data[-1]})
    texts = _text_columns([rows[place] for place in (*data[:_LOOKED_AT], *data[-_LOOKED_AT:])])
    sums = _Sums(rows, {place for place in ranks if not _has_name(rows[place], texts)})
    for place in suspects:
        rank, cells = ranks.get(place, 0), rows[place]
        if place in sums.totals:
            lacks = sum(_is_missing(cells, column) for column in texts) > 1
            is_total = rank == _SURELY or lacks or sums.hold(place)
        elif rank:
            is_total = rank == _SURELY and sums.hold(place)
        else:
            others = [_is_missing(cells, column) for column in texts if column != texts[0]]
            enough = len(data) >= _FEWEST_ROWS and bool(others)
            is_total = enough and all(others) and sums.hold(place)
        sums.settle(place, is_total)
    return frozenset(sums.totals)


def rank_of(cell: Value) -> int:
    """Return 2 for a cell that says total, 1 for one that may say so, 0 for any other."""
    if not isinstance(cell, str) or len(cell) > _LONGEST_LABEL:
        return 0
    words = set(_WORD.findall(_COUNT.sub(" ", canonical(cell)).casefold()))
    if not all(word in _KNOWN or word.isdecimal() for word in words):
        return 0
    if words & _SURE:
        return _SURELY
    return _MAYBE if words & _PERHAPS or ("all" in words and len(words) > 1) else 0


def _ranks(rows: Sequence[Sequence[Value]]) -> dict[int, int]:
    """Return the highest rank of a cell by the place of its row, where there is any."""
    # Each text once: a ledger of half a million rows repeats most of them.
    texts = {cell for cell in chain.from_iterable(rows) if isinstance(cell, str)}
    ranks = {text: rank for text in texts if (rank := rank_of(text))}
    if not ranks:
        return {}
    return {
        place: max(ranks.get(cell, 0) for cell in cells if isinstance(cell, str))
        for place, cells in enumerate(rows)
        if not ranks.keys().isdisjoint(cells)
    }


def _text_columns(rows: Sequence[Sequence[Value]]) -> list[int]:
    """Return the columns in which most rows have a text or a day, no number."""
    filled = [0] * max(map(len, rows))
    for cells in rows:
        for column, cell in enumerate(cells):
            filled[column] += not is_null(cell) and not looks_like_number(cell)
    return [column for column, count in enumerate(filled) if 2 * count >= len(rows)]


def _is_missing(cells: Sequence[Value], column: int) -> bool:
    """Whether a cell is not there, null, or says total."""
    return column >= len(cells) or is_null(cells[column]) or rank_of(cells[column]) > 0


def _has_name(cells: Sequence[Value], texts: Sequence[int]) -> bool:
    """Whether a text or a day, or a number where texts stand, says more than total."""
    return any(
        (column in texts or not looks_like_number(cell))
        and not _is_missing(cells, column)
        and cell not in _EVERYTHING
        for column, cell in enumerate(cells)
    )


class _Sums:
    """What amounts add up to, column by column, the lines of totals left out.

    Asked about one place after the other, downwards.
    """

    def __init__(self, rows: Sequence[Sequence[Value]], likely: set[int]) -> None:
        self.totals = likely
        self._rows, self._left_out = rows, frozenset(likely)
        self._before = -1
        self._found: dict[int, float] = {}
        self._running = cache(self._add_up)

    def hold(self, place: int) -> bool:
        """Whether an amount of a row is the sum of all other rows, all above, or the last few."""
        for column, cell in enumerate(self._rows[place]):
            amount = _amount(cell)
            if not amount:
                continue
            running, found = self._running(column), self._found.get(column, 0.0)
            above, below = running[place] - found, running[-1] - running[place + 1]
            for others in (above, above + below, running[place] - running[self._before + 1]):
                if abs(others - amount) <= _HALF_A_CENT + 1e-12 * abs(amount):
                    return True
        return False

    def settle(self, place: int, is_total: bool) -> None:
        """Take down what a row is, so that rows below it are added up without it, or with it."""
        if not is_total:
            self.totals.discard(place)
            return
        self.totals.add(place)
        self._before = place
        if place not in self._left_out:
            for column, cell in enumerate(self._rows[place]):
                self._found[column] = self._found.get(column, 0.0) + _amount(cell)

    def _add_up(self, column: int) -> list[float]:
        amounts = (
            0.0 if place in self._left_out or column >= len(cells) else _amount(cells[column])
            for place, cells in enumerate(self._rows)
        )
        return list(accumulate(amounts, initial=0.0))


def _amount(cell: Value) -> float:
    """Return an amount however it is written, 0 for anything else: it is only compared."""
    if isinstance(cell, Decimal):
        return float(cell)
    if not isinstance(cell, str) or not looks_like_number(cell):
        return 0.0
    digits = _NO_DIGITS.sub("", cell)
    cents = _DECIMALS.search(digits)
    whole = re.sub(r"[.,]", "", digits[: cents.start()] if cents else digits)
    amount = float(f"{whole or 0}.{cents[1] if cents else 0}")
    return -amount if re.search(r"[-(−]", cell) else amount
