"""What a process of tests needs before the first line of ours: imported once, forked for each."""

from __future__ import annotations

import importlib
from contextlib import suppress

_HEAVY = (
    "hypothesis",
    "mutmut.mutation.trampoline",
    "numba",
    "pandas",
    "pandera.pandas",
    "pydantic",
    "pytest",
    "scipy.stats",
    "simpy",
    "statsmodels.api",
    "yaml",
)

for _name in _HEAVY:
    with suppress(ImportError):
        importlib.import_module(_name)
