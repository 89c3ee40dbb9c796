"""How a result shows itself at the end of a notebook cell."""

from __future__ import annotations

from dataclasses import fields

import numpy as np


class Shown:
    """Base of the frozen results: one readable line, arrays by their shape only.

    Numbers are rounded to four digits, so that the line is the same on every machine.
    """

    def __repr__(self) -> str:
        """Return ``Name(label='weekly block', share=array (61,), ...)``."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]
        return f"{type(self).__name__}({', '.join(f'{k}={_show(v)}' for k, v in values.items())})"


def _show(value: object) -> str:
    if isinstance(value, np.ndarray):
        return f"array {value.shape}"
    if isinstance(value, float):
        return f"{value:.4g}"
    return repr(value)
