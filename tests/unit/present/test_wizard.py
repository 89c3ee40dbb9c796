"""The import wizard: it shows the mapping, asks only what is open, and reads as told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from simlib.inputs.errors import InputError
from simlib.present.explorer.wizard import Wizard

ROWS = (
    "customer,invoice date,net amount\n"
    "A,01/02/2024,100\nB <script>,03/04/2024,200\nA,05/06/2024,300\n"
)


@pytest.fixture
def invoices(tmp_path: Path) -> Path:
    path = tmp_path / "invoices.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def parts(wizard: Wizard) -> dict[str, Any]:
    found = {type(each).__name__: each for each in wizard.box.children}
    return found | {"report": wizard.box.children[-1], "mapping": wizard.box.children[0]}


def test_only_what_is_open_is_asked(invoices: Path) -> None:
    assert Wizard([invoices]).open_answers == ("dates",)
    clear = invoices.with_name("clear.csv")
    clear.write_text(ROWS.replace("01/02/2024", "31/01/2024"))
    assert Wizard(clear).open_answers == ()


def test_nothing_is_guessed_and_an_answer_reads_the_file(invoices: Path) -> None:
    wizard = Wizard([invoices])
    found = parts(wizard)
    found["Button"].click()
    assert wizard.imported is None
    assert "invoice date" in found["report"].value
    found["ToggleButtons"].value = "month first"
    found["Button"].click()
    assert wizard.imported is not None
    assert wizard.imported.ledger.first_day == date(2024, 1, 2)
    assert "to the last cent" in found["report"].value


def test_an_edited_mapping_is_followed_and_a_broken_one_is_refused(invoices: Path) -> None:
    wizard = Wizard([invoices], show_names=True)
    found = parts(wizard)
    found["ToggleButtons"].value = "day first"
    found["mapping"].value = wizard.mapping.to_yaml().replace(
        "filters: {}", "filters: {customer: A}"
    )
    found["Button"].click()
    assert wizard.imported is not None
    assert [account.account_id for account in wizard.imported.book.accounts] == ["A"]
    found["mapping"].value = "files: ["
    found["Button"].click()
    assert "YAML" in found["report"].value


def test_a_file_without_money_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "contacts.csv").write_text("First Name,Email\nA,a@b.c\n")
    with pytest.raises(InputError):
        Wizard([tmp_path / "contacts.csv"])
