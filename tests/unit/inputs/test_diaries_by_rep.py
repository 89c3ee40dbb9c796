"""A diary for each rep: told by name, kept in files, and as everybody's when all are alike."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

import simlib as sl
from simlib.cli import app
from simlib.inputs.disciplines import Discipline, discipline
from simlib.inputs.errors import InputError
from simlib.inputs.scenario_file import scenario_from_plain, scenario_to_plain

DANA = "Dana Whitlock"
TEAM = {DANA: "daily_habit", "*": "weekly_block"}


def firm(diaries: object = TEAM, **fields: object) -> sl.Scenario:
    return sl.Scenario(book="supplier", discipline=diaries, horizon_years=1, **fields)  # type: ignore[arg-type]


def test_a_mapping_names_the_diary_of_each_rep() -> None:
    team = firm()
    assert team.diary_of(DANA) == discipline("daily_habit")
    assert team.diary_of("Imran Sethi") == team.discipline == discipline("weekly_block")
    assert team.name == "weekly_block; Dana Whitlock: daily_habit"
    assert team.label == "weekly block; Dana Whitlock: daily habit"
    assert team.key() != firm("weekly_block").key()


def test_a_diary_like_all_others_is_no_diary_of_ones_own() -> None:
    same = firm({**TEAM, DANA: "weekly_block"})
    assert (same.diaries, same.name, same.key()) == ({}, "weekly_block", firm("weekly_block").key())


def test_a_lever_is_moved_for_everybody_and_another_diary_is_everybodys() -> None:
    moved = firm().with_(calls_per_month=3)
    assert {moved.diary_of(rep).calls_per_month for rep in moved.book.reps} == {3.0}
    assert moved.diary_of(DANA).check_in_every_weeks == 1
    assert firm().with_(discipline="devoted").diaries == {}
    assert firm("devoted").with_(discipline=TEAM).key() == firm().key()


@pytest.mark.parametrize(
    ("diaries", "said"),
    [
        ({"Dana": "daily_habit", "*": "weekly_block"}, "rep with a diary; found 'Dana'"),
        ({DANA: "daily_habit"}, "need one for all others"),
        ({DANA: "daily_habbit", "*": "weekly_block"}, "did you mean daily_habit"),
    ],
)
def test_an_unknown_name_is_refused_with_near_ones(diaries: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        firm(diaries)


def test_a_file_keeps_the_diaries() -> None:
    own = discipline("daily_habit").with_(calls_per_month=11.0)
    for team in (firm(), firm({DANA: own, "*": "devoted"}), firm("devoted")):
        assert scenario_from_plain(scenario_to_plain(team)) == team


def test_only_whose_diary_it_is_works_otherwise() -> None:
    """With the whole team's clocks apart, one rep's diary changes nobody else's calls."""
    alone, team = (
        sl.simulate(firm(d), worlds=20, progress=False).reps.groupby("rep")["calls_due"].sum()
        for d in ("weekly_block", TEAM)
    )
    others = [rep for rep in alone.index if rep != DANA]
    assert (alone[others] == team[others]).all()
    assert team[DANA] > 2 * alone[DANA]


def test_the_command_line_takes_a_diary_by_rep() -> None:
    line = ["run", "--book", "supplier", "--worlds", "20", "--years", "1", "--diary"]
    told = CliRunner().invoke(app, [*line, f"{DANA}=daily_habit"])
    assert told.exit_code == 0
    assert "weekly block; Dana Whitlock: daily habit" in told.output
    assert CliRunner().invoke(app, [*line, "Dana=daily_habit"]).exit_code != 0
    assert CliRunner().invoke(app, [*line, "daily_habit"]).exit_code != 0


def test_a_discipline_can_still_be_given_by_its_levers() -> None:
    plain = {"name": "x", "client_label": "x"}
    assert sl.Scenario(book="supplier", discipline=plain).discipline == Discipline(**plain)  # type: ignore[arg-type]
