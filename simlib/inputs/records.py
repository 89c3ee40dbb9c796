"""The base of every typed, frozen input: validated on construction, changed only by copying."""

from __future__ import annotations

from typing import Any, NoReturn, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from simlib.inputs.errors import InputError, unknown_name


class FrozenDict(dict[str, float]):
    """A dictionary of numbers that cannot be changed after it is made."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("inputs are frozen: use with_(...)")

    __setitem__ = __delitem__ = __ior__ = _refuse
    update = pop = popitem = setdefault = clear = _refuse

    def __reduce__(self) -> tuple[type[FrozenDict], tuple[dict[str, float]]]:
        """Pickle as a plain dictionary, since unpickling a dict sets its items."""
        return FrozenDict, (dict(self),)


class Record(BaseModel):
    """An immutable input whose every mistake is an `InputError`, never a traceback of pydantic."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    def __init__(self, **data: Any) -> None:
        refuse_unknown_fields(type(self), data)
        try:
            super().__init__(**data)
        except ValidationError as error:
            raise _plain_error(type(self), error) from None

    def with_(self, **changes: Any) -> Self:
        """Return a copy with ``changes``; unknown names are refused, near ones listed.

        Raises
        ------
        InputError
            For a field that does not exist or a value it cannot take.
        """
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self)(**{**fields, **changes})


def refuse_unknown_fields(record: type[BaseModel], data: dict[str, Any]) -> None:
    """Raise `InputError` for the first name in ``data`` that ``record`` does not have."""
    for name in data:
        if name not in record.model_fields:
            raise unknown_name(f"field of a {record.__name__.lower()}", name, record.model_fields)


def _plain_error(record: type[BaseModel], error: ValidationError) -> InputError:
    first = error.errors()[0]
    cause = first.get("ctx", {}).get("error")
    if isinstance(cause, InputError):
        return cause
    column = ".".join(str(part) for part in first["loc"]) or None
    message = f"a {record.__name__.lower()} cannot be made so"
    allowed = first["msg"].removeprefix("Value error, ")
    return InputError(message, column=column, value=first["input"], allowed=allowed)
