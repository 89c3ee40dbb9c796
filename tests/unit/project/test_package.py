"""The wheel and the sdist: what they hold, and that the wheel works where the sources are not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

import simlib
from simlib.inputs.shipped import shipped_books
from tools.setup import ROOT

STORY = {"book": "hms_associates", "horizon_years": 1}
PLAY = f"""
import json, pathlib, sys
import simlib
from simlib.inputs.files import (data_path)
from simlib.inputs.shipped import shipped_books
story = simlib.Scenario(**{STORY!r})
run = simlib.simulate(
    story, worlds=20, seed=7, engine=sys.argv[1], executor="here", progress=False
)
package = pathlib.Path(simlib.__file__).parent
print(json.dumps({{
    "home": str(package),
    "data": str(data_path("parameters.csv")),
    "version": simlib.__version__,
    "typed": (package / "py.typed").exists(),
    "books": sorted(shipped_books()),
    "revenue": run.revenue.tolist(),
}}))
"""


@dataclass(frozen=True)
class Installed:
    """An environment outside the sources."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def run(self, *arguments: str) -> str:
        """Run its Python away from the sources, with caches of its own; return what it prints."""
        hidden = {"PYTHONPATH", "VIRTUAL_ENV"}
        environment = {name: text for name, text in os.environ.items() if name not in hidden}
        environment |= {"SIMLIB_CACHE_DIR": str(self.folder / "cache"), "MPLBACKEND": "Agg"}
        done = subprocess.run(
            [str(self.python), *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def build(folder: Path, *what: str) -> Path:
    """Build with the tools that are installed, without a network; return the one file made."""
    command = [sys.executable, "-m", "build", "--no-isolation", *what, "--outdir", str(folder)]
    done = subprocess.run([*command, str(ROOT)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an sdist, and the wheel that was made of it and of nothing else."""
    return build(tmp_path_factory.mktemp("built")).parent


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    """Return the wheel."""
    return next(built.glob("*.whl"))


def bare(folder: Path) -> Installed:
    """Make an environment that holds nothing at all."""
    venv.create(folder, with_pip=False)
    return Installed(folder)


def pip(*arguments: str) -> None:
    """Run the pip of this environment."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_the_sdist_makes_the_wheel_that_the_sources_make(
    built: Path, wheel: Path, tmp_path: Path
) -> None:
    with ZipFile(wheel) as one, ZipFile(build(tmp_path, "--wheel")) as other:
        assert one.namelist() == other.namelist()
        assert all(one.read(name) == other.read(name) for name in one.namelist())
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        held = {name.partition("/")[2] for name in sdist.getnames()}
    assert {"CHANGELOG.md", "LICENSE", "README.md", "requirements.lock", "tools/setup.py"} <= held
    assert not any(name.startswith(("studies/", ".venv/", "figures/demo")) for name in held)
    assert not any(name.endswith((".key", ".pem", ".pyc", ".partial")) for name in held)


@pytest.mark.slow
def test_the_wheel_holds_the_package_its_data_and_nothing_else(wheel: Path) -> None:
    with ZipFile(wheel) as file:
        held = {name for name in file.namelist() if ".dist-info/" not in name}
        (about,) = (name for name in file.namelist() if name.endswith("/METADATA"))
        said = file.read(about).decode("utf-8")
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "simlib").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    data = {
        f"simlib/_{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / "data").rglob("*")
        if path.is_file() and path.suffix != ".partial"
    }
    assert held == package | data
    assert f"Version: {simlib.__version__}\n" in said
    assert "Classifier: Typing :: Typed\n" in said


@pytest.mark.slow
def test_the_installed_wheel_plays_what_the_sources_play(wheel: Path, tmp_path: Path) -> None:
    """The dependencies are those of this environment, lent; simlib itself is not."""
    other = bare(tmp_path / "venv")
    pip("--python", str(other.python), "install", "--no-deps", "--no-index", str(wheel))
    where = other.run("-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    lent = sysconfig.get_path("purelib")  # a .pth in a lent folder is not read: no sources
    (Path(where) / "lent.pth").write_text(f"{lent}\n", encoding="utf-8")
    found = json.loads(other.run("-I", "-c", PLAY, "simpy"))
    assert Path(found["home"]).is_relative_to(other.folder)
    assert Path(found["data"]).is_relative_to(found["home"])
    assert found["version"] == simlib.__version__
    assert found["typed"]
    assert found["books"] == sorted(shipped_books())
    here = simlib.simulate(simlib.Scenario(**STORY), worlds=20, seed=7, progress=False)  # type: ignore[arg-type]
    assert np.array_equal(np.array(found["revenue"]), here.revenue)
    assert "weekly_block" in other.run("-I", "-m", "simlib", "list")


@pytest.mark.nightly
def test_a_clean_environment_needs_nothing_but_what_the_wheel_asks_for(
    wheel: Path, tmp_path: Path
) -> None:
    """Everything is installed anew, by the locked versions, and the engine compiled anew."""
    clean = bare(tmp_path / "venv")
    lock = str(ROOT / "requirements.lock")
    pip("--python", str(clean.python), "install", str(wheel), "--constraint", lock)
    found = json.loads(clean.run("-I", "-c", PLAY, "compiled"))
    assert Path(found["home"]).is_relative_to(clean.folder)
    here = simlib.simulate(simlib.Scenario(**STORY), worlds=20, seed=7, progress=False)  # type: ignore[arg-type]
    assert np.array_equal(np.array(found["revenue"]), here.revenue)
    script = clean.python.with_name("simlib.exe" if os.name == "nt" else "simlib")
    done = subprocess.run([str(script), "list"], cwd=clean.folder, capture_output=True, check=False)
    assert b"weekly_block" in done.stdout
