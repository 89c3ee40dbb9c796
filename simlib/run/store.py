"""Finished chunks on disk: a study that stopped goes on, and one that was small grows.

A folder for each order, named by a hash of everything that decides its numbers; in it one Parquet
file a chunk, named by its worlds. A file appears whole or not at all, so that kill -9, a full disk
or a second process on the same store leave nothing half-written. Each file says of which order and
worlds it is, bound to its content: one that is damaged, or stands under another's name, is told and
played again. Nothing is ever deleted here.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import warnings
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from simlib.inputs.errors import InputError
from simlib.inputs.files import write_atomically
from simlib.model.chunk import Chunk
from simlib.run.order import Order, Piece, Sums
from simlib.run.totals import PairTotals, Totals

_NAME = re.compile(r"(\d+)-(\d+)\.parquet")
_SHAPES, _BOUND = b"simlib_shapes", b"simlib_bound"
_PARTS = {"chunk": Chunk, "totals": Totals, "pair": PairTotals}
Arrays = dict[str, np.ndarray]
_EXACT = (
    "revenue",
    "revenue_squares",
    "columns",
    "column_squares",
    "revenue_product",
    "column_product",
)


class Store:
    """The finished chunks of one order under a folder.

    Parameters
    ----------
    folder : str or Path
        Made if it does not exist; may hold the chunks of many orders.
    order : Order

    Raises
    ------
    InputError
        If the folder is a file, or the order has processes of the analyst's own, which no hash
        can tell apart.
    """

    def __init__(self, folder: str | Path, order: Order) -> None:
        if order.own_processes:
            raise InputError(
                "a store cannot tell one process of your own from the next version of it",
                column="store",
                value=str(folder),
                allowed="no store, or no own_processes",
            )
        self._key = order_key(order)
        self.folder = Path(folder) / self._key
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise InputError(
                "not a folder", column="store", value=str(folder), allowed="a folder"
            ) from error

    def ranges(self) -> dict[int, list[int]]:
        """Return the chunks there are: for each first world the counts, largest first."""
        found: dict[int, list[int]] = {}
        for path in self.folder.iterdir():
            if match := _NAME.fullmatch(path.name):
                found.setdefault(int(match[1]), []).append(int(match[2]))
        return {first: sorted(counts, reverse=True) for first, counts in found.items()}

    def read(self, first: int, count: int) -> Piece | None:
        """Return a chunk, None if it is missing; one that is not what its name says is told."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = self._path(first, count)
        try:
            table = pq.read_table(path, page_checksum_verification=True)
            arrays = _arrays(table)
            if table.schema.metadata.get(_BOUND) == self._bound(first, count, arrays):
                return _piece(first, count, arrays)
            fault = "holds other worlds or numbers than its name says"
        except FileNotFoundError:
            return None
        except (OSError, pa.ArrowException, KeyError, ValueError, TypeError):
            fault = "cannot be read"
        warnings.warn(
            f"{path} {fault}: worlds {first} to {first + count - 1} are played again",
            stacklevel=2,
        )
        return None

    def write(self, piece: Piece) -> None:
        """Keep a chunk; it is there when this returns."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        parts = _parts(piece)
        table = _table(parts, self._bound(piece.first, piece.count, parts))
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, compression="zstd", write_page_checksum=True)
        write_atomically(self._path(piece.first, piece.count), sink.getvalue().to_pybytes())

    def _bound(self, first: int, count: int, arrays: Arrays) -> bytes:
        """Return a hash that ties numbers to their order and worlds."""
        digest = hashlib.blake2b(f"{self._key} {first} {count}".encode(), digest_size=16)
        for name, values in sorted(arrays.items()):
            plain = values.astype(np.int64) if values.dtype == object else values
            digest.update(f"{name} {plain.dtype.descr} {plain.shape}".encode())
            digest.update(np.ascontiguousarray(plain).tobytes())
        return digest.hexdigest().encode()

    def _path(self, first: int, count: int) -> Path:
        return self.folder / f"{first}-{count}.parquet"


@cache
def _versions() -> str:
    """Return what may change a number besides the order: libraries and the processor."""
    import llvmlite.binding as llvm
    import numba

    machine = (platform.machine(), llvm.get_host_cpu_name())
    return repr((numba.__version__, np.__version__, machine))


def order_key(order: Order) -> str:
    """Return the name of an order's folder: a hash of all that decides its numbers."""
    scenarios = [scenario.key() for scenario in order.scenarios]
    parts = (_versions(), order.sources, scenarios, order.seed, order.log, order.engine, order.keep)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]


def _parts(piece: Piece) -> Arrays:
    """Return every array of a piece by name: part, position and field."""
    sums = piece.sums
    groups: dict[str, tuple[Any, ...]] = {
        "chunk": piece.chunks,
        "totals": sums.arms if sums else (),
        "pair": sums.pairs if sums else (),
    }
    return {
        f"{kind}.{position}.{field.name}": np.asarray(getattr(part, field.name))
        for kind, parts in groups.items()
        for position, part in enumerate(parts)
        for field in fields(part)
    }


def _piece(first: int, count: int, arrays: Arrays) -> Piece:
    parts = {kind: tuple(_read_parts(kind, arrays)) for kind in _PARTS}
    sums = Sums(parts["totals"], parts["pair"]) if parts["totals"] else None
    return Piece(first, count, parts["chunk"], sums)


def _read_parts(kind: str, arrays: Arrays) -> Iterator[Any]:
    positions = {int(name.split(".")[1]) for name in arrays if name.startswith(f"{kind}.")}
    for position in range(len(positions)):
        values = {
            field.name: arrays[f"{kind}.{position}.{field.name}"] for field in fields(_PARTS[kind])
        }
        yield _PARTS[kind](**{name: _plain(kind, name, each) for name, each in values.items()})


def _plain(kind: str, name: str, values: np.ndarray) -> Any:
    """Return an array as the part had it: numbers alone, and sums as Python integers."""
    if values.ndim == 0:
        return int(values)
    exact = kind != "chunk" and name in _EXACT
    return values.astype(object) if exact else values


def _table(arrays: Arrays, bound: bytes) -> Any:
    """Return a table of one row: each array a list, its shape and type in the metadata."""
    import pyarrow as pa

    columns, shapes = {}, {}
    for name, values in arrays.items():
        shapes[name] = [list(values.shape), values.dtype.descr if values.dtype.names else ""]
        for field in values.dtype.names or ("",):
            column = values[field] if field else values
            whole = column.astype(np.int64) if column.dtype == object else column
            columns[f"{name}:{field}"] = pa.array([np.ascontiguousarray(whole).ravel()])
    table = pa.table(columns)
    return table.replace_schema_metadata({_SHAPES: json.dumps(shapes).encode(), _BOUND: bound})


def _arrays(table: Any) -> Arrays:
    shapes = json.loads(table.schema.metadata[_SHAPES])
    found: Arrays = {}
    for name, (shape, descr) in shapes.items():
        if not descr:
            found[name] = _column(table, f"{name}:").reshape(shape)
            continue
        dtype = np.dtype([(field, kind) for field, kind in descr])
        found[name] = np.empty(shape, dtype=dtype)
        for field in dtype.names or ():
            found[name][field] = _column(table, f"{name}:{field}")
    return found


def _column(table: Any, name: str) -> np.ndarray:
    return np.asarray(table.column(name).chunk(0).values.to_numpy(zero_copy_only=False))
