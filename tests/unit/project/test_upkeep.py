"""What the workflows, the Makefile and the release checklist call is there."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.specifiers import SpecifierSet

from tools import check
from tools.release import main as release_command
from tools.release import release
from tools.setup import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):(?! export)", MAKEFILE, re.MULTILINE))
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SUPPORTED = {
    line.rpartition(" ")[2]
    for line in PROJECT["project"]["classifiers"]
    if re.search(r":: 3\.\d+$", line)
}


def workflow(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = workflow(path)["jobs"]
    return found


def matrix(job: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = job.get("strategy", {}).get("matrix", {})
    return found


COMMANDS = {
    f"{path.stem}, {name}, {step.get('name', step.get('uses'))}": step["run"]
    for path in WORKFLOWS
    for name, job in jobs(path).items()
    for step in job["steps"]
    if "run" in step
}
CHECKLIST = dict.fromkeys(
    re.findall(r"^ {7}(\S.*)$", (ROOT / "RELEASING.md").read_text("utf-8"), re.MULTILINE)
)


def missing(command: str) -> list[str]:
    """Return what a shell command of ours calls that is not there."""
    absent = [name for name in re.findall(r"\bmake ([a-z][a-z-]*)", command) if name not in TARGETS]
    for module, words in re.findall(r"-m ([a-z_.]+)((?: +[^\s&]+)*)", command):
        if find_spec(module) is None:
            absent.append(module)
        if module == "tools.check":
            absent += [name for name in words.split() if name not in check.SUITES]
    absent += [
        path for path in re.findall(r"\btests/[\w/]+\.py", command) if not (ROOT / path).exists()
    ]
    for path, test in re.findall(r"(\btests/[\w/]+\.py)::(\w+)", command):
        if f"def {test}(" not in (ROOT / path).read_text(encoding="utf-8"):
            absent.append(test)
    return absent


@pytest.mark.parametrize("name", COMMANDS)
def test_what_a_workflow_runs_is_there(name: str) -> None:
    assert missing(COMMANDS[name]) == []


@pytest.mark.parametrize("command", CHECKLIST)
def test_what_the_checklist_runs_is_there(command: str) -> None:
    assert missing(command) == []


@pytest.mark.parametrize("line", re.findall(r"^\t@?\$\(\w+\) (-m .*)$", MAKEFILE, re.MULTILINE))
def test_what_the_makefile_runs_is_there(line: str) -> None:
    assert missing(line) == []


@pytest.mark.parametrize(
    ("wrong", "absent"),
    [
        ("make tests", "tests"),
        ("python -m tools.check everything", "everything"),
        ("python -m tools.nothing", "tools.nothing"),
        ("python -m pytest --deselect tests/unit/project/test_upkeep.py::test_gone", "test_gone"),
        ("python -m pytest tests/unit/test_gone.py", "tests/unit/test_gone.py"),
    ],
)
def test_what_is_not_there_is_found(wrong: str, absent: str) -> None:
    assert missing(wrong) == [absent]


def test_every_step_of_every_suite_can_be_run() -> None:
    assert {step for suite in check.SUITES.values() for step in suite} == set(check.STEPS)
    for name, (module, *arguments) in check.STEPS.items():
        assert find_spec(module) is not None, name
        assert all((ROOT / each).exists() for each in arguments if each.startswith("tests/")), name


def test_the_nightly_run_leaves_nothing_out() -> None:
    """The tests of every day under coverage, and the nightly ones."""
    nightly = check.SUITES["nightly"]
    assert {"lint", "types", "coverage", "nightly tests", "notebooks", "mutants"} <= set(nightly)
    traced = check.STEPS["coverage"]
    assert traced[: len(check.TESTS)] == check.TESTS
    more = traced[len(check.TESTS) :]
    assert all(each.startswith("--cov") for each in more), "coverage leaves tests out"
    assert check.STEPS["nightly tests"][-2:] == ("-m", "nightly")


def test_every_target_is_explained_and_phony() -> None:
    (phony,) = re.findall(r"^\.PHONY: ((?:.*\\\n)*.*)$", MAKEFILE, re.MULTILINE)
    explained = set(re.findall(r"^([a-z-]+):.*## \S", MAKEFILE, re.MULTILINE))
    assert set(phony.replace("\\", " ").split()) == TARGETS == explained


def test_three_systems_and_every_supported_python_are_tested() -> None:
    assert SUPPORTED
    assert all(SpecifierSet(PROJECT["project"]["requires-python"]).contains(p) for p in SUPPORTED)
    tests = jobs(ROOT / ".github" / "workflows" / "test.yml")
    assert set(matrix(tests["linux"])["python"]) == SUPPORTED
    elsewhere = matrix(tests["elsewhere"])
    assert set(elsewhere["python"]) == SUPPORTED
    assert set(elsewhere["os"]) == {"windows-latest", "macos-latest"}
    assert {each["os"] for each in elsewhere["include"]} == set(elsewhere["os"])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_workflow_may_only_read_and_every_job_ends(path: Path) -> None:
    found = workflow(path)
    assert found["permissions"] == {"contents": "read"}
    assert True in found, "`on` is true in YAML 1.1"
    for name, job in jobs(path).items():
        assert 0 < job["timeout-minutes"] <= 360, name
        for step in job["steps"]:
            assert re.fullmatch(r"[\w-]+/[\w-]+@v\d+", step.get("uses", "a/b@v1")), name


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Return a folder with the files that name a version, as they might be."""
    (tmp_path / "simlib").mkdir()
    (tmp_path / "simlib" / "version.py").write_text('"""Once."""\n\n__version__ = "1.2.0"\n')
    (tmp_path / "CITATION.cff").write_text(
        "cff-version: 1.2.0\nversion: 1.2.0\ndate-released: 2026-01-02\n"
    )
    (tmp_path / "CHANGELOG.md").write_text(
        "# C\n\n## [Unreleased]\n\n### Numbers that moved\n\n- None.\n\n## [1.2.0] - 2026-01-02\n"
    )
    return tmp_path


def test_a_release_is_named_everywhere(sources: Path) -> None:
    assert len(release("1.3.0", date(2026, 3, 4), sources, "1.2.0")) == 3
    assert (sources / "simlib" / "version.py").read_text().endswith('__version__ = "1.3.0"\n')
    cited = (sources / "CITATION.cff").read_text()
    assert cited == "cff-version: 1.2.0\nversion: 1.3.0\ndate-released: 2026-03-04\n"
    assert "## [Unreleased]\n\n## [1.3.0] - 2026-03-04\n" in (sources / "CHANGELOG.md").read_text()


@pytest.mark.parametrize("version", ["1.2.0", "1.1.9", "next", "v1.3.0"])
def test_what_is_no_step_up_is_refused(sources: Path, version: str) -> None:
    with pytest.raises(ValueError, match=r"no step up|is no version"):
        release(version, date(2026, 3, 4), sources, "1.2.0")


def test_a_release_that_does_not_say_which_numbers_moved_is_refused(sources: Path) -> None:
    log = sources / "CHANGELOG.md"
    log.write_text(log.read_text().replace("- None.\n", ""))
    before = {path: path.read_bytes() for path in sources.rglob("*") if path.is_file()}
    with pytest.raises(ValueError, match="write at least that none did"):
        release("1.3.0", date(2026, 3, 4), sources, "1.2.0")
    assert {path: path.read_bytes() for path in before} == before


def test_the_command_refuses_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert release_command(["0.0.1"]) == 2
    assert capsys.readouterr().err.startswith("Nothing is written: 0.0.1 is no step up from ")
