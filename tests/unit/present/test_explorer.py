from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import pytest

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.inputs.shipped import load_book
from simlib.inputs.study import Study
from simlib.present.explorer.explorer import Explorer, Latest, quick_worlds
from simlib.studies.client.profile import Profile
from simlib.studies.client.study import ClientStudy
from tests.support.client_cases import HOSTILE
from tools import explorer as tool

BASE = Scenario(book="hms_associates", discipline="devoted", horizon_years=1)
STUDY = Study(
    scenarios=(BASE, BASE.with_(discipline="weekly_block"), BASE.with_(discipline="daily_habit")),
    worlds=30,
    seed=5,
)


def small(**options: object) -> Explorer:
    return Explorer(study=STUDY, **options)  # type: ignore[arg-type]


def test_nothing_is_made_or_played_before_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "simlib.present.explorer.explorer.LiveWhatIf.find", lambda *_: pytest.fail("played")
    )
    monkeypatch.setattr(
        "simlib.present.explorer.explorer.ExplorerView", lambda *_: pytest.fail("made")
    )
    assert repr(small()) == "Explorer('hms_associates', 30 futures, seed 5)"


def test_a_study_brings_its_diaries_worlds_and_seed(tmp_path: Path) -> None:
    STUDY.save(tmp_path / "study.yaml")
    read = Explorer(study=tmp_path / "study.yaml")
    assert read.diaries == ("service only", "weekly block", "daily habit")
    assert (read.worlds, read.seed) == (30, 5)
    assert read.choice.arm.label == "daily habit"
    assert read.verdict == small().verdict


def test_moving_a_control_changes_verdict_numbers_and_chart() -> None:
    view = small().view
    shown = {view.verdict.value}
    charts = {bytes(view.chart.value)}
    for name, value in (("calls", 1.0), ("evidence", "folklore"), ("stress", "lose the largest")):
        view.controls[name].value = value
        shown.add(view.verdict.value)
        charts.add(bytes(view.chart.value))
    assert (len(shown), len(charts)) == (4, 4)
    assert "the authors" in view.verdict.value
    assert bytes(view.chart.value).startswith(b"\x89PNG")


def test_a_diary_brings_its_own_calls() -> None:
    explorer = small()
    view = explorer.view
    view.diary.value = "weekly block"
    assert view.calls.value == pytest.approx(26 / 3)
    assert explorer.choice.calls == pytest.approx(26 / 3)


def test_another_book_is_picked_with_as_many_futures_as_it_allows() -> None:
    explorer = Explorer()
    assert (explorer.book_name, explorer.worlds) == ("hms_associates", 1_000)
    explorer.pick_book("giftware")
    assert (explorer.book_name, explorer.worlds) == ("giftware", 1_000)
    accounts = [Account(f"a{number}", annual_revenue=1.0) for number in range(2_000)]
    many = Book.from_accounts(accounts, name="many")
    assert quick_worlds(Scenario(book=many)) == 200


