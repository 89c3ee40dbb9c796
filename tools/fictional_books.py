"""The two made-up firms: revenues are quantiles of a lognormal, so no random number is involved.

``supplier``: four reps, 32 accounts, and one account is exactly half of the revenue.
``dealer``: fifteen reps, 150 accounts; the rep with the most revenue has exactly nine tenths of
it from one account, while the other fourteen have ordinary books.
"""

from __future__ import annotations

import math
from datetime import date
from statistics import NormalDist

from simlib.inputs.account import Account
from simlib.inputs.book import Book

_NEAREST = 100
_SPREAD = 1.0
"""Standard deviation of log revenue: the largest of 150 is about 13 times the median."""

SUPPLIER_REPS = ("Dana Whitlock", "Imran Sethi", "Lotte Verbeek", "Tomas Ruiz")
SUPPLIER_BIG = "Kestrel Foods"
_SUPPLIER_OTHERS_TOTAL = 6_000_000
_SUPPLIER_NAMES = {
    "food": (
        "Amberley Bakeries", "Brindle Dairies", "Cask & Clover", "Dunmore Frozen",
        "Eastmere Mills", "Fennel & Sons", "Greyfield Meats", "Harbour Lane Fish",
    ),
    "drinks": (
        "Ironbridge Brewing", "Juniper Row Spirits", "Kelpie Waters", "Larkhill Cider",
        "Millrace Roasters", "North Fell Tea", "Orchard Press", "Pennywhistle Sodas",
    ),
    "household": (
        "Quillon Soaps", "Rookery Candles", "Saltbox Cleaning", "Thistle Laundry",
        "Umber Paints", "Vetch Home", "Wickford Paper", "Yarrow Textiles",
    ),
    "health": (
        "Aldous Pharma", "Bellweather Care", "Corvane Labs", "Dovetail Dental",
        "Elmstone Clinics", "Fairlight Optics", "Gorse Nutrition",
    ),
}  # fmt: skip

_SUPPLIER_PARENTS = {
    "Amberley Bakeries": "Amberley Group",
    "Eastmere Mills": "Amberley Group",
    "Millrace Roasters": "Larkhill & Millrace",
    "Larkhill Cider": "Larkhill & Millrace",
    "Corvane Labs": "Corvane Holding",
    "Dovetail Dental": "Corvane Holding",
}
_SUPPLIER_BUYERS = {
    "Amberley Bakeries": "R. Okonjo",
    "Eastmere Mills": "R. Okonjo",
    "Rookery Candles": "S. Lindqvist",
    "Saltbox Cleaning": "S. Lindqvist",
}

DEALER_TOP_REP, DEALER_BIG = "Marcus Hale", "Cobalt Ridge Quarries"
DEALER_REPS = (
    "Aisha Rahman", "Ben Ostrowski", "Carla Mendes", "Derek Lund", "Elena Petrova",
    "Frank Abara", "Grace Whitfield", "Hiro Tanaka", "Ines Castillo", "Jonas Keller",
    "Kayla Brooks", "Liam Doyle", "Nadia Haddad", "Omar Diallo",
)  # fmt: skip
_DEALER_SEATS = (8, 9, 9, 10, 10, 10, 10, 10, 10, 10, 10, 11, 11, 12)
_DEALER_MEDIAN = 120_000
_STRIDE = 37
"""Has no factor in common with 150: walks through all names in mixed order."""
_PLACES = (
    "Ashford", "Birchwood", "Calder", "Dunbar", "Elkhorn", "Fairmont", "Glenrock", "Hawthorn",
    "Ironwood", "Juniper", "Kingsley", "Lakeview", "Mapleton", "Northgate", "Oakdale",
    "Pinecrest", "Quarry Hill", "Redstone", "Silver Lake", "Timberline", "Upland", "Valley",
    "Westbrook", "Yellow Creek", "Stony Point",
)  # fmt: skip
_GROUPS = ("Kingsley", "Northgate", "Silver Lake")
"""Places whose firms belong to one family: a parent with accounts under several reps."""
_BUYERS = {"Calder": "P. Novak", "Fairmont": "L. Achebe", "Lakeview": "M. Duval"}
"""Places where one person buys for the builders and the paving firm."""
_TRADES = {
    "Builders": "construction",
    "Farms": "agriculture",
    "Haulage": "transport",
    "Timber": "forestry",
    "Paving": "construction",
    "Grain": "agriculture",
}
_DEALER_TOP_SMALL = range(92, 149, 7)
"""Ranks of the nine small accounts of the top rep: from the lower end of the list."""


