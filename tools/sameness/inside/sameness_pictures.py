"""A pytest plugin: keep every matplotlib figure that a test makes, by its pixels and its words.

``pytest -p sameness_pictures`` with ``SAMENESS_PICTURES=FOLDER`` writes one JSON file a worker: by
test (its name and parameters, not its file) the pictures it made, in order; and each as a PNG named
by its pixels. Figures of a fixture that several tests share belong to the fixture, so that it does
not matter which of these tests comes first.
"""

from __future__ import annotations

import hashlib
import json
import os
import warnings
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

_FOLDER = Path(os.environ["SAMENESS_PICTURES"])
_found: dict[str, list[list[dict[str, Any]]]] = defaultdict(list)
_open: list[list[Figure]] = []
"""Figures made so far, by the test or shared fixture that is being played; the innermost last."""


def pytest_configure() -> None:
    """See every figure that is made from now on."""
    made = Figure.__init__

    def seen(figure: Figure, *arguments: Any, **options: Any) -> None:
        made(figure, *arguments, **options)
        if _open:
            _open[-1].append(figure)

    Figure.__init__ = seen  # type: ignore[assignment, method-assign]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, Any, Any]:
    """Begin to look; ``item`` is the test."""
    _open[:] = [[]]
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_fixture_setup(fixturedef: Any, request: Any) -> Generator[None, Any, Any]:
    """Keep what a shared fixture makes under its own name."""
    if fixturedef.scope == "function":
        return (yield)
    _open.append([])
    try:
        return (yield)
    finally:
        param = getattr(request, "param", "")
        named = param if isinstance(param, str | int | float) else request.param_index
        _keep(f"fixture {fixturedef.argname}[{named}]")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, Any, Any]:
    """Draw what the test made, before anything is taken down."""
    if _open:
        _keep(item.name)
    return (yield)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write what was found."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    path = _FOLDER / f"found-{worker}.json"
    path.write_text(json.dumps(_found, ensure_ascii=False), encoding="utf-8")


def _keep(name: str) -> None:
    figures = _open.pop()
    if figures:
        _found[name].append([_drawn(figure) for figure in figures])


def _drawn(figure: Figure) -> dict[str, Any]:
    """Return pixels and words of a figure, which keeps its canvas."""
    canvas = figure.canvas
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            drawing: Any = FigureCanvasAgg(figure)
            drawing.draw()
            picture = Image.fromarray(np.array(drawing.buffer_rgba()))
            words = [text.get_text() for text in figure.findobj(Text) if _is_seen(text)]
    except Exception as error:  # of a figure that was made to fail; that it does is the record
        return {"pixels": f"cannot be drawn: {type(error).__name__}", "size": [], "words": []}
    finally:
        figure.set_canvas(canvas)
    pixels = hashlib.sha256(repr(picture.size).encode() + picture.tobytes()).hexdigest()[:24]
    if not (_FOLDER / f"{pixels}.png").exists():
        picture.save(_FOLDER / f"{pixels}.png")
    return {"pixels": pixels, "size": list(picture.size), "words": words}


def _is_seen(text: Any) -> bool:
    return bool(text.get_visible() and text.get_text().strip())
