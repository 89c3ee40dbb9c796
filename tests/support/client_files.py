"""Client files of many makes, written for the tests of intake."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

SALESFORCE_REPORT = """\
"Account Name","Account ID","Opportunity Owner","Stage","Amount Currency","Amount","Close Date"
"Müller & Söhne GmbH","001A000001","Jo Ansa","Closed Won","EUR","12000.00","2024-03-15"
"Müller & Söhne GmbH","001A000001","Jo Ansa","Closed Won","EUR","8000.50","2024-11-02"
"Line
break Ltd","001A000002","Kim Bo","Closed Lost","EUR","5000.00","2024-05-20"
"Line
break Ltd","001A000002","Kim Bo","Closed Won","EUR","700.25","2024-06-20"
"Third ""quoted"" plc","001A000003","","Closed Won","EUR","99.99","2025-02-28"

"Won deals by account"
"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."
"Confidential Information - Do Not Distribute"
"Grand Totals (5 records)"
"""

SALESFORCE_ACCOUNTS = """\
"Id","Name","ParentId","OwnerId","AnnualRevenue","Industry"
"001A000001","Müller & Söhne GmbH","001A000009","005A","990000000","Steel"
"001A000002","Line
break Ltd","","005B","#N/A","Paper"
"001A000003","Third ""quoted"" plc","001A000009","005B","","Steel"
"001A000009","Holding AG","","005A","",""
"""

SALESFORCE_USERS = '"Id","Full Name","Username"\n"005A","Jo Ansa","jo@x.org"\n"005B","Kim Bo","k"\n'

HUBSPOT_GERMAN = (
    "Datensatz-ID;Deal-Name;Deal-Phase;Abschlussdatum;Betrag;Für Deal zuständiger Mitarbeiter;"
    "Zugeordnetes Unternehmen\n"
    "11;Anlage;Abgeschlossen und gewonnen;2024-01-31 10:00;1500.5;Ute;Alpha AG\n"
    "12;Wartung;Abgeschlossen und gewonnen;2024-12-01 09:30;250;Ute;Beta KG\n"
    "13;Umbau;Verloren;2024-06-01 09:30;9000;Max;Beta KG\n"
)

MAC_LEDGER = (
    "Kunde;Datum;Betrag;Vertreter\r"
    "Müller Söhne;15.01.2024;1.234,50;Jörg\r"
    "Café Zoë;31.12.2024;-34,50;Jörg\r"
    "Müller Söhne;29.02.2024;(100,00);Änne\r"
).encode("mac_roman")

UTF16_LEDGER = (
    "Client\tInvoice date\tNet amount\tCurrency\r\n"
    "Łódź Sp. z o.o.\t13/01/2024\t1 234,50\tPLN\r\n"
    "Ærø A/S\t02/12/2024\t99,00\tPLN\r\n"
).encode("utf-16")


def ledger_text(rows: list[tuple[str, str, str]], header: str = "client,date,amount") -> bytes:
    """Return a comma-separated ledger."""
    return "\n".join([header, *(",".join(row) for row in rows)]).encode()


def german_workbook() -> bytes:
    """Return an XLSX ledger as a German office keeps it: a title, text amounts, a sum below."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Umsätze"
    for row in [
        ["Umsatzliste 2024"],
        [],
        ["Kundennr", "Kunde", "Belegdatum", "Nettobetrag", "Vertreter"],
        ["0017", "Müller GmbH", date(2024, 1, 31), 1234.5, "Ute"],
        ["0018", "=HYPERLINK(1)", date(2024, 12, 31), 0.1, "Max"],
        ["0017", "Müller GmbH", date(2024, 6, 30), -34.5, "Ute"],
        ["Summe", None, None, 1200.1, None],
    ]:
        sheet.append(row)
    sheet["B5"].data_type = "s"
    hidden: Any = book.create_sheet("hiddenSheet")
    hidden.append(["a", "b"])
    hidden.append(["x", "1"])
    hidden.sheet_state = "hidden"
    return workbook_bytes(book)


def sheets_workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    """Return a workbook of several sheets."""
    book = Workbook()
    book.remove(book["Sheet"])
    for title, rows in sheets.items():
        sheet: Any = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return workbook_bytes(book)


def workbook_bytes(book: Workbook) -> bytes:
    """Return a workbook as a file."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def written(folder: Path, name: str, content: bytes | str) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path