def supplier() -> Book:
    """Return the supplier: 32 accounts of four reps, eight each, one account half of it all."""
    weights = _lognormal_quantiles(31)
    scale = _SUPPLIER_OTHERS_TOTAL / math.fsum(weights)
    revenues = [_rounded(weight * scale) for weight in weights]
    names = _interleaved(list(_SUPPLIER_NAMES.values()))
    sectors = {name: sector for sector, group in _SUPPLIER_NAMES.items() for name in group}
    owners = _snake((*SUPPLIER_REPS[1:], SUPPLIER_REPS[0]), (8, 8, 8, 7))
    accounts = [
        Account(
            name,
            revenues[k],
            owner=owners[k],
            buyer=_SUPPLIER_BUYERS.get(name),
            parent=_SUPPLIER_PARENTS.get(name),
            sector=sectors[name],
            since=date(2012 + 5 * k % 12, 1 + 7 * k % 12, 1),
        )
        for k, name in enumerate(names)
    ]
    half, whose = math.fsum(revenues), SUPPLIER_REPS[0]
    big = Account(SUPPLIER_BIG, half, owner=whose, sector="food", since=date(2009, 5, 1))
    return Book.from_accounts(
        [big, *accounts],
        name="supplier",
        currency="EUR",
        as_of=date(2025, 12, 31),
        source="fictional packaging supplier, made up for this project",
        fictional=True,
    )


def dealer() -> Book:
    """Return the dealer: 150 accounts of fifteen reps, one of whom lives off one account."""
    revenues = [_rounded(_DEALER_MEDIAN * weight) for weight in _lognormal_quantiles(149)]
    names = [(place, trade) for trade in _TRADES for place in _PLACES]
    owners = iter(_snake(DEALER_REPS, _DEALER_SEATS))
    accounts = [
        _dealer_account(
            names[k * _STRIDE % len(names)],
            revenue,
            owner=DEALER_TOP_REP if k in _DEALER_TOP_SMALL else next(owners),
            since=date(2005 + 7 * k % 20, 1 + 5 * k % 12, 1),
        )
        for k, revenue in enumerate(revenues)
    ]
    nine_tenths = 9 * math.fsum(a.annual_revenue for a in accounts if a.owner == DEALER_TOP_REP)
    big = Account(
        DEALER_BIG,
        nine_tenths,
        owner=DEALER_TOP_REP,
        sector="construction",
        since=date(2006, 3, 1),
    )
    return Book.from_accounts(
        [big, *accounts],
        name="dealer",
        currency="USD",
        as_of=date(2025, 12, 31),
        source="fictional machinery dealer, made up for this project",
        fictional=True,
    )


def _dealer_account(name: tuple[str, str], revenue: float, *, owner: str, since: date) -> Account:
    place, trade = name
    buys_together = trade in ("Builders", "Paving")
    return Account(
        f"{place} {trade}",
        revenue,
        owner=owner,
        buyer=_BUYERS.get(place) if buys_together else None,
        parent=f"{place} Group" if place in _GROUPS else None,
        sector=_TRADES[trade],
        since=since,
    )


def _lognormal_quantiles(count: int) -> list[float]:
    """Return ``count`` mid-quantiles of a lognormal with median 1, the largest first."""
    normal = NormalDist()
    return [math.exp(_SPREAD * -normal.inv_cdf((k + 0.5) / count)) for k in range(count)]


def _rounded(revenue: float) -> float:
    return float(_NEAREST * round(revenue / _NEAREST))


def _interleaved(groups: list[tuple[str, ...]]) -> list[str]:
    longest = max(len(group) for group in groups)
    return [group[k] for k in range(longest) for group in groups if k < len(group)]


def _snake(reps: tuple[str, ...], seats: tuple[int, ...]) -> list[str]:
    """Return owners for falling revenues: there and back along the reps who still have room."""
    room = dict(zip(reps, seats, strict=True))
    owners: list[str] = []
    while any(room.values()):
        for rep in (*reps, *reversed(reps)):
            if room[rep]:
                room[rep] -= 1
                owners.append(rep)
    return owners
