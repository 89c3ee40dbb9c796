"""Major-account-loss risk: one firm, one fate, many diaries.

>>> import simlib as sl
>>> base = sl.Scenario(book="supplier", discipline="one_call_a_month")
>>> arms = sl.compare([base, base.with_(discipline="weekly_block")], worlds=200, seed=7)

Names are loaded on first use, so that ``import simlib`` stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from simlib.version import __version__

if TYPE_CHECKING:
    from simlib.history.backtest import backtest as backtest
    from simlib.history.rule import LossRule as LossRule
    from simlib.inputs.account import Account as Account
    from simlib.inputs.book import Book as Book
    from simlib.inputs.causes import Cause as Cause
    from simlib.inputs.disciplines import Discipline as Discipline
    from simlib.inputs.disciplines import discipline as discipline
    from simlib.inputs.disciplines import disciplines as disciplines
    from simlib.inputs.errors import InputError as InputError
    from simlib.inputs.evidence import Evidence as Evidence
    from simlib.inputs.scenario import Scenario as Scenario
    from simlib.inputs.stress import StressEvent as StressEvent
    from simlib.inputs.study import Study as Study
    from simlib.inputs.workload import workload as workload
    from simlib.intake.imported import import_files as import_files
    from simlib.present.client.page import to_html as to_html
    from simlib.present.client.pdf import to_pdf as to_pdf
    from simlib.present.deck.deck import to_pptx as to_pptx
    from simlib.present.style import save as save
    from simlib.present.workbook.workbook import to_excel as to_excel
    from simlib.run.cluster import ClusterExecutor as ClusterExecutor
    from simlib.run.result import Comparison as Comparison
    from simlib.run.result import Run as Run
    from simlib.run.simulate import compare as compare
    from simlib.run.simulate import simulate as simulate
    from simlib.run.until import Precision as Precision
    from simlib.studies.client.build import client_case as client_case
    from simlib.studies.client.pooled_study import with_pooled_losses as with_pooled_losses
    from simlib.studies.client.profile import Profile as Profile
    from simlib.studies.client.study import ClientStudy as ClientStudy

_HOMES = {
    "Account": "inputs.account",
    "Book": "inputs.book",
    "Cause": "inputs.causes",
    "Discipline": "inputs.disciplines",
    "discipline": "inputs.disciplines",
    "disciplines": "inputs.disciplines",
    "InputError": "inputs.errors",
    "Evidence": "inputs.evidence",
    "Scenario": "inputs.scenario",
    "StressEvent": "inputs.stress",
    "Study": "inputs.study",
    "workload": "inputs.workload",
    "ClusterExecutor": "run.cluster",
    "Comparison": "run.result",
    "Run": "run.result",
    "compare": "run.simulate",
    "simulate": "run.simulate",
    "Precision": "run.until",
    "save": "present.style",
    "import_files": "intake.imported",
    "LossRule": "history.rule",
    "backtest": "history.backtest",
    "Profile": "studies.client.profile",
    "ClientStudy": "studies.client.study",
    "with_pooled_losses": "studies.client.pooled_study",
    "client_case": "studies.client.build",
    "to_pptx": "present.deck.deck",
    "to_excel": "present.workbook.workbook",
    "to_html": "present.client.page",
    "to_pdf": "present.client.pdf",
}
_MODULES = ("analysis", "present")

__all__ = ["__version__", *_HOMES, *_MODULES, "plots"]


def __getattr__(name: str) -> Any:
    """Load a public name from its home on first use."""
    if name in _HOMES:
        return getattr(import_module(f"simlib.{_HOMES[name]}"), name)
    if name in _MODULES:
        return import_module(f"simlib.{name}")
    if name == "plots":
        return import_module("simlib.present.plots")
    raise AttributeError(f"module 'simlib' has no attribute {name!r}")
