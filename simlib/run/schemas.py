"""The declared columns of every result frame, checked before a result is handed out.

Loads pandera, so it is imported only where frames are checked.
"""

from __future__ import annotations

import pandera.pandas as pa

from simlib.model.records import HOURS_COLUMNS


def _amount(least: float | None = 0.0) -> pa.Column:
    return pa.Column("float64", [] if least is None else pa.Check.ge(least))


def _share(*, nullable: bool = False) -> pa.Column:
    return pa.Column("float64", pa.Check.in_range(0, 1 + 1e-9), nullable=nullable)


def _missing_ok() -> pa.Column:
    return pa.Column("float64", pa.Check.ge(0), nullable=True)


def _whole(least: int = 0) -> pa.Column:
    return pa.Column("int64", pa.Check.ge(least))


_KEY = {"scenario": pa.Column("category"), "seed": pa.Column("uint64"), "world": _whole()}
_COLUMNS = {
    "events": {
        "week": _amount(),
        **{name: pa.Column("category") for name in ("kind", "rep", "account", "cause")},
        "value": _amount(None),
    },
    "monthly": {
        "month": _whole(),
        "revenue": _amount(),
        "cash": _amount(None),
        "accounts": _whole(),
        "largest_share": _share(),
        "hhi": _share(),
        "pipeline": _amount(),
        "seated": _whole(),
    },
    "reps": {
        "month": _whole(),
        "rep": pa.Column("category"),
        "revenue": _amount(),
        **{name: _amount() for name in HOURS_COLUMNS},
        **{f"{name}_hours": _amount() for name in ("available", "vacant", "ignored", "waiting")},
        **{f"calls_{name}": _whole() for name in ("due", "kept", "made")},
    },
    "years": {"year": _whole(1), "nrr": _missing_ok(), "grr": _share(nullable=True)},
    "worlds": {
        "ruin_week": _missing_ok(),
        "lowest_share_24_months": _amount(),
        "recovery_months": _missing_ok(),
        **{name: _whole() for name in ("wins", "losses", "initial_losses")},
        "drawdown": _share(),
        "layoffs": _whole(),
        "idle_hours": _amount(),
        "undone_hours": _amount(),
        "final_revenue": _amount(),
    },
}
SCHEMAS = {
    name: pa.DataFrameSchema({**_KEY, **columns}, strict=True, ordered=True)
    for name, columns in _COLUMNS.items()
}
"""The schema of each frame by name."""
