"""What a stored result is made of."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, ConfigDict, PlainSerializer

from simlib.analysis.shown import Shown

FloatArray = Annotated[
    NDArray[np.float64],
    BeforeValidator(lambda values: np.asarray(values, dtype=np.float64)),
    PlainSerializer(lambda values: values.tolist(), return_type=list),
]
"""An array of floats of any shape as a field of a stored result."""


class Stored(Shown):
    """Base of results that may be stored: frozen dataclasses of plain values, tuples and arrays."""

    __pydantic_config__ = ConfigDict(arbitrary_types_allowed=True)
