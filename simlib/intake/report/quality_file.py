"""A data-quality report as a file beside the book, so that deck and workbook can quote it."""

from __future__ import annotations

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from simlib.inputs.errors import InputError
from simlib.inputs.files import write_atomically
from simlib.intake.report.quality import QualityReport

_ADAPTER = TypeAdapter(QualityReport)


def save_quality(report: QualityReport, path: str | Path) -> Path:
    """Write a report as JSON; whole or not at all."""
    return write_atomically(path, _ADAPTER.dump_json(report, indent=1) + b"\n")


def load_quality(path: str | Path) -> QualityReport:
    """Return the report that `save_quality` wrote.

    Raises
    ------
    InputError
        For a file that is no such report.
    """
    try:
        return _ADAPTER.validate_json(Path(path).read_bytes())
    except (OSError, ValidationError) as error:
        first = " ".join(str(error).split())[:200]
        raise InputError(f"not a data-quality report: {first}", file=path) from None
