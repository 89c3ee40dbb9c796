"""The documentation is made from the model's own tables and cannot fall behind them."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
import yaml

from simlib.inputs.causes import Cause, causes
from simlib.inputs.disciplines import TASK_KINDS, disciplines
from simlib.inputs.errors import InputError
from simlib.inputs.files import data_path
from simlib.inputs.parameters import parameters
from simlib.model.clock import Rank
from simlib.model.plan import SCOPES
from simlib.present.draw.style import image_bytes
from simlib.words import cause_words
from simlib.world.streams import STREAM_MAP
from tools.setup import ROOT
from verification.charts.model import (
    DECIDED_IN,
    SCOPE_WORDS,
    TASK_WORDS,
    boxes,
    model_picture,
    model_picture_words,
    room_for_words,
)
from verification.documentation import tables
from verification.documentation.checklist import stress_des
from verification.documentation.facts import facts

POINTS = {
    *("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5.1", "2.5.2", "2.5.3", "2.5.4", "2.5.5"),
    *("3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1"),
}


def test_every_point_is_answered_once() -> None:
    points = stress_des().points
    assert [point.number for point in points] == sorted(POINTS)
    assert len({".".join(point.number.split(".")[:2]) for point in points}) == 20
    assert all(len(point.answer) > 60 and "{" not in point.answer for point in points)


def test_an_answer_holds_no_number_of_its_own_and_every_fact_is_quoted() -> None:
    written = yaml.safe_load(data_path("stress_des.yaml").read_text(encoding="utf-8"))
    answers = [point["answer"] for section in written for point in section["points"]]
    typed = [re.findall(r"\d+", re.sub(r"\{\w+\}", "", answer)) for answer in answers]
    assert typed == [[]] * len(answers)
    assert set(facts()) == {name for point in stress_des().points for name in point.quotes}


def test_a_fact_that_nobody_knows_is_refused() -> None:
    known = facts()
    known.pop("streams")
    with pytest.raises(InputError, match="streams"):
        stress_des(known)


def test_facts_are_those_of_the_tables() -> None:
    told = facts()
    assert told["parameters"] == str(len(parameters()))
    assert told["causes"] == str(len(causes("graded")))
    assert told["weeks_a_year"] == "52"
    assert told["horizon_years"] == f"{parameters()['horizon_years'].central:g}"
    assert "simpy" in told["requirements"]


def test_streams_tasks_scopes_and_causes_all_stand_in_the_picture() -> None:
    drawn = [name for names in DECIDED_IN.values() for name in names]
    assert sorted(drawn) == sorted(STREAM_MAP)
    assert list(TASK_WORDS) == list(TASK_KINDS)
    assert list(SCOPE_WORDS) == list(SCOPES)
    found = {box.key: box for box in boxes(causes("graded"))}
    assert set(DECIDED_IN) <= set(found)
    shocks, week = (" ".join(found[key].lines) for key in ("shocks", "week"))
    assert all(cause_words(cause.name) in shocks for cause in causes("graded"))
    assert all(words in week for words in TASK_WORDS.values())


def test_a_cause_of_ones_own_stands_in_the_picture() -> None:
    own = Cause(
        name="strike",
        label="Strike",
        scope="sector",
        effect="loss",
        annual_rate=1,
        loss_probability=1,
    )
    assert "strike" in model_picture_words([own])
    axes = model_picture([own])
    assert any("end a sector: strike" in text.get_text() for text in axes.texts)
    plt.close("all")


def test_the_words_of_the_picture_fit_and_no_two_lie_on_each_other() -> None:
    assert all(room_for_words().values())
    axes = model_picture()
    image_bytes(axes, dpi=50)
    renderer = axes.figure.canvas.get_renderer()  # type: ignore[union-attr]
    boxes_of = [(t.get_text(), t.get_window_extent(renderer)) for t in axes.texts if t.get_text()]
    hit = [
        (one, two)
        for (one, a), (two, b) in combinations(boxes_of, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1
    ]
    assert hit == []
    plt.close("all")


def test_every_parameter_stands_in_its_table_with_its_values() -> None:
    table = tables.parameter_table()
    assert [name for _, name in table.index] == list(parameters())
    assert sum(len(tables.parameter_table(group)) for group in tables.parameter_groups()) == len(
        table
    )
    row = table.loc[("prospecting", "call_hours")]
    assert row["central"] == f"{parameters()['call_hours'].central:g}"
    assert (table["source"] != "").all()


def test_every_cause_diary_and_stream_stands_in_its_table() -> None:
    assert list(tables.cause_table().index) == [cause.label for cause in causes("graded")]
    assert list(tables.discipline_table()) == [d.client_label for d in disciplines().values()]
    assert len(tables.stream_table()) == len(STREAM_MAP)
    assert tables.rank_table(rank.name for rank in Rank).loc[int(Rank.SHOCK), "event"] == "shock"
    assert set(tables.priority_table().stack()) <= {
        " / ".join(TASK_WORDS[kind] for kind in group)
        for group in [("discovery", "proposal"), *[(kind,) for kind in TASK_KINDS]]
    }


def test_a_section_that_is_gone_is_not_left_out_in_silence() -> None:
    page = Path(ROOT / "simlib/model/README.md").read_text(encoding="utf-8")
    found = tables.sections(page, ["Left out on purpose"])
    assert found.text.startswith("### Left out on purpose")
    assert "no winning back of lost accounts" in found.text
    with pytest.raises(KeyError):
        tables.sections(page, ["Left out by mistake"])
