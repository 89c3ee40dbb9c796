"""Causes: what the table says, the four sets, and causes of a user's own."""

from __future__ import annotations

import csv
import pickle
from pathlib import Path

import pytest

from simlib.inputs.causes import CLOSED, OWNER_LEAVES, Cause, causes, with_grievances
from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.inputs.files import data_path
from simlib.inputs.scenario import Scenario
from tests.support.firms import book_of

GRADED = Evidence.named("graded")

FIRE = Cause(
    name="fire", label="Fire", scope="parent", effect="loss", annual_rate=0.1, loss_probability=0.5
)

_ROWS = list(csv.DictReader(data_path("causes.csv").read_text(encoding="utf-8").splitlines()))

_NUMBERS = ("annual_rate", "loss_probability", "protection")


@pytest.mark.parametrize("evidence_set", ["graded", "folklore", "low", "high"])
@pytest.mark.parametrize("row", _ROWS, ids=lambda row: row["name"])
def test_a_cause_has_the_numbers_of_its_row(row: dict[str, str], evidence_set: str) -> None:
    cause = Evidence.named(evidence_set).cause(row["name"])
    for field in _NUMBERS:
        column = field if evidence_set == "graded" else f"{field}_{evidence_set}"
        # What folklore does not claim falls back to the central value.
        expected = row.get(column) or row[field] or 0
        assert getattr(cause, field) == float(expected), field
    assert (cause.severity_low, cause.severity_high) == (
        float(row["severity_low"] or 0),
        float(row["severity_high"] or 0),
    )
    assert (cause.scope, cause.effect, cause.label) == (row["scope"], row["effect"], row["label"])
    assert cause.source


def test_folklore_falls_back_to_the_central_value_somewhere() -> None:
    assert "protection_folklore" not in _ROWS[0]
    folklore, graded = Evidence.named("folklore"), GRADED
    assert folklore.cause("neglect").protection == graded.cause("neglect").protection
    assert folklore.cause("neglect").loss_probability != graded.cause("neglect").loss_probability


def test_causes_come_in_canonical_order() -> None:
    for name in ("graded", "folklore"):
        found = [cause.name for cause in causes(name)]  # type: ignore[arg-type]
        assert found == sorted(row["name"] for row in _ROWS)
    assert [c.name for c in GRADED.with_cause(FIRE).causes].index("fire") == 8


@pytest.mark.parametrize("written", ["27 %", "27%", 0.27])
def test_numbers_of_a_cause_are_read_as_people_write_them(written: object) -> None:
    assert GRADED.with_(**{"neglect.protection": written}).cause("neglect").protection == 0.27


@pytest.mark.parametrize("written", ["x %", "%", "0,27", "", "nan %", None, True])
@pytest.mark.parametrize("field", ["protection", "annual_rate"])
def test_numbers_that_are_none_are_refused_in_plain_words(written: object, field: str) -> None:
    with pytest.raises(InputError, match=field):
        GRADED.with_(**{f"neglect.{field}": written})


def test_a_share_of_27_is_refused_with_a_hint_here_too() -> None:
    with pytest.raises(InputError) as refusal:
        GRADED.with_(**{"neglect.protection": 27})
    assert "'27 %'" in str(refusal.value)


def test_a_refused_number_says_which_cause_it_was() -> None:
    with pytest.raises(InputError, match=r"neglect"):
        GRADED.with_(**{"neglect.loss_probability": 1.5})


@pytest.mark.parametrize(
    ("name", "near"), [("neglct.annual_rate", "neglect"), ("neglect.anual_rate", "annual_rate")]
)
def test_an_unknown_cause_or_field_lists_near_ones(name: str, near: str) -> None:
    with pytest.raises(InputError, match=f"did you mean.*{near}"):
        GRADED.with_(**{name: 0.1})


@pytest.mark.parametrize(
    "changes",
    [
        {"annual_rate": -0.1},
        {"annual_rate": 53},
        {"annual_rate": float("nan")},
        {"loss_probability": 1.1},
        {"protection": -0.1},
        {"severity_low": 0.5, "severity_high": 0.4},
        {"severity_high": 1.5},
        {"scope": "planet"},
        {"effect": "growth"},
        {"name": "Fire Storm"},
        {"name": "9lives"},
        {"name": ""},
        {"name": CLOSED},
        {"name": OWNER_LEAVES},
        {"colour": "red"},
    ],
    ids=str,
)
def test_a_cause_that_cannot_be_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(InputError):
        FIRE.with_(**changes)


