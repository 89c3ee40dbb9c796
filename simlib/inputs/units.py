"""What inputs and the model share: the calendar, the usual quantiles, the weight of an account."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WEEKS_PER_YEAR = 52.0
MONTHS_PER_YEAR = 12
WEEKS_PER_MONTH = WEEKS_PER_YEAR / MONTHS_PER_YEAR

NORMAL_QUANTILE = {0.9: 1.6448536269514722, 0.95: 1.959963984540054, 0.99: 2.5758293035489004}
"""How many standard errors a two-sided normal interval reaches, by its confidence."""


@overload
def weeks_of_months(months: float) -> float: ...
@overload
def weeks_of_months(months: NDArray[Any]) -> NDArray[np.float64]: ...
def weeks_of_months(months: float | NDArray[Any]) -> float | NDArray[np.float64]:
    """Return weeks as month ends are counted: multiplied first, so that year ends are whole."""
    return months * WEEKS_PER_YEAR / MONTHS_PER_YEAR


def service_weight(annual_revenue: float, median_revenue: float) -> float:
    """Return how many requests an account makes beside one of median revenue: 0.3 to 4.

    The model compiles it as `simlib.model.rules.request_factor`.
    """
    return min(4.0, max(0.3, math.sqrt(annual_revenue / median_revenue)))
