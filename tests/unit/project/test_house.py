"""The measuring tape: arrows in statements, in functions, for types and in strings are all seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import house as tape
from tools.house import Arrow, House, circles, house, upward, used_once

LAYERS = ("ground", "first", "roof")
FOR_TYPES = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n"


def build(folder: Path, **files: str) -> House:
    """Return a package ``made`` of files named by their dotted names."""
    for name, text in files.items():
        path = folder / "made" / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for room in {path.parent for path in (folder / "made").rglob("*.py")}:
        (room / "__init__.py").touch()
    return house(folder, "made")


def refused(found: House) -> list[Arrow]:
    return upward(found, "made", LAYERS)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("from made.roof.top import tile\n", "run"),
        ("def f():\n    from made.roof import top\n", "function"),
        (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import made.roof.top\n",
            "types",
        ),
        ('import importlib\nx = importlib.import_module("made.roof.top")\n', "string"),
        ('HOMES = {"made.roof.top.tile": 1}\n', "string"),
        ('HOMES = {"tile": "roof.top"}\n', "string"),
    ],
)
def test_an_arrow_upward_is_seen_however_it_is_written(
    text: str, kind: str, tmp_path: Path
) -> None:
    found = refused(build(tmp_path, ground__stone=text, roof__top="tile = 1\n"))
    assert [(arrow.source, arrow.target, arrow.kind) for arrow in found] == [
        ("made.ground.stone", "made.roof.top", kind)
    ]
    assert "made/ground/stone.py" in str(found[0])


@pytest.mark.parametrize(
    "text",
    [
        '"""Words about `made.roof.top`."""\n',
        'def f():\n    """As made.roof.top.tile."""\n',
        'x = "made.roof of slate"\n',
        "from made.ground import sand\n",
    ],
)
def test_what_is_no_arrow_is_not_seen(text: str, tmp_path: Path) -> None:
    found = build(tmp_path, ground__stone=text, ground__sand="", roof__top="tile = 1\n")
    assert refused(found) == []


def test_a_room_that_nobody_listed_is_refused(tmp_path: Path) -> None:
    found = build(tmp_path, shed__tool="", ground__stone="from made.shed import tool\n")
    assert [arrow.target for arrow in refused(found)] == ["made.shed.tool"]


def test_the_product_does_not_know_its_proof(tmp_path: Path) -> None:
    build(tmp_path, ground__stone="import other.proof\n")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "proof.py").touch()
    found = house(tmp_path, "made", "other")
    assert [arrow.target for arrow in refused(found)] == ["other.proof"]


def test_circles_are_found_by_the_kinds_of_their_arrows(tmp_path: Path) -> None:
    found = build(
        tmp_path,
        ground__a="from made.ground import b\n",
        ground__b="def f():\n    from made.ground import c\n",
        ground__c=f"{FOR_TYPES}    from made.ground import a\n",
    )
    assert circles(found, "run", "function") == []
    (circle,) = circles(found, "run", "function", "types")
    assert circle == ["made.ground.a", "made.ground.b", "made.ground.c"]


def test_private_functions_with_one_caller_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(
        "def f():\n    return _once() + _twice() + _twice()\n\n\n"
        "def _once():\n    return 1\n\n\ndef _twice():\n    return 2\n"
    )
    assert used_once([path]) == (1, 3)


def test_the_table_names_what_runs_upward(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    room = tmp_path / "simlib" / "inputs"
    room.mkdir(parents=True)
    (room / "book.py").write_text('x = import_module("simlib.studies.audit")\n')
    above = tmp_path / "simlib" / "studies"
    above.mkdir()
    (above / "audit.py").touch()
    assert tape.main([str(tmp_path)]) == 1
    told = capsys.readouterr().out
    assert "upward: simlib/inputs/book.py:1 -> simlib.studies.audit (string)" in told
