"""Every chart under one roof: ``sl.plots.revenue_survival(result)``.

A chart is a public function of a file in `simlib.present.charts`, and is known by that alone: it
appears here, in the completion of a notebook and on the page of public names by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from importlib import import_module
from inspect import isfunction
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from simlib.present import charts

if TYPE_CHECKING:
    from simlib.present.charts.accounts import *
    from simlib.present.charts.claims import *
    from simlib.present.charts.dose import *
    from simlib.present.charts.drivers import *
    from simlib.present.charts.ledger import *
    from simlib.present.charts.limits import *
    from simlib.present.charts.losses import *
    from simlib.present.charts.luck import *
    from simlib.present.charts.one_call import *
    from simlib.present.charts.price import *
    from simlib.present.charts.replace import *
    from simlib.present.charts.revenue import *
    from simlib.present.charts.story import *
    from simlib.present.charts.week import *
    from simlib.present.charts.why import *
    from simlib.present.charts.worth import *


def _charts() -> dict[str, Callable[..., Axes]]:
    """Return the charts of every file by name."""
    found: dict[str, Callable[..., Axes]] = {}
    for file in iter_modules(charts.__path__, f"{charts.__name__}."):
        for name, chart in vars(import_module(file.name)).items():
            if isfunction(chart) and chart.__module__ == file.name and name[0] != "_":
                found[name] = chart
    return found


_CHARTS = _charts()
__all__ = sorted(_CHARTS)
globals().update(_CHARTS)


def __dir__() -> list[str]:
    return __all__


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Callable[..., Axes]:
        near = get_close_matches(name, __all__, n=3, cutoff=0.5)
        meant = f"did you mean {' or '.join(near)}? " if near else ""
        raise AttributeError(f"no chart {name!r}; {meant}charts: {', '.join(__all__)}")
