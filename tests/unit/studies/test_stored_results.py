"""Stored results: read back as written, refused when stale, never half a file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from simlib.analysis.precision import Interval
from simlib.inputs.errors import InputError
from simlib.studies.headline import (
    UnderIgnorance,
    headline_study,
    under_ignorance,
    without_noise,
)
from simlib.studies.register import STUDIES, load, named_study
from simlib.studies.stored import LongStudy
from tests.support.court_results import ignorance
from tools import studies as tool


def pretended(**_: object) -> UnderIgnorance:
    return ignorance()


# As if it stood where the real one stands: its code is that of the band of the inputs.
pretended.__module__, pretended.__name__ = headline_study.__module__, headline_study.__name__


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LongStudy:
    made = LongStudy("try", pretended, {"seed": 7, "worlds": 20}, minutes=0.1)
    monkeypatch.setattr(LongStudy, "path", property(lambda self: tmp_path / f"{self.name}.json"))
    return made


def test_a_result_is_read_back_as_it_was(study: LongStudy) -> None:
    written = ignorance()
    study.save(written)
    read = study.load()
    assert isinstance(read, UnderIgnorance)
    assert read.arms == written.arms
    assert np.array_equal(read.draws, written.draws)
    assert read.footer == written.footer
    manifest = study.stored_manifest()
    assert (manifest.study, manifest.settings) == ("try", {"seed": 7, "worlds": 20})


def test_what_is_stale_is_refused_and_says_why(
    study: LongStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    study.save(ignorance())
    with pytest.raises(InputError, match=r"stale: seed, worlds.*python -m tools.studies build try"):
        study.with_settings(worlds=30).load()
    monkeypatch.setattr("simlib.studies.stored.data_hash", lambda *_: "other")
    with pytest.raises(InputError, match="evidence, causes, diaries or books have changed"):
        study.load()
    monkeypatch.setattr("simlib.studies.stored.code_hash", lambda *_: "other")
    with pytest.raises(InputError, match="the code has changed"):
        study.load()


@pytest.mark.parametrize("content", [None, b"{", b"[]x"])
def test_what_is_no_result_is_refused(study: LongStudy, content: bytes | None) -> None:
    if content is not None:
        study.path.write_bytes(content)
    with pytest.raises(InputError, match=r"try\.json"):
        study.load()


def test_a_result_of_another_shape_is_refused(study: LongStudy) -> None:
    study.save(ignorance())
    text = json.loads(study.path.read_text(encoding="utf-8"))
    del text["result"]["arms"]
    study.path.write_text(json.dumps(text), encoding="utf-8")
    with pytest.raises(InputError, match="not a result"):
        study.load()


def test_an_unknown_study_lists_the_near_ones() -> None:
    with pytest.raises(InputError, match="claims"):
        named_study("claim")


def test_code_that_changes_while_it_is_played_makes_no_result(
    study: LongStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashes = iter(["before", "after"])
    monkeypatch.setattr("simlib.studies.stored.code_hash", lambda *_: next(hashes))
    with pytest.raises(InputError, match="changed while it was played"):
        study.build()
    assert not study.path.exists()


def test_every_stored_result_is_fresh() -> None:
    """What notebooks and figures show was made by this code from these data."""
    assert [fault for study in STUDIES.values() if (fault := tool._fault(study))] == []


@pytest.mark.parametrize("name", STUDIES)
def test_every_stored_result_has_its_type(name: str) -> None:
    assert load(name, object) is not None


@pytest.mark.slow
def test_the_tool_builds_what_is_asked_for(
    study: LongStudy, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(STUDIES, "try", study)
    assert tool.main(["build", "try"]) == 0
    assert study.path.is_file()
    assert tool.main(["check", "nothing"]) == 2
    assert tool.main([]) == 2
    assert "try" in capsys.readouterr().out


def test_noise_of_few_worlds_is_taken_out_of_the_spread() -> None:
    """True spread 1, noise of variance 4 in each world: 25 worlds leave 0.16 of it."""
    rng = np.random.default_rng(5)
    truth = rng.normal(0, 1, size=(400, 1, 1))
    found = without_noise(truth + rng.normal(0, 2, size=(400, 1, 25)))
    assert found.std(ddof=1) == pytest.approx(truth.std(ddof=1), abs=0.05)
    only_noise = without_noise(rng.normal(0, 2, size=(400, 1, 25)))
    assert only_noise.std(ddof=1) < 0.2


def test_the_band_of_the_inputs_is_wider_than_that_of_the_simulation() -> None:
    from simlib.inputs.scenario import Scenario

    base = Scenario(book="hms_associates", discipline="devoted", horizon_years=3)
    arms = [base, base.with_(discipline="weekly_block")]
    found = under_ignorance(arms, "final_revenue", worlds=60, draws=20, worlds_a_draw=10, seed=3)
    assert found.draws.shape == (20, 2)
    for arm in found.arms:
        assert isinstance(arm.central, Interval)
        assert arm.low < arm.high
        assert arm.better is not None
        assert arm.better.n == 20
    alone = under_ignorance(arms[:1], "final_revenue", worlds=20, draws=20, worlds_a_draw=4)
    assert alone.arms[0].better is None
    with pytest.raises(InputError):
        under_ignorance(arms, "final_revenue", draws=5)
