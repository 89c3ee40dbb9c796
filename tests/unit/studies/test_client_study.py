"""A client's study: one file, read alike by everybody, that cannot reach out of its folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from simlib.analysis.precision import Interval
from simlib.inputs.disciplines import discipline
from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.inputs.study import Study
from simlib.studies.client.case_inputs import LOSSES, movable, moved
from simlib.studies.client.profile import Profile
from simlib.studies.client.study import ClientStudy, is_masked, with_pooled_losses

BOOK = "account_id,annual_revenue,owner\nAccount 001,900,Rep 01\nAccount 002,500,Rep 01\n"


def full(folder: Path) -> ClientStudy:
    (folder / "book.csv").write_text(BOOK, encoding="utf-8")
    mine = discipline("weekly_block").with_(name="mine", client_label="mine", calls_per_month=4)
    return ClientStudy(
        book="book.csv",
        title="Böse: #1 'x' <b>",
        client="=cmd()",
        currency="EUR",
        as_of=date(2026, 1, 31),
        profile=Profile(calls_made=2, calls_protected=False, gross_margin="31 %"),
        diaries=["weekly_block", mine],
        evidence=Evidence.named("graded").with_(**{"neglect.annual_rate": 0.4, "call_hours": 3}),
        ranges={"neglect.annual_rate": (0.2, 0.7)},
        stress="lose top:2 in week 60",
        worlds=200,
        seed=9,
        folder=folder,
    )


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    study = full(tmp_path)
    study.save(tmp_path)
    again = ClientStudy.load(tmp_path)
    assert again == study
    assert ClientStudy.load(tmp_path / "study.yaml") == study
    assert [each.key() for each in again.scenarios()] == [each.key() for each in study.scenarios()]
    assert list(tmp_path.iterdir()) != []
    assert not list(tmp_path.glob(".study*"))


def test_the_file_shows_every_question_with_its_default(tmp_path: Path) -> None:
    text = full(tmp_path).to_yaml()
    assert "9 of 12 are assumptions" in text
    assert text.count("Unanswered:") == 12
    assert "calls_protected: false" in text
    assert "operating_margin: null" in text
    assert "neglect.annual_rate: 0.4" in text
    assert "traceable study" not in text  # a changed rate is no reason to spell the cause out


def test_the_reference_comes_first_and_nothing_twice(tmp_path: Path) -> None:
    names = [each.name for each in full(tmp_path).scenarios()]
    assert names == ["today", "weekly_block", "mine"]
    plain = ClientStudy(book="hms_associates", diaries=["devoted", "weekly_block"])
    assert [each.name for each in plain.scenarios()] == ["devoted", "weekly_block"]


def test_all_arms_are_the_same_firm_and_only_today_makes_what_it_makes(tmp_path: Path) -> None:
    first, *others = full(tmp_path).scenarios()
    for each in (first, *others):
        assert each.evidence["gross_margin"] == 0.31
        assert each.evidence["call_hours"] == 3
        assert [str(event) for event in each.stress] == ["lose top:2 in week 60"]
        assert each.book.currency == "EUR"
    assert first.evidence["keenness_floor"] == 1
    assert {each.evidence["keenness_floor"] for each in others} == {0.1}


def test_it_is_a_plain_study_too(tmp_path: Path) -> None:
    study = full(tmp_path)
    plain = study.as_study()
    assert (plain.worlds, plain.seed) == (200, 9)
    assert Study.from_yaml(plain.to_yaml()) == plain


def test_a_difference_is_said_in_a_line(tmp_path: Path) -> None:
    study = full(tmp_path)
    other = study.with_(seed=4, profile=study.profile.with_(calls_made=3, visits=2))
    assert study.diff(other) == (
        "profile.calls_made: 2.0 -> 3.0",
        "profile.visits: - -> 2.0",
        "seed: 9 -> 4",
    )
    assert study.diff(study) == ()


@pytest.mark.parametrize("book", ["../book.csv", "/etc/passwd", "a/../../b.csv", "..\\b.csv"])
def test_a_book_outside_the_folder_is_refused(book: str, tmp_path: Path) -> None:
    study = ClientStudy(book=book, folder=tmp_path)
    with pytest.raises(InputError, match="leaves the study's folder"):
        _ = study.the_book
    with pytest.raises(InputError, match="leaves the study's folder"):
        study.save(tmp_path)
    assert not (tmp_path / "study.yaml").exists()


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    (tmp_path / "secret.csv").write_text(BOOK)
    (tmp_path / "study" / "book.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(InputError, match="leaves the study's folder"):
        _ = ClientStudy(book="book.csv", folder=tmp_path / "study").the_book


def test_a_book_is_masked_only_if_every_name_is_a_pseudonym(tmp_path: Path) -> None:
    assert is_masked(full(tmp_path).the_book)
    (tmp_path / "book.csv").write_text(BOOK.replace("Rep 01", "Ann"))
    assert not is_masked(ClientStudy(book="book.csv", folder=tmp_path).the_book)
    (tmp_path / "book.csv").write_text(BOOK.replace("Account 002", "Acme"))
    assert not is_masked(ClientStudy(book="book.csv", folder=tmp_path).the_book)


class Rate:
    """What pooling returns, as far as a study looks."""

    def __init__(self, *, identified: bool) -> None:
        self.identified = identified
        self.pooled = Interval(0.08, 0.06, 0.12, 0.04, 10)
        self.prior = Interval(0.10, 0.0, 1.0, 1.0, 10)


def test_pooled_losses_scale_every_cause_and_keep_their_uncertainty(tmp_path: Path) -> None:
    study = ClientStudy(book="hms_associates", folder=tmp_path)
    pooled = with_pooled_losses(study, Rate(identified=True))  # type: ignore[arg-type]
    assert pooled.evidence.cause("neglect").annual_rate == pytest.approx(0.4)
    assert pooled.evidence.cause("recession").annual_rate == 0.16
    assert pooled.ranges[LOSSES] == pytest.approx((0.75, 1.5))
    pooled.save(tmp_path)
    assert ClientStudy.load(tmp_path) == pooled
    unknown = with_pooled_losses(study, Rate(identified=False))  # type: ignore[arg-type]
    assert unknown == study


def test_what_the_client_told_is_held_and_what_he_pooled_moves_within_its_range() -> None:
    study = ClientStudy(
        book="hms_associates", profile=Profile(gross_margin=0.31, typical_new_account=9_000)
    )
    pooled = with_pooled_losses(study, Rate(identified=True))  # type: ignore[arg-type]
    firm = pooled.firm
    names = {each.name for each in movable(firm, pooled.ranges)}
    assert names.isdisjoint({"gross_margin", "target_revenue_median", "neglect.annual_rate"})
    assert {"call_hours", "neglect.loss_probability", LOSSES} <= names
    for end, factor in ((0.0, 0.75), (1.0, 1.5)):
        point = {LOSSES: end, "gross_margin": end, "call_hours": end}
        found = moved(firm, point, pooled.ranges).scenario.evidence
        assert found.cause("neglect").annual_rate == pytest.approx(0.4 * factor)
        assert found.cause("acquired").annual_rate == pytest.approx(0.02 * factor)
        assert found["gross_margin"] == 0.31
        assert found["call_hours"] == (0.5, 4.0)[int(end)]
