# mypy: disable-error-code="no-untyped-call,untyped-decorator,call-arg,attr-defined,misc"
"""The tables of a world: arrays that stand outside its record, as long as the firm needs them.

``accounts(firm)[order]`` reads through an address in the record. No array is counted in and out at
a call, and no length is part of a type, so that one compiled engine plays firms of any size. To
Numba a table is a bare pointer: its arrays would look at the sign of every index.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import carray, config, types
from numba.core import cgutils
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, models, register_model
from numba.np.numpy_support import from_dtype

from simlib.model.compiled.layout import TABLES, WORLD, Table, World
from simlib.world.jit import kernel

_ADDRESS = ir.IntType(64)


class _Rows(types.Type):
    """A pointer to rows of one type; an index counts from 0 and is never below it."""

    def __init__(self, row: types.Type) -> None:
        super().__init__(name=f"Rows({row})")
        self.row = row


@register_model(_Rows)
class _RowsModel(models.PrimitiveModel):
    def __init__(self, manager: Any, rows: _Rows) -> None:
        super().__init__(manager, rows, manager[rows.row].get_data_type().as_pointer())


@infer_global(operator.getitem)
class _GetRow(AbstractTemplate):
    def generic(self, arguments: Any, _: Any) -> Any:
        if isinstance(arguments[0], _Rows):
            return signature(arguments[0].row, arguments[0], types.intp)
        return None


@infer_global(operator.setitem)
class _SetRow(AbstractTemplate):
    def generic(self, arguments: Any, _: Any) -> Any:
        if isinstance(arguments[0], _Rows):
            return signature(types.none, arguments[0], types.intp, arguments[0].row)
        return None


@lower_builtin(operator.getitem, _Rows, types.intp)
def _get_row(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    place = builder.gep(arguments[0], [arguments[1]])
    return context.unpack_value(builder, signature.return_type, place)


@lower_builtin(operator.setitem, _Rows, types.intp, types.Any)
def _set_row(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    place = builder.gep(arguments[0], [arguments[1]])
    context.pack_value(builder, signature.args[2], arguments[2], place)
    return context.get_dummy_value()


def _table(name: str) -> Callable[[World], Table]:
    dtype, at, room = TABLES[name], f"{name}_at", f"{name}_room"
    fields: Any = WORLD.fields
    place = fields[at][1]

    @intrinsic
    def rows(_: Any, firm: Any) -> Any:
        """Return the table."""
        found = _Rows(from_dtype(dtype))

        def generate(context: Any, builder: Any, __: Any, arguments: Any) -> Any:
            field = cgutils.pointer_add(builder, arguments[0], place)
            address = builder.load(builder.bitcast(field, _ADDRESS.as_pointer()))
            # It stays where it is while worlds are played: one read serves many accesses.
            address.set_metadata("invariant.load", builder.module.add_metadata([]))
            return builder.inttoptr(address, context.get_value_type(found))

        return found(firm), generate

    @intrinsic
    def pointer(_: Any, address: Any) -> Any:
        """Return an address as a pointer."""

        def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], cgutils.voidptr_t)

        return types.voidptr(address), generate

    @kernel
    def table(firm: World) -> Table:
        return rows(firm)

    @kernel
    def checked(firm: World) -> Table:
        # An array, which knows its length.
        return carray(pointer(firm[at]), (firm[room],), dtype)

    return checked if config.BOUNDSCHECK else table


unit_entities = _table("unit_entities")
"""The units of the book: a scope after the other, each as wide as the widest."""
members = _table("members")
"""Accounts of the book by buyer, then by parent: those of a unit in canonical order."""
members_from = _table("members_from")
"""Where the members of each buyer begin, then of each parent; as wide as the widest scope and 1."""
book_revenues = _table("book_revenues")
book_owners = _table("book_owners")
causes = _table("causes")
forced = _table("forced")
accounts = _table("accounts")
"""The book, then all prospects."""
targets = _table("targets")
guesses = _table("guesses")
"""What the rep believes each target would buy."""
free_from = _table("free_from")
"""The week from which each target may be called."""
reps = _table("reps")
decisions = _table("decisions")
tasks = _table("tasks")
heads = _table("heads")
"""Of the queues: one for each seat and priority, the last is the manager's."""
tails = _table("tails")
events = _table("events")
buckets = _table("buckets")
rows = _table("rows")
"""What the present event leaves in the log."""
active = _table("active")
onboarding = _table("onboarding")
in_progress = _table("in_progress")
woken = _table("woken")
year_start = _table("year_start")
lost_by_cause = _table("lost_by_cause")
"""Of this month: of the book by cause, then of accounts won since."""
found = _table("found")
amounts = _table("amounts")
