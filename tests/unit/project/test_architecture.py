"""The house keeps its shape: arrows run one way, in strings too; files small, imports light."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tools.house import FLOORS, LAYERS, House, circles, house, layer_of, upward
from tools.setup import ROOT

HEAVY = ["pandera", "scipy.stats", "matplotlib", "statsmodels", "dask", "loky"]
LONGEST_FILE = 500
FILES = sorted((ROOT / "simlib").rglob("*.py"))
TYPES_ONLY = 3
"""Groups of modules that name each other for types; each has its reason in docs/design.md."""


@pytest.fixture(scope="module")
def product() -> House:
    return house(ROOT)


def test_arrows_run_one_way_in_strings_too(product: House) -> None:
    assert [str(arrow) for arrow in upward(product)] == []


def test_every_room_has_its_floor(product: House) -> None:
    rooms = {layer_of(name, "simlib") for name in product.files if name.startswith("simlib")}
    assert rooms - {""} <= set(LAYERS)
    assert set(LAYERS) <= rooms


def test_nobody_imports_in_a_circle(product: House) -> None:
    assert circles(product, "run", "function") == []
    assert len(circles(product, "run", "function", "types")) <= TYPES_ONLY


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= LONGEST_FILE


def test_a_file_name_stands_for_one_file_of_a_floor() -> None:
    """The compiled engine follows the story file by file; words and charts follow the studies."""
    homes = defaultdict(set)
    for path in FILES:
        inner = path.relative_to(ROOT / "simlib").parts
        if len(inner) > 1 and inner[:2] != ("model", "compiled") and path.name != "__init__.py":
            room = "/".join(inner[:2]) if inner[0] == "present" else inner[0]
            homes[room, path.stem].add(path)
    assert {place: found for place, found in homes.items() if len(found) > 1} == {}


def test_only_the_command_line_prints() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in FILES
        if path.relative_to(ROOT / "simlib").parts[0] not in ("cli", "__main__.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
    ]
    assert found == []


def test_only_the_lazy_face_imports_by_string() -> None:
    """A name that is imported by string is an arrow that nobody sees."""
    users = Counter(
        path.relative_to(ROOT).as_posix()
        for path in FILES
        if "import_module" in path.read_text(encoding="utf-8")
    )
    assert set(users) == {"simlib/present/plots.py"}


def test_importing_simlib_is_light() -> None:
    code = f"import sys, simlib; print(sorted(set({HEAVY}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_sentences_need_no_pictures() -> None:
    """The words are read by a terminal, too."""
    names = [path.stem for path in (ROOT / "simlib/present/words").glob("[a-z]*.py")]
    code = "; ".join(
        [
            "import sys, simlib.words",
            *(f"import simlib.present.words.{name}" for name in sorted(names)),
            "print('matplotlib' in sys.modules)",
        ]
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_floors_are_folders() -> None:
    rooms = {path.name for path in (ROOT / "simlib").iterdir() if path.is_dir()}
    assert set(FLOORS) - {"words"} <= rooms
