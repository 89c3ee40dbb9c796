"""How a client's files are read: every choice in one visible file that can be edited."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator

from simlib.inputs.errors import InputError
from simlib.inputs.files import write_text
from simlib.inputs.plain_yaml import fields_of, list_of, read_plain, write_plain
from simlib.inputs.records import Record
from simlib.intake.booking import Kind
from simlib.intake.mapping.detect import Role

_FORMAT = 1
AUTO: Literal["auto"] = "auto"

RepeatedFees = Literal["keep", "once", "split"]
_REMARKS = {
    "kind": "deals: won deals of a CRM; invoices: invoices or fees",
    "files": "what each file is and which column means what; other columns are not used",
    "won": "stages that count as sold",
    "filters": "only rows where the column says this, e.g. {firm: Hms Associates}",
    "account_by": "id or name: which of them tells accounts apart",
    "currency": "of all amounts; rows in another one are left out, never converted",
    "duplicates": "drop or keep: rows equal in every cell",
    "repeated_fees": "keep, once or split: rows that differ by the rep alone",
    "window": "auto: the last twelve months that the file fully covers; or [2024-01, 2024-12]",
    "live_within_months": "an account counts if billed in so many last months: auto, 3, all",
    "largest": "so many accounts one by one, the rest one stream: auto (150 of over 200), 50, all",
    "renames": "old name: new name (or pseudonyms); never done unasked",
    "reps": "people without accounts who sell all the same",
}


class FileMapping(Record):
    """How one table is read.

    ``columns`` is meaning to column; ``dates`` and ``decimals`` settle what cells leave open.
    """

    file: str
    role: Role
    system: str = "generic"
    columns: dict[str, str] = Field(default_factory=dict)
    encoding: str | None = None
    dates: str | None = None
    decimals: str | None = None


class Mapping(Record):
    """How a client's files are read."""

    files: tuple[FileMapping, ...]
    """One for each table."""
    kind: Kind = "invoices"
    """What a row of money is."""
    won: tuple[str, ...] = ()
    """Stages that count, without regard to case."""
    filters: dict[str, str] = Field(default_factory=dict)
    """Column to the only text that counts."""
    account_by: Literal["id", "name"] = "id"
    """Which of them tells accounts apart where the file has both."""
    currency: str = ""
    """Of all amounts; "" where the files do not say."""
    duplicates: Literal["drop", "keep"] = "keep"
    """What becomes of rows equal in every cell."""
    repeated_fees: RepeatedFees = "keep"
    """What becomes of rows equal in every cell but the rep's."""
    window: tuple[str, str] | Literal["auto"] = AUTO
    """First and last month or day."""
    live_within_months: int | Literal["all", "auto"] = AUTO
    """As in `simlib.inputs.ledger.sum_ledger`; "all" keeps every account of the window."""
    largest: int | Literal["all", "auto"] = AUTO
    """How many accounts stand one by one in the book; the rest is its pool."""
    renames: dict[str, str] = Field(default_factory=dict)
    """Names to be read as another; pseudonyms will do."""
    reps: tuple[str, ...] = ()
    """Seats without accounts."""
    questions: tuple[str, ...] = ()
    """What only a person can say; reading stops there until it is said."""

    @field_validator("window", mode="before")
    @classmethod
    def _as_text(cls, window: Any) -> Any:
        # YAML reads 2024-01-31 as a day and 2024-01 as text.
        return tuple(map(str, window)) if isinstance(window, list | tuple) else window

    def file(self, name: str) -> FileMapping:
        """Return how a table is read, by its name."""
        for each in self.files:
            if each.file == name:
                return each
        raise InputError(
            "the mapping does not know this file",
            file=name,
            allowed=", ".join(each.file for each in self.files) or "no file at all",
        )

    def answered(self, *, dates: str | None = None, decimals: str | None = None) -> Mapping:
        """Return the mapping with one answer for every table of money."""
        told = {"dates": dates, "decimals": decimals}
        changes = {key: value for key, value in told.items() if value is not None}
        files = tuple(
            each.with_(**changes) if each.role in ("ledger", "deals") else each
            for each in self.files
        )
        return self.with_(files=files)

    def save(self, path: str | Path) -> None:
        """Write the mapping with a remark on every line; whole or not at all."""
        write_text(path, self.to_yaml())

    def to_yaml(self) -> str:
        """Return the mapping as text to be read and edited."""
        plain = self.model_dump(exclude={"questions"})
        plain["files"] = {
            each.pop("file"): {key: value for key, value in each.items() if value is not None}
            for each in plain["files"]
        }
        lines = [f"simlib_mapping: {_FORMAT}"]
        lines += [f"# to be answered: {_one_line(text)}" for text in self.questions]
        for key, value in plain.items():
            lines += ["", f"# {_REMARKS[key]}", _dump({key: value})]
        return "\n".join(lines) + "\n"

    @classmethod
    def load(cls, path: str | Path) -> Mapping:
        """Return the mapping in a file.

        Raises
        ------
        InputError
            Naming the file, and what in it cannot be used.
        """
        try:
            content = Path(path).read_bytes()
            return cls.from_yaml(content.decode("utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"cannot be read: {error}", file=path) from None
        except InputError as error:
            raise InputError(str(error), file=path) from None

    @classmethod
    def from_yaml(cls, text: str) -> Mapping:
        """Return the mapping that `to_yaml` wrote, edited or not."""
        fields = fields_of(read_plain(text), "mapping")
        if fields.pop("simlib_mapping", None) != _FORMAT:
            raise InputError("no mapping file", allowed=f"'simlib_mapping: {_FORMAT}' at its top")
        files = fields_of(fields.pop("files", None), "files")
        if isinstance(fields.get("won"), list):
            fields["won"] = tuple(str(word) for word in list_of(fields["won"], "won"))
        listed = [FileMapping(**_file_fields(name, each)) for name, each in files.items()]
        return cls(files=tuple(listed), **fields)


def _file_fields(name: str, plain: object) -> dict[str, Any]:
    fields = fields_of(plain, name)
    if "file" in fields:
        raise InputError("a file within a file", column="files", value=name)
    return {"file": name, **fields}


def _dump(plain: dict[str, Any]) -> str:
    return write_plain(_lists(plain)).rstrip()


def _lists(plain: Any) -> Any:
    if isinstance(plain, dict):
        return {key: _lists(value) for key, value in plain.items()}
    return [_lists(value) for value in plain] if isinstance(plain, tuple | list) else plain


def _one_line(text: str) -> str:
    return " ".join(text.split())