def test_own_book_is_offered_first(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("account_id,annual_revenue\na,100\nb,200\n", encoding="utf-8")
    explorer = Explorer(book=path, worlds=10)
    own = Book.from_csv(path).name
    assert explorer.books[0] == explorer.book_name == own
    view = explorer.view
    view.book.value = "supplier"
    assert explorer.choice.arm.book.name == "supplier"
    view.book.value = own
    assert explorer.choice.arm.book.annual_revenue == 300


def test_a_client_sees_no_analyst_controls_and_no_seed() -> None:
    view = small(client_view=True).view
    shown = [child.description for child in view.box.children[1].children]
    assert shown == ["Diary", "Calls per rep", "Evidence", "And if"]
    assert "Seed" not in view.status.value
    assert "Seed" in small().view.status.value


def test_sliders_wait_until_they_are_let_go() -> None:
    assert small().view.calls.continuous_update is False


def test_an_error_is_one_line_and_leaves_the_old_chart_grey(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    explorer = small()
    view, chart = explorer.view, explorer.view.chart.value

    def fail(*_: object) -> None:
        raise RuntimeError(f"bad\nluck {HOSTILE}")

    monkeypatch.setattr(explorer._desk, "_outcome", fail)
    view.calls.value = 13.0
    assert "RuntimeError: bad luck" in view.status.value
    assert "<script" not in view.status.value
    assert "Traceback" not in view.status.value
    assert view.chart.value == chart
    assert "simlib-stale" in view.chart._dom_classes


def test_labels_are_text_in_every_part_of_the_page() -> None:
    named = (BASE, BASE.with_(discipline="weekly_block", name="x", label=HOSTILE[:70]))
    view = Explorer(study=Study(scenarios=named, worlds=10)).view
    for part in (view.verdict, view.numbers, view.status):
        assert "<script" not in part.value


@pytest.mark.parametrize(
    "wrong",
    [{"diary": "no such"}, {"calls": -1}, {"evidence": "rumour"}, {"stress": "everything"}],
)
def test_what_is_not_on_offer_is_refused(wrong: dict) -> None:
    with pytest.raises(InputError):
        small().choose(**wrong)


def test_only_the_last_of_several_wishes_is_worked_on() -> None:
    worked: list[int] = []
    shown: list[object] = []

    def work(wish: int) -> int:
        worked.append(wish)
        time.sleep(0.05)
        return wish

    async def wishes() -> None:
        latest = Latest(work, shown.append)
        for wish in range(5):
            latest.ask(wish)
        await asyncio.sleep(0.08)  # the last one is being worked on
        latest.ask(7)
        latest.ask(8)
        await asyncio.sleep(0.4)

    asyncio.run(wishes())
    assert worked == [4, 8]
    assert shown == [8]


def test_steps_are_shown_as_they_come_until_a_newer_wish() -> None:
    shown: list[object] = []

    def work(wish: int) -> int:
        time.sleep(0.05)
        return wish

    async def wishes() -> None:
        latest = Latest(work, shown.append, lambda wish: (wish // 10, wish))
        latest.now(20)
        assert shown == [2]
        await asyncio.sleep(0.3)
        assert shown == [2, 2, 20]
        latest.ask(50)
        await asyncio.sleep(0.13)  # its first step is shown, its second worked on
        latest.ask(70)
        await asyncio.sleep(0.4)

    asyncio.run(wishes())
    assert shown == [2, 2, 20, 5, 7, 70]


def test_the_first_answer_is_of_the_first_of_all_futures() -> None:
    supplier = Explorer(book="supplier")
    first, all_of_them = supplier._desk.steps(supplier.choice)
    assert all_of_them == supplier.choice
    assert 0 < first.worlds < supplier.worlds == 1_000
    assert len(small()._desk.steps(small().choice)) == 1


def test_a_first_answer_says_that_more_is_coming() -> None:
    explorer = small()
    view, choice = explorer.view, explorer.choice
    assert "First answer" not in view.status.value
    view.show(explorer._desk.find(replace(choice, worlds=10)))
    assert "First answer; 30 are being played. 10 futures" in view.status.value


def test_what_is_known_is_shown_without_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simlib.studies.client.live._PATIENCE_MS", 1.0)
    explorer = small()
    assert len(explorer._desk.steps(explorer.choice)) == 2
    explorer._desk.find(explorer.choice)
    assert explorer._desk.steps(explorer.choice) == (explorer.choice,)


def test_without_a_loop_a_wish_is_worked_on_at_once() -> None:
    shown: list[object] = []
    Latest(lambda wish: 1 // wish, shown.append).ask(0)
    assert isinstance(shown[0], ZeroDivisionError)


def test_the_page_is_served_to_this_machine_with_our_template() -> None:
    assert "--Voila.ip=127.0.0.1" in tool.command(8866)
    assert "--port=8866" in tool.command(8866)
    template = tool.TEMPLATES / "voila" / "templates" / "simlib" / "index.html.j2"
    assert "http" not in template.read_text("utf-8")
    assert tool.environment()["JUPYTER_PATH"].startswith(str(tool.TEMPLATES))


def test_a_shipped_book_is_a_book() -> None:
    assert Explorer(book=load_book("hms_associates"), worlds=10).book_name == "hms_associates"


def test_a_clients_study_is_explored_from_its_folder(tmp_path: Path) -> None:
    profile = Profile(calls_made=2, one_to_ones=1)
    study = ClientStudy(book="hms_associates", profile=profile, worlds=30, seed=5)
    study.save(tmp_path)
    for given in (study, tmp_path, tmp_path / "study.yaml"):
        explorer = Explorer(study=given)
        assert explorer.diaries == tuple(each.label for each in study.scenarios())
        assert (explorer.diaries[0], explorer.worlds, explorer.seed) == ("today", 30, 5)
