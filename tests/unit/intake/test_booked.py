"""From rows to bookings: every row and every cent has one fate, and nothing is guessed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from simlib.inputs.errors import InputError
from simlib.inputs.reading.raw import read_all
from simlib.inputs.reading.shape import RawRow, RawTable
from simlib.intake.booked import Booked, book_rows
from simlib.intake.mapping.detect import detect, presets
from simlib.intake.mapping.mapping import Mapping
from simlib.intake.mapping.propose import propose
from tests.support.client_files import (
    HUBSPOT_GERMAN,
    MAC_LEDGER,
    SALESFORCE_ACCOUNTS,
    SALESFORCE_REPORT,
    SALESFORCE_USERS,
    UTF16_LEDGER,
    german_workbook,
    ledger_text,
    sheets_workbook,
    written,
)


def booked(folder: Path, *files: tuple[str, bytes | str], **changes: Any) -> Booked:
    tables = read_all([written(folder, name, content) for name, content in files])
    result = book_rows(tables, propose(tables).with_(**changes))
    money = sum((fate.amount for fate in result.fates if not fate.currency), Decimal(0))
    assert money == result.read
    assert sum(fate.rows for fate in result.fates) == result.rows_read
    return result


def fates(result: Booked) -> dict[str, tuple[int, Decimal]]:
    return {fate.reason: (fate.rows, fate.amount) for fate in result.fates}


def header(*columns: str) -> RawTable:
    return RawTable("f.csv", columns, (RawRow(2, tuple("x" for _ in columns)),))


@pytest.mark.parametrize(
    ("columns", "system", "role"),
    [
        (
            ["Opportunity Owner", "Account Name", "Stage", "Amount", "Close Date"],
            "salesforce",
            "deals",
        ),
        (["Id", "AccountId", "StageName", "Amount", "CloseDate", "OwnerId"], "salesforce", "deals"),
        (["Id", "Name", "ParentId", "OwnerId", "AnnualRevenue"], "salesforce", "accounts"),
        (["Id", "AccountId", "FirstName", "LastName", "Email"], "salesforce", "contacts"),
        (
            ["Record ID", "Deal Name", "Deal Stage", "Amount", "Close Date", "Deal owner"],
            "hubspot",
            "deals",
        ),
        (["dealname", "amount", "closedate", "dealstage", "hubspot_owner_id"], "hubspot", "deals"),
        (["Record ID", "Company name", "Company owner", "Annual Revenue"], "hubspot", "accounts"),
        (
            [
                "Deal - Title",
                "Deal - Value",
                "Deal - Won time",
                "Deal - Status",
                "Deal - Organization",
            ],
            "pipedrive",
            "deals",
        ),
        (
            [
                "(Do Not Modify) Opportunity",
                "Topic",
                "Potential Customer",
                "Actual Revenue",
                "Actual Close Date",
                "Status",
            ],
            "dynamics",
            "deals",
        ),
        (
            [
                "Record Id",
                "Deal Owner.id",
                "Deal Owner",
                "Deal Name",
                "Amount",
                "Stage",
                "Closing Date",
                "Account Name.id",
                "Account Name",
            ],
            "zoho",
            "deals",
        ),
        (
            ["invoice", "customer_id", "invoice_date", "net_amount_gbp", "lines", "country"],
            "generic",
            "ledger",
        ),
        (["firm", "client", "rep_id", "month", "amount_usd"], "generic", "ledger"),
        (["Rechnungsnr", "Kunde", "Rechnungsdatum", "Nettobetrag"], "generic", "ledger"),
        (["Facture", "Client", "Date de facture", "Montant HT"], "generic", "ledger"),
        (["Factura", "Cliente", "Fecha", "Importe"], "generic", "ledger"),
        (["sales_agent", "manager", "regional_office"], "generic", "owners"),
        (
            ["account", "sector", "year_established", "revenue", "employees", "subsidiary_of"],
            "generic",
            "accounts",
        ),
    ],
)
def test_headers_tell_system_and_role(columns: list[str], system: str, role: str) -> None:
    found = detect(header(*columns))
    assert (found.system, found.role) == (system, role)


def test_the_customers_own_size_is_never_money(tmp_path: Path) -> None:
    for columns in (
        "Account Name,Annual Revenue,Created Date",
        "Id,Name,AnnualRevenue,LastModifiedDate",
        "account,sector,revenue,employees,subsidiary_of",
        "client,Annual Revenue (EUR),date",
    ):
        content = f"{columns}\n" + ",".join("x" for _ in columns.split(",")) + "\n"
        with pytest.raises(InputError, match="no table with an account, an amount and a day"):
            booked(tmp_path, ("f.csv", content))


def test_every_preset_says_where_its_headers_come_from() -> None:
    evidence = {key: preset.evidence for key, preset in presets().items()}
    assert evidence["salesforce"] == evidence["hubspot"] == "files"
    assert evidence["pipedrive"] == evidence["dynamics"] == evidence["zoho"] == "documentation"


def test_salesforce_with_accounts_and_users(tmp_path: Path) -> None:
    result = booked(
        tmp_path,
        ("deals.csv", SALESFORCE_REPORT),
        ("accounts.csv", SALESFORCE_ACCOUNTS),
        ("users.csv", SALESFORCE_USERS),
    )
    assert fates(result) == {
        "booked": (4, Decimal("20800.74")),
        "not won: Closed Lost": (1, Decimal("5000.00")),
    }
    first, *_, last = result.ledger.bookings
    assert (first.account, first.parent, first.owner) == (
        "Müller & Söhne GmbH",
        "Holding AG",
        "Jo Ansa",
    )
    assert (last.account, last.parent, last.owner) == ('Third "quoted" plc', "Holding AG", "Kim Bo")
    assert result.ledger.bookings[2].account == "Line break Ltd"
    assert result.ledger.currency == "EUR"
    assert result.ledger.kind == "deals"


def test_hubspot_in_german(tmp_path: Path) -> None:
    result = booked(tmp_path, ("deals.csv", HUBSPOT_GERMAN))
    assert fates(result)["booked"] == (2, Decimal("1750.5"))
    assert [b.account for b in result.ledger.bookings] == ["Alpha AG", "Beta KG"]
    assert {b.owner for b in result.ledger.bookings} == {"Ute"}


def test_foreign_ledgers(tmp_path: Path) -> None:
    mac = booked(tmp_path, ("mac.txt", MAC_LEDGER)).ledger
    assert mac.total == Decimal("1100.00")
    assert [b.account for b in mac.bookings] == ["Müller Söhne", "Café Zoë", "Müller Söhne"]
    utf16 = booked(tmp_path, ("polish.txt", UTF16_LEDGER)).ledger
    assert (utf16.total, utf16.currency) == (Decimal("1333.50"), "PLN")
    german = booked(tmp_path, ("u.xlsx", german_workbook())).ledger
    assert german.total == Decimal("1200.1")
    assert {b.account for b in german.bookings} == {"Müller GmbH", "=HYPERLINK(1)"}


def test_months_are_months(tmp_path: Path) -> None:
    result = booked(tmp_path, ("l.csv", "client,month,fee\nA,2024-03,5\nA,2024-04,5\n"))
    assert result.ledger.by_month
    assert f"{result.ledger.last_day}" == "2024-04-30"


def test_rows_without_account_amount_or_day_are_counted(tmp_path: Path) -> None:
    rows = [
        ("A", "2024-01-01", "5.25"),
        ("", "2024-01-02", "7.10"),
        ("B", "", "1.05"),
        ("C", "2024-01-03", ""),
    ]
    result = booked(tmp_path, ("l.csv", ledger_text(rows)))
    assert fates(result) == {
        "booked": (1, Decimal("5.25")),
        "no account": (1, Decimal("7.10")),
        "no amount": (1, Decimal(0)),
        "no day": (1, Decimal("1.05")),
    }
    assert next(f for f in result.fates if f.reason == "no account").examples == ("l.csv row 3",)


def test_a_document_met_twice_is_a_slip_and_two_equal_lines_are_not(tmp_path: Path) -> None:
    columns = "invoice,client,date,amount"
    slip = f"{columns}\n1,A,2024-01-01,5\n1,A,2024-01-01,5\n2,A,2024-01-02,5\n"
    result = booked(tmp_path, ("a.csv", slip))
    assert fates(result)["the same row twice in one file"] == (1, Decimal(5))
    lines = f"{columns}\n1,A,2024-01-01,5\n1,A,2024-01-01,5\n1,A,2024-01-01,9\n"
    result = booked(tmp_path, ("b.csv", lines))
    assert fates(result) == {"booked": (3, Decimal(19))}
    assert (result.twins.rows, result.twins.amount) == (1, Decimal(5))


def test_overlapping_sheets_count_once(tmp_path: Path) -> None:
    head = ["client", "date", "amount"]
    first = [head, ["A", "2024-01-01", 5], ["A", "2024-01-01", 5], ["B", "2024-06-01", 7]]
    second = [head, ["A", "2024-01-01", 5], ["B", "2024-06-01", 7], ["B", "2024-07-01", 7]]
    result = booked(tmp_path, ("w.xlsx", sheets_workbook({"one": first, "two": second})))
    assert fates(result) == {
        "booked": (4, Decimal(24)),
        "the same row in an earlier file or sheet": (2, Decimal(12)),
    }


FEES = (
    "client,rep,month,fee\nA,ann,2024-01,100.01\nA,bob,2024-01,100.01\n"
    "A,cyd,2024-01,100.01\nB,ann,2024-01,7\n"
)


@pytest.mark.parametrize(
    ("policy", "rows", "kept"),
    [("keep", 4, "307.03"), ("once", 2, "107.01"), ("split", 4, "107.01")],
)
def test_a_fee_on_several_reps_rows(tmp_path: Path, policy: str, rows: int, kept: str) -> None:
    result = booked(tmp_path, ("l.csv", FEES), repeated_fees=policy)
    assert fates(result)["booked"] == (rows, Decimal(kept))
    if policy == "keep":
        assert (result.repeats.rows, result.repeats.amount) == (2, Decimal("200.02"))
    if policy == "split":
        assert [str(b.amount) for b in result.ledger.bookings] == ["33.35", "33.33", "33.33", "7"]


def test_several_currencies_are_refused_until_one_is_chosen(tmp_path: Path) -> None:
    text = "client,date,amount,currency\nA,2024-01-01,5,EUR\nB,2024-01-02,7,USD\n"
    with pytest.raises(InputError, match=r"several currencies: EUR \(1 rows\), USD \(1 rows\)"):
        booked(tmp_path, ("l.csv", text))
    result = booked(tmp_path, ("l.csv", text), currency="EUR")
    assert (result.ledger.total, result.ledger.currency) == (Decimal(5), "EUR")
    other = result.fates[1]
    assert (other.reason, other.rows, other.amount) == ("in USD, not in EUR", 1, Decimal(7))


def test_twin_columns_of_two_currencies_are_a_question(tmp_path: Path) -> None:
    text = "client,date,amount_eur,amount_usd\nA,2024-01-01,5,6\n"
    tables = read_all([written(tmp_path, "l.csv", text)])
    assert "which column is the money" in propose(tables).questions[0]
    with pytest.raises(InputError, match="no column for the money"):
        book_rows(tables, propose(tables))
    chosen = book_rows(tables, propose(tables, currency="USD"))
    assert (chosen.ledger.total, chosen.ledger.currency) == (Decimal(6), "USD")


def test_the_converted_amount_of_salesforce_adds_up(tmp_path: Path) -> None:
    text = (
        "Opportunity ID,Account Name,Stage,Close Date,Amount Currency,Amount,"
        "Amount (converted) Currency,Amount (converted)\n"
        "1,A,Closed Won,2024-01-31,USD,10.00,EUR,9.00\n"
        "2,B,Closed Won,2024-01-31,GBP,10.00,EUR,12.00\n"
    )
    result = booked(tmp_path, ("l.csv", text))
    assert (result.ledger.total, result.ledger.currency) == (Decimal("21.00"), "EUR")


def test_an_unknown_word_for_won_is_a_question(tmp_path: Path) -> None:
    text = "client,date,amount,stage\nA,2024-01-01,5,Finito\nB,2024-01-02,7,Niente\n"
    with pytest.raises(InputError, match="which stages count as won"):
        booked(tmp_path, ("l.csv", text))
    assert booked(tmp_path, ("l.csv", text), won=("finito",)).ledger.total == 5


def test_ids_dealt_anew_each_year_are_read_by_name(tmp_path: Path) -> None:
    rows = [
        f"{year}-{number},{name},{year}-0{month}-01,10"
        for year in (2022, 2023)
        for number, name in ((1, "A"), (2, "B"))
        for month in (1, 2)
    ]
    text = "\n".join(["customer_id,customer,date,amount", *rows])
    assert {b.account for b in booked(tmp_path, ("l.csv", text)).ledger.bookings} == {"A", "B"}


def test_two_ids_of_one_name_stay_two(tmp_path: Path) -> None:
    text = (
        "customer_id,customer,date,amount\n1,A,2024-01-01,5\n2,A,2024-01-02,5\n3,B,2024-01-03,5\n"
    )
    accounts = {b.account for b in booked(tmp_path, ("l.csv", text)).ledger.bookings}
    assert accounts == {"A (1)", "A (2)", "B"}


def test_renames_join_on_request_even_in_a_ring(tmp_path: Path) -> None:
    rows = [("A", "2024-01-01", "5"), ("B", "2024-01-02", "5"), ("C", "2024-01-03", "5")]
    joined = booked(tmp_path, ("l.csv", ledger_text(rows)), renames={"A": "B"})
    assert [b.account for b in joined.ledger.bookings] == ["B", "B", "C"]
    ring = booked(tmp_path, ("l.csv", ledger_text(rows)), renames={"A": "B", "B": "A"})
    assert len(ring.ledger.bookings) == 3


def test_a_filter_nobody_passes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="such as Acme"):
        booked(
            tmp_path,
            ("l.csv", ledger_text([("Acme", "2024-01-01", "5")])),
            filters={"client": "Acmee"},
        )


def test_a_mapping_survives_its_file(tmp_path: Path) -> None:
    tables = read_all(
        [written(tmp_path, "l.csv", FEES), written(tmp_path, "u.csv", SALESFORCE_USERS)]
    )
    mapping = propose(tables).with_(
        filters={"client": "A: 1"},
        window=("2024-01", "2024-12"),
        renames={"= 1": "#x"},
        reps=("no",),
    )
    mapping.save(tmp_path / "m.yaml")
    assert Mapping.load(tmp_path / "m.yaml") == mapping
    assert "# old name: new name" in (tmp_path / "m.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "simlib_mapping: 2\nfiles: {}",
        "simlib_mapping: 1\nfiles: []",
        "simlib_mapping: 1\nfiles: {a: {role: ledgr}}",
        "simlib_mapping: 1\nfiles: {}\nwindw: auto",
        "simlib_mapping: 1\nfiles: {a: &x {role: ledger}, b: *x}",
        "a: !!python/object:os.system {}",
        "{" * 999_000,
        "simlib_mapping: 1\nfiles: {}\nwindow: [1]",
    ],
)
def test_a_mapping_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"m\.yaml"):
        Mapping.load(written(tmp_path, "m.yaml", text))
