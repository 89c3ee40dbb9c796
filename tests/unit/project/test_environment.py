"""The lists of dependencies hold together, and so do the places that name the version."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distributions, version
from typing import Any

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

import simlib
from tools import setup
from tools.setup import ROOT


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


PROJECT: dict[str, Any] = tomllib.loads(read("pyproject.toml"))["project"]
CONDA: dict[str, Any] = yaml.safe_load(read("environment.yml"))
LOCK = [
    Requirement(line)
    for line in read("requirements.lock").splitlines()
    if line.strip() and not line.lstrip().startswith("#")
]
DIRECT = [
    Requirement(line)
    for group in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())
    for line in group
]


def locked_version(requirement: Requirement) -> Version:
    (pin,) = requirement.specifier
    assert pin.operator == "=="
    return Version(pin.version)


@pytest.mark.parametrize("wanted", DIRECT, ids=str)
def test_every_direct_dependency_is_locked_inside_its_bounds(wanted: Requirement) -> None:
    name = canonicalize_name(wanted.name)
    locked = [locked_version(pin) for pin in LOCK if canonicalize_name(pin.name) == name]
    assert locked
    assert all(wanted.specifier.contains(version) for version in locked)


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_the_lock_names_one_version_of_each_package(python: str) -> None:
    machine = {**default_environment(), "python_version": python, "python_full_version": python}
    names = [
        canonicalize_name(pin.name)
        for pin in LOCK
        if pin.marker is None or pin.marker.evaluate(machine)
    ]
    assert len(names) == len(set(names))


def test_installed_versions_are_the_locked_ones() -> None:
    """Left out where dependencies are unpinned on purpose (the weekly workflow)."""
    installed = {canonicalize_name(d.metadata["Name"]): d.version for d in distributions()}
    asked = [pin for pin in LOCK if pin.marker is None or pin.marker.evaluate()]
    locked = {canonicalize_name(pin.name): str(locked_version(pin)) for pin in asked}
    assert {name: installed.get(name) for name in locked} == locked


def test_conda_installs_a_python_that_will_do_and_exactly_the_lock() -> None:
    python, pip, pip_section = CONDA["dependencies"]
    assert pip == "pip"
    # `-e . --no-deps` is not a line pip accepts in a list of requirements; the lock has
    # no hashes, so that both lines may stand together.
    assert pip_section == {"pip": ["-r requirements.lock", "-e ."]}
    assert "--hash" not in read("requirements.lock")
    allowed = SpecifierSet(PROJECT["requires-python"])
    assert allowed.contains(python.removeprefix("python="))


def test_every_place_names_the_same_version() -> None:
    citation = yaml.safe_load(read("CITATION.cff"))
    newest = re.search(r"^## \[(\d[^\]]*)\]", read("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert {str(citation["version"]), newest[1]} == {simlib.__version__}


def test_pre_commit_runs_the_locked_ruff() -> None:
    hooks = yaml.safe_load(read(".pre-commit-config.yaml"))
    asked = {
        package
        for repository in hooks["repos"]
        for hook in repository["hooks"]
        for package in hook.get("additional_dependencies", [])
    }
    (ruff,) = [pin for pin in LOCK if pin.name == "ruff"]
    assert asked == {str(ruff)}


@pytest.mark.parametrize("uv_gets_on", [True, False])
def test_the_lock_is_installed_by_uv_or_else_by_pip(
    uv_gets_on: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[list[str]] = []
    ran: list[list[str]] = []

    def succeeds(command: list[str]) -> bool:
        tried.append(command)
        return uv_gets_on

    monkeypatch.setattr(setup, "_succeeds", succeeds)
    monkeypatch.setattr(setup, "_run", ran.append)
    setup.install()
    assert tried[0][-1] == setup.locked("uv") == f"uv=={version('uv')}"
    lock = str(ROOT / "requirements.lock")
    by = [command[2] for command in (*tried, *ran) if command[-1] == lock]
    assert by == (["uv"] if uv_gets_on else ["pip"])
    assert ran[-1][-2:] == ["-e", str(ROOT)]
