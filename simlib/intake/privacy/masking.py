"""Names out, pseudonyms in: before anything is added up, so that nothing downstream can leak."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from simlib.inputs.ledger import Window
from simlib.intake.booked import Booked
from simlib.intake.booking import Booking, Ledger
from simlib.intake.mapping.mapping import Mapping
from simlib.intake.privacy.pseudonyms import KINDS, Pseudonyms
from simlib.intake.report.renames import Life, Suspect, lives_of, suspects

UNNAMED_SOURCE = "the client's own files"


@dataclass(frozen=True)
class Masked:
    """A ledger and all that goes with it, under the names that will be shown."""

    ledger: Ledger
    """Every booking."""
    mapping: Mapping
    """Renames and seats under the same names."""
    suspects: tuple[Suspect, ...]
    """Names that may be one customer."""
    lives: dict[str, Life]
    """By account."""
    pseudonyms: Pseudonyms | None
    """The key; None where real names are shown."""


def masked(booked: Booked, mapping: Mapping, window: Window, known: Pseudonyms | None) -> Masked:
    """Return a ledger under pseudonyms.

    Parameters
    ----------
    booked
        Under real names.
    mapping
        With real names in its renames and seats.
    window
        Numbers are dealt by the revenue in it, then by all revenue, then by name.
    known
        Dealt before; None to leave names as they are.
    """
    pairs = suspects(booked.ledger)
    if known is None:
        return Masked(booked.ledger, mapping, pairs, lives_of(booked.ledger), None)
    names = {
        kind: _ranked(booked.ledger, window, lambda b, kind=kind: getattr(b, kind))  # type: ignore[misc]
        for kind in KINDS
    }
    names["owner"] = [*names["owner"], *booked.staff, *mapping.reps]
    names["account"] += [name for pair in mapping.renames.items() for name in pair]
    key = known.extended(names)
    # A client's file names tell as much as his customers' do; the quality report keeps them.
    ledger = replace(key.masked(booked.ledger), source=UNNAMED_SOURCE)
    return Masked(
        ledger=ledger,
        mapping=mapping.with_(
            renames={
                key.of("account", old): key.of("account", new)
                for old, new in mapping.renames.items()
            },
            reps=tuple(key.of("owner", rep) for rep in mapping.reps),
        ),
        suspects=tuple(
            replace(pair, one=_life(pair.one, key), other=_life(pair.other, key)) for pair in pairs
        ),
        lives=lives_of(ledger),
        pseudonyms=key,
    )


def _ranked(ledger: Ledger, window: Window, name: Callable[[Booking], str]) -> list[str]:
    in_window: dict[str, Decimal] = defaultdict(Decimal)
    total: dict[str, Decimal] = defaultdict(Decimal)
    for booking in ledger.bookings:
        total[name(booking)] += booking.amount
        if window.start <= booking.day <= window.end:
            in_window[name(booking)] += booking.amount
    return sorted(total, key=lambda each: (-in_window[each], -total[each], each))


def _life(life: Life, key: Pseudonyms) -> Life:
    return replace(life, name=key.of("account", life.name))
