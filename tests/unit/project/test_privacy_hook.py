"""The pre-commit hook, really run by git: studies, keys and names of clients stay out."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tools.setup import ROOT

Git = Callable[..., subprocess.CompletedProcess[str]]
KEY = (
    "kind,name,pseudonym\n"
    'account,"Müller & Söhne, GmbH",Account 001\n'
    "account,A Very Long Name of a Customer That Is Cut in Charts,Account 002\n"
    "account,'=Kröger,Account 003\n"
    "account,Ab,Account 004\n"
    "account,Rangreen,Account 005\n"
    "owner,Ann Example,Rep 01\n"
)


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """Return git in a new repository whose hook is the project's, with a key in a home folder."""
    home, work = tmp_path / "home", tmp_path / "work"
    (home / ".simlib" / "keys").mkdir(parents=True)
    (home / ".simlib" / "keys" / "client.key").write_text(KEY, encoding="utf-8")
    (work / "data" / "raw").mkdir(parents=True)
    (work / "data" / "raw" / "public.csv").write_text("account\nRangreen\n")
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
        "HOME": str(home),
        "USERPROFILE": str(home),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *words],
            cwd=work,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    run("init", "-q")
    hook = work / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    script = ROOT / "tools" / "privacy_hook.py"
    listed = "git diff --cached --name-only -z --diff-filter=ACMR"
    hook.write_text(f'#!/bin/sh\n{listed} | xargs -0 "{sys.executable}" "{script}"\n')
    hook.chmod(0o755)
    return run


def commit(git: Git, work: Path, name: str, content: str | bytes) -> str:
    """Try to commit a file; return what was said, "" if it went in."""
    path = work / "work" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    assert git("add", "-f", name).returncode == 0
    done = git("commit", "-m", "x")
    return "" if done.returncode == 0 else done.stderr


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("simlib/studies/design.py", "names_shown: true\n"),
        ("data/books/mine.csv", "account_id\nAccount 001\n"),
        ("report.html", "<p>Account 001, Rep 01; names of accounts are pseudonyms</p>"),
        ("notes.txt", "Ann exampled the Abc; names_shown: false"),
        ("public.md", "Rangreen is in the public data"),
    ],
)
def test_work_without_names_goes_in(git: Git, tmp_path: Path, name: str, content: str) -> None:
    assert commit(git, tmp_path, name, content) == ""


@pytest.mark.parametrize("name", ["studies/x/book.csv", "notebooks/studies/y", "client.key"])
def test_studies_and_keys_stay_out(git: Git, tmp_path: Path, name: str) -> None:
    assert f"{name}: client studies and keys" in commit(git, tmp_path, name, "anything")
    assert git("log").returncode != 0  # nothing was committed


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("out.yaml", "simlib_client_study: 1\nnames_shown: true\n"),
        ("deck.html", "<p>Real names are shown.</p>"),
        ("page.html", "Accounts and people are shown by their real names."),
    ],
)
def test_an_output_that_says_names_are_shown_stays_out(
    git: Git, tmp_path: Path, name: str, content: str
) -> None:
    assert "made with real names" in commit(git, tmp_path, name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plain.csv", "Müller & Söhne, GmbH;5"),
        ("page.html", "<td>M&#252;ller &amp; Söhne, GmbH</td>"),
        ("frames.json", json.dumps({"rep": "Ann Example"})),
        ("ascii.ipynb", json.dumps(["Müller & Söhne, GmbH"])),
        ("cut.svg", "<text>A Very Long Name of a Custo…</text>"),
        ("formula.csv", "'=Kröger,3"),
        ("wide.txt", "Ann Example".encode("utf-16")),
        ("packed.csv.gz", gzip.compress(b"x\nAnn Example\n", mtime=0)),
        ("code.py", "OWNER = 'Ann Example'"),
        ("lines.txt", "Ann\n  Example"),
    ],
)
def test_a_name_of_a_key_file_stays_out(
    git: Git, tmp_path: Path, name: str, content: str | bytes
) -> None:
    said = commit(git, tmp_path, name, content)
    assert f"{name}: holds 1 of the names" in said
    assert "Ann Example" not in said  # the log is read by others
    assert "Müller" not in said


def test_a_name_in_a_workbook_inside_a_deck_stays_out(git: Git, tmp_path: Path) -> None:
    inner = tmp_path / "inner.xlsx"
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/sharedStrings.xml", "<t>Müller &amp; Söhne, GmbH</t>")
    deck = tmp_path / "deck.pptx"
    with zipfile.ZipFile(deck, "w", zipfile.ZIP_DEFLATED) as outer:
        outer.write(inner, "ppt/embeddings/book.xlsx")
    assert "holds 1 of the names" in commit(git, tmp_path, "deck.pptx", deck.read_bytes())


def test_what_is_staged_counts_not_what_lies_in_the_folder(git: Git, tmp_path: Path) -> None:
    file = tmp_path / "work" / "a.txt"
    file.write_text("Ann Example")
    git("add", "a.txt")
    file.write_text("Rep 01")
    assert "holds 1" in git("commit", "-m", "x").stderr


def test_a_damaged_file_is_no_reason_to_fall_over(git: Git, tmp_path: Path) -> None:
    for name, content in (("a.xlsx", b"PK\x03\x04rubbish"), ("b.gz", b"\x1f\x8bx"), ("c", b"\xff")):
        assert commit(git, tmp_path, name, content) == ""


def test_the_project_runs_this_hook() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    hooks = {hook["id"]: hook for group in config["repos"] for hook in group["hooks"]}
    assert hooks["client-names"]["entry"] == "python tools/privacy_hook.py"
    assert "files" not in hooks["client-names"]
    assert hooks["client-work"]["files"].startswith("^studies/")
