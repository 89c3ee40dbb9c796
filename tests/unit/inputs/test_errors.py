"""The one error a user of bad input sees, and the near names it lists."""

from __future__ import annotations

from simlib.inputs.errors import InputError, unknown_name


def test_twenty_names_are_listed_and_more_only_where_none_is_near() -> None:
    names = [f"key_{letter}" for letter in "abcdefghijklmnopqrstu"]
    few, many = unknown_name("key", "key_z", names[:20]), unknown_name("key", "key_z", names)
    assert str(few).endswith(
        f"did you mean key_t or key_s or key_r? known: {', '.join(names[:20])}"
    )
    assert str(many) == "unknown key; found 'key_z'; allowed: did you mean key_u or key_t or key_s?"
    far = unknown_name("key", "zzzzzz", names, file="f.csv")
    assert str(far) == f"f.csv: unknown key; found 'zzzzzz'; allowed: known: {', '.join(names)}"
    assert str(unknown_name("key", 7, ["b", "a", "b"])) == (
        "unknown key; found 7; allowed: known: a, b"
    )


def test_an_error_keeps_what_it_says() -> None:
    error = InputError("wrong", file="f", row=2, column="c", value=3, allowed="4")
    said = (error.message, error.file, error.row, error.column, error.value, error.allowed)
    assert said == ("wrong", "f", 2, "c", 3, "4")
    assert str(error) == "f, row 2, column 'c': wrong; found 3; allowed: 4"
    assert str(InputError("wrong")) == "wrong"
    assert str(InputError("wrong", value=None)) == "wrong; found None"
    assert str(InputError("wrong", value="x" * 90)) == f"wrong; found '{'x' * 79}"