def test_causes_are_added_replaced_and_taken_away_by_copying() -> None:
    before = GRADED.model_dump_json()
    more = GRADED.with_cause(FIRE)
    assert more.cause("fire") == FIRE
    assert len(more.causes) == len(GRADED.causes) + 1
    replaced = more.with_cause(FIRE.with_(annual_rate=2))
    assert replaced.cause("fire").annual_rate == 2
    assert len(replaced.causes) == len(more.causes)
    fewer = GRADED.without_causes("closes", "neglect")
    assert {"closes", "neglect"}.isdisjoint(cause.name for cause in fewer.causes)
    assert GRADED.without_causes().causes == ()
    assert GRADED.model_dump_json() == before


def test_every_change_of_the_causes_is_on_record() -> None:
    assert GRADED.with_cause(FIRE).overridden == {"cause fire"}
    assert GRADED.without_causes("closes").overridden == {"without closes"}
    assert GRADED.without_causes().overridden == {"without causes"}
    assert GRADED.with_(**{"neglect.annual_rate": 0.2}).overridden == {"neglect.annual_rate"}


def test_an_unknown_cause_cannot_be_taken_away() -> None:
    with pytest.raises(InputError, match="did you mean closes"):
        GRADED.without_causes("close")


def test_two_causes_of_one_name_are_refused() -> None:
    with pytest.raises(InputError, match="share a name"):
        Evidence(name="graded", values=GRADED.values, causes=(FIRE, FIRE))


def test_a_number_outside_its_graded_range_is_a_note() -> None:
    assert GRADED.with_(**{"neglect.annual_rate": 0.9}).notes() == ()
    far = GRADED.with_(**{"neglect.annual_rate": 3, "closes.protection": 0.5})
    assert far.notes() == (
        "closes.protection = 0.5 is outside 0 to 0",
        "neglect.annual_rate = 3 is outside 0.25 to 1",
    )


def test_a_cause_of_ones_own_has_no_range_to_leave() -> None:
    assert GRADED.with_cause(FIRE.with_(annual_rate=50)).notes() == ()


def test_a_cause_survives_a_pickle() -> None:
    assert pickle.loads(pickle.dumps(GRADED.cause("neglect"))) == GRADED.cause("neglect")


def test_a_broken_table_is_refused_with_file_and_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = data_path("causes.csv").read_text(encoding="utf-8").splitlines()
    lines[3] = lines[3].replace(",buyer,loss,", ",buyer,gain,")
    (tmp_path / "causes.csv").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr("simlib.inputs.causes.data_path", tmp_path.joinpath)
    with pytest.raises(InputError, match=r"causes\.csv, row 4.*'effect'.*'gain'"):
        causes.__wrapped__("graded")


def test_grievances_stand_for_competitors_and_neglect() -> None:
    found = {cause.name: cause for cause in with_grievances(GRADED.causes)}
    assert list(found) == sorted(found)
    assert {each.name for each in GRADED.causes} - set(found) == {"competitor", "neglect"}
    assert found["grievance"] == Cause(
        name="grievance",
        label="Grievances boil over",
        scope="account",
        effect="loss",
        annual_rate=0.0,
        loss_probability=1.0,
        protection=0.5,
        grade="D",
        source="assumption: the rival structure of losses",
    )
    rival = Scenario(book=book_of(1.0), grievances=True)
    assert [cause.name for cause in rival.causes] == list(found)


def test_a_cause_that_strikes_says_what_it_does() -> None:
    loss = {"name": "flood", "label": "Flood", "scope": "account", "effect": "loss"}
    shrink = {**loss, "effect": "shrink"}
    for fields in ({**loss, "annual_rate": 5.0}, {**shrink, "annual_rate": 5.0}):
        with pytest.raises(InputError):
            Cause(**fields)  # type: ignore[arg-type]
    assert Cause(**loss, annual_rate=5.0, loss_probability=0.0).loss_probability == 0.0  # type: ignore[arg-type]
    assert Cause(**shrink, annual_rate=0.0).severity_high == 0.0  # type: ignore[arg-type]
