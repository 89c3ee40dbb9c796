"""The numbers of today are those that were accepted last; the comparison can fail."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from simlib.inputs.disciplines import TASK_KINDS
from simlib.model.records import EVENT_KINDS
from tools import baseline as tool
from tools.baseline import Baseline, differences, read, write


@pytest.fixture(scope="module")
def now() -> Baseline:
    return tool.baseline()


def test_no_number_moved(now: Baseline) -> None:
    moved = differences(read(), now)
    said = "\n  ".join(moved)
    assert not moved, (
        f"{len(moved)} numbers moved:\n  {said}\n"
        "If the model was changed on purpose:\n"
        '  python -m tools.baseline update --because "what changed, and why"'
    )


def test_the_baseline_sees_most_of_what_can_happen(now: Baseline) -> None:
    never = [kind for kind in EVENT_KINDS if not any(arm[f"rows, {kind}"] for arm in now.values())]
    assert never == []
    assert all(any(arm[f"hours, {kind}"] for arm in now.values()) for kind in TASK_KINDS)
    assert sum(map(len, now.values())) > 200


def test_playing_again_gives_the_same_numbers(now: Baseline) -> None:
    name = "a small firm, every lever moved"
    run = tool.simulate(
        tool.scenarios()[name], worlds=tool.WORLDS, seed=tool.SEED, log="full", progress=False
    )
    assert tool.numbers(run) == now[name]


@pytest.mark.parametrize("position", [0, 20, -1])
def test_one_changed_number_is_found_and_named(now: Baseline, position: int) -> None:
    changed = copy.deepcopy(now)
    scenario = list(changed)[position % len(changed)]
    name = list(changed[scenario])[position]
    old = changed[scenario][name]
    changed[scenario][name] = old + 1 if not isinstance(old, str) else f"{old}!"
    assert differences(now, changed) == [f"{scenario}: {name}: {old} -> {changed[scenario][name]}"]


def test_the_last_digit_that_is_kept_counts() -> None:
    rounded = [tool._rounded(number) for number in (1234567.0, 1234571.0, 1234561.0)]
    assert rounded == [1234570.0, 1234570.0, 1234560.0]
    stored: Baseline = {"arm": {"mean": rounded[0]}}
    assert differences(stored, {"arm": {"mean": rounded[1]}}) == []
    assert differences(stored, {"arm": {"mean": rounded[2]}}) == [
        "arm: mean: 1234570.0 -> 1234560.0"
    ]


def test_what_is_missing_or_new_is_a_difference_too() -> None:
    stored: Baseline = {"arm": {"a": 1, "b": 2}, "gone": {"c": 3}}
    assert differences(stored, {"arm": {"b": 2, "d": 4}}) == [
        "arm: a: 1 -> -",
        "arm: d: - -> 4",
        "gone: c: 3 -> -",
    ]


def test_a_missing_baseline_differs_everywhere(now: Baseline, tmp_path: Path) -> None:
    assert len(differences(read(tmp_path / "none.json"), now)) == sum(map(len, now.values()))


def test_what_is_written_is_read_back(now: Baseline, tmp_path: Path) -> None:
    write(now, tmp_path / "baseline.json")
    assert read(tmp_path / "baseline.json") == now
    assert [path.name for path in tmp_path.iterdir()] == ["baseline.json"]


def test_a_failing_update_leaves_the_old_baseline_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "baseline.json"
    write({"arm": {"a": 1}}, path)

    def half(self: Path, text: str, **_: object) -> int:
        self.write_bytes(text[: len(text) // 2].encode())
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", half)
    with pytest.raises(OSError, match="No space"):
        write({"arm": {"a": 2}}, path)
    monkeypatch.undo()
    assert read(path) == {"arm": {"a": 1}}
    assert [each.name for each in tmp_path.iterdir()] == ["baseline.json"]
