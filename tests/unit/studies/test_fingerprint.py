"""What makes a stored result stale: the definitions it reaches, wherever they stand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from simlib.studies import fingerprint
from simlib.studies.fingerprint import code_hash, data_hash, read_again
from simlib.studies.register import STUDIES

A = """from simlib.b import two, table


def f(x):
    return two + helper(x)


def helper(x):
    return table[x]
"""
B = "two = 2\ntable = {}\nunused = 1\n"


@dataclass
class Sources:
    """A package of a few files that may be written again."""

    folder: Path

    def write(self, name: str, text: str) -> None:
        path = self.folder / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        read_again()

    def hash(self) -> str:
        return code_hash("simlib.a", "f")


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sources:
    monkeypatch.setattr(fingerprint, "_PACKAGE", tmp_path)
    made = Sources(tmp_path)
    made.write("a", A)
    made.write("b", B)
    return made


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("a", "two + helper", "two - helper"),
        ("a", "table[x]", "table[-x]"),
        ("b", "two = 2", "two = 3"),
        ("b", "table = {}", "table = {}\ntable[1] = 1"),
        ("b", "two = 2", "from simlib.c import two"),
    ],
    ids=["itself", "its helper", "a constant", "an entry of a table", "another home"],
)
def test_a_change_of_what_is_reached_is_seen(code: Sources, file: str, old: str, new: str) -> None:
    code.write("c", "two = 22\n")
    before = code.hash()
    code.write(file, {"a": A, "b": B}[file].replace(old, new))
    assert code.hash() != before


@pytest.mark.parametrize(
    "moved",
    [
        {"b": "from simlib.c import table, two\nunused = 2\n", "c": "two = 2\ntable = {}\n"},
        {"a": A.replace("simlib.b", "simlib.room.c"), "room/c": B},
        {"a": A.replace("from simlib.b import two, table", "from simlib.b import table\ntwo = 2")},
        {
            "a": A.replace("return two", '"""Words."""\n    return (  # why\n        two').replace(
                "helper(x)\n\n", "helper(x)\n    )\n\n", 1
            )
        },
        {"b": f"{B}def other():\n    return 3\n"},
    ],
    ids=["two files", "another folder", "into the file", "comments and layout", "a neighbour"],
)
def test_a_move_that_changes_no_definition_leaves_it_fresh(
    code: Sources, moved: dict[str, str]
) -> None:
    before = code.hash()
    for name, text in moved.items():
        code.write(name, text)
    assert code.hash() == before


RULES = """def p(x):
    return q(x)


def q(x):
    return x


def r(x):
    return 0
"""
CALLER = """from simlib import rules


class K:
    def go(self):
        return rules.p(1)


def f():
    from simlib.b import two
    return K().go() + two
"""


def test_modules_methods_and_imports_of_a_function_are_followed(code: Sources) -> None:
    code.write("rules", RULES)
    code.write("a", CALLER)
    before = code.hash()
    code.write("rules", RULES.replace("return 0", "return 1"))
    assert code.hash() == before, "r is not called"
    code.write("b", "two = 3\n")
    after = code.hash()
    assert after != before, "imported in the function"
    code.write("rules", RULES.replace("return x", "return -x"))
    assert code.hash() != after, "called by what the method calls"


def test_a_study_reaches_the_engine_and_the_shipped_evidence() -> None:
    """The rules, both ways to play them, and the reader of the books: not the charts."""
    study = STUDIES["dose"].play
    reached = {module for module, _ in fingerprint._reached((study.__module__, study.__name__))}
    assert {
        *("simlib.model.rules", "simlib.model.compiled.play", "simlib.model.shocks"),
        *("simlib.inputs.book_csv", "simlib.analysis.measures", "simlib.world.philox"),
    } <= reached
    assert not [module for module in reached if "present" in module or "intake" in module]


def test_a_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(LookupError, match="does not define nobody"):
        code_hash("simlib.studies.register", "nobody")


def test_the_hash_of_the_data_is_one_of_all_tables() -> None:
    assert len(data_hash()) == 16
    assert data_hash("claims.csv") != data_hash()
