"""Both engines play the rare things alike: forced events, ties, zeros, ruin and layoffs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simlib.inputs.disciplines import disciplines
from simlib.model.chunk import Chunk, chunk_of
from simlib.model.compiled.engine import play_chunk as play_compiled
from simlib.model.plan import Plan, plan
from simlib.model.play import play
from simlib.model.records import EVENT_KINDS
from tests.equality.difference import assert_engines_agree, first_difference
from tests.equality.rough import ROUGH


def _kinds(chunk: Chunk) -> set[str]:
    return {EVENT_KINDS[kind] for kind in np.unique(chunk.events["kind"])}


@pytest.mark.parametrize("name", ROUGH)
def test_a_rough_life_is_played_alike(name: str) -> None:
    chunk = assert_engines_agree(ROUGH[name].story(), worlds=3)
    assert ROUGH[name].shows <= _kinds(chunk)


@pytest.mark.parametrize("diary", disciplines())
def test_every_diary_meets_forced_events_alike(diary: str) -> None:
    both = [*ROUGH["forced events at month ends"].changes["stress"]]
    both += ROUGH["forced events at both ends"].changes["stress"]
    story = ROUGH["layoffs"].story().with_(discipline=diary, stress=both)
    assert_engines_agree(story, worlds=3)


def _twice(ready: Plan) -> Plan:
    """Return a plan in which every forced event comes a second time, at the same instant."""
    again = [replace(event, position=event.position + len(ready.forced)) for event in ready.forced]
    return replace(ready, forced=(*ready.forced, *again))


@pytest.mark.parametrize(("notice_weeks", "shown"), [(0.0, "heard"), (6.0, "rescued")])
def test_two_strikes_of_one_cause_at_one_instant(notice_weeks: float, shown: str) -> None:
    """Inputs refuse such a scenario; only then do two decisions have the same key."""
    story = ROUGH["forced events at month ends"].story().with_(notice_weeks=notice_weeks)
    ready, worlds = _twice(plan(story)), range(12)
    outcomes = [play(ready, 11, world) for world in worlds]
    compiled = play_compiled(ready, 11, 0, len(worlds), "full")
    assert first_difference(compiled, chunk_of(ready, 0, outcomes, "full")) is None
    assert {shown, "kept", "lost"} <= _kinds(compiled)
