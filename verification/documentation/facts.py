"""What the checklist quotes, read from the model's own tables and code."""

from __future__ import annotations

import inspect
import re
import tomllib
from collections import Counter
from typing import get_args

import numpy as np

from simlib.analysis.measures import MEASURES
from simlib.analysis.panel import month_end_weeks
from simlib.analysis.precision import mean_interval
from simlib.inputs.causes import Scope, causes
from simlib.inputs.disciplines import PRIORITY_ORDERS, TASK_KINDS, Discipline, disciplines
from simlib.inputs.files import data_path
from simlib.inputs.parameters import Parameter, parameters, read_rows
from simlib.inputs.shipped import shipped_books
from simlib.inputs.study import Study
from simlib.studies.register import STUDIES
from simlib.version import __version__
from simlib.words import listed, percent
from simlib.world.streams import STREAM_MAP

VALIDATION = "92_validation"
"""The notebook that holds the model beside real ledgers."""
_PROJECT = data_path().parent / "pyproject.toml"
"""Read from the checkout: what an environment has installed may be older than what is declared."""
_NO_LEVER = ("name", "client_label", "rationale")
_GRADES = {
    "A": "official statistics",
    "B": "surveys of practitioners",
    "C": "vendors' figures",
    "D": "assumptions",
}


def facts() -> dict[str, str]:
    """Return every fact by the name the checklist uses, the same on every machine."""
    return {
        **_of_the_model(),
        **_of_the_evidence(),
        **_of_experiments(),
        **_of_the_software(),
    }


def _of_the_model() -> dict[str, str]:
    others = [name for name in PRIORITY_ORDERS if name != "usual"]
    order = [" and ".join(map(_plain, group)) for group in PRIORITY_ORDERS["usual"]]
    levers = [name for name in Discipline.model_fields if name not in _NO_LEVER]
    return {
        "causes": str(len(causes("graded"))),
        "scopes": listed([str(scope) for scope in get_args(Scope)]),
        "task_kinds": str(len(TASK_KINDS)),
        "task_names": listed([_plain(kind) for kind in TASK_KINDS]),
        "usual_order": ", ".join(order),
        "other_orders": listed([f'"{name}"' for name in others]),
        "levers": str(len(levers)),
        "streams": str(len(STREAM_MAP)),
        "validation_notebook": VALIDATION,
    }


def _of_the_evidence() -> dict[str, str]:
    table = parameters()
    grades = Counter(_grade(each) for each in table.values())
    told = [f"{grades[key]} {words}" for key, words in _GRADES.items() if grades[key]]
    hours = table["selling_hours_per_week"]
    return {
        "parameters": str(len(table)),
        "grades": listed(told),
        "assumed": str(grades["D"]),
        "books": listed(list(shipped_books())),
        "notice_weeks": _central("notice_weeks"),
        "half_life_weeks": _central("relationship_half_life_weeks"),
        "targets_per_rep": _central("targets_per_rep"),
        "service_load": percent(table["service_load"].central),
        "selling_hours": _central("selling_hours_per_week"),
        "selling_hours_range": f"{hours.low:g} to {hours.high:g}",
        "vacancy_weeks": _central("vacancy_weeks"),
        "coaching_hours": _central("coaching_hours_per_week"),
        "max_open_requests": _central("max_open_requests"),
        "initial_relationship": _central("initial_relationship"),
    }


def _of_experiments() -> dict[str, str]:
    horizon = parameters()["horizon_years"]
    confidence = inspect.signature(mean_interval).parameters["confidence"].default
    measures = [measure.label[:1].lower() + measure.label[1:] for measure in MEASURES.values()]
    fields = Study.model_fields
    return {
        "measures": "; ".join(measures),
        "frames": listed(["events", "monthly", "reps", "years", "worlds"]),
        "confidence": percent(confidence),
        "diaries": str(len(disciplines())),
        "diary_names": listed([each.client_label for each in disciplines().values()]),
        "studies": str(len(STUDIES)),
        "claims": str(len(read_rows(data_path("claims.csv")))),
        "horizon_years": _central("horizon_years"),
        "horizon_range": f"{horizon.minimum:g} to {horizon.maximum:g}",
        "weeks_a_year": f"{month_end_weeks(np.array([12]))[0]:g}",
        "worlds": f"{fields['worlds'].default:,}",
        "seed": str(fields["seed"].default),
    }


def _of_the_software() -> dict[str, str]:
    project = tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]
    names = [re.split(r"[<>=!~ \[]", line)[0] for line in project["dependencies"]]
    return {
        "version": __version__,
        "python": project["requires-python"].replace(">=", "from ") + " on",
        "requirements": listed(sorted(names, key=str.lower)),
        "licence": project["license"],
    }


def _central(name: str) -> str:
    return f"{parameters()[name].central:g}"


def _plain(name: str) -> str:
    return name.replace("_", "-")


def _grade(parameter: Parameter) -> str:
    """Return the grade; of two (rate and rest) the lesser."""
    return max(parameter.grade.split("/"))
