# Every target is a thin call of a `python -m ...` command that works without make
# (see CONTRIBUTING.md), and each begins by bringing .venv up to date, which takes
# a fraction of a second when nothing has changed.

ifeq ($(OS),Windows_NT)
PYTHON ?= python
VENV := .venv/Scripts/python.exe
else
PYTHON ?= python3
VENV := .venv/bin/python
endif

.DEFAULT_GOAL := help
.PHONY: help setup run test check nightly coverage mutants verify docs bench lab explorer \
	notebooks notebooks-diff studies baseline package clean

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile

setup:  ## make .venv and install the locked dependencies
	@$(PYTHON) -m tools.setup

run: setup  ## the main job: one firm, one fate, several diaries
	$(VENV) -m simlib demo

test: setup  ## the whole test suite, notebooks included (under 20 minutes)
	$(VENV) -m tools.check test

check: setup  ## lint, format, types, fast tests (a few minutes)
	$(VENV) -m tools.check fast

nightly: setup  ## lint, coverage, full equality grid, long fuzzing, mutants (hours)
	$(VENV) -m tools.check nightly

coverage: setup  ## which lines of simlib no test runs (fails below 95 %)
	$(VENV) -m tools.check coverage

mutants: setup  ## which mistakes made on purpose the tests find (hours)
	$(VENV) -m tools.check mutants

verify: setup  ## the oracle table and the fault table (at most five minutes)
	$(VENV) -m tools.verify

docs: setup  ## write again what code writes in README and docs: tables, gallery
	$(VENV) -m tools.docs build

bench: setup  ## speed, scale and memory as ratios, a table and JSON (a quarter of an hour)
	$(VENV) -m benchmarks

lab: setup  ## open JupyterLab
	$(VENV) -m jupyterlab

explorer: setup  ## try diaries in the browser: the explorer as a page
	$(VENV) -m tools.explorer

notebooks: setup  ## rebuild the notebooks from their .py sources
	$(VENV) -m tools.notebooks build

notebooks-diff: setup  ## run the notebooks again and show old -> new
	$(VENV) -m tools.notebooks diff

studies: setup  ## play the long studies whose stored result is missing or stale
	$(VENV) -m tools.studies build

baseline: export REASON = $(BECAUSE)
baseline: setup  ## accept today's numbers: make baseline BECAUSE="what changed, and why"
	$(VENV) -m tools.baseline update --because "$$REASON"

package: setup  ## build the wheel and the sdist into dist/
	$(VENV) -m build --no-isolation

clean:  ## remove .venv and every cache
	@$(PYTHON) -m tools.setup clean
