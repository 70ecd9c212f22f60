# One entry point for development. Every target makes the virtual environment by itself; nothing has to be activated.

PYTHON ?= python3
VENV ?= .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.mlgate-dev
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup test lint format types packaging docs bench check clean
help:
	@echo "make setup      create $(VENV) with mlgate (editable) and the development tools"
	@echo "make test       run the tests; ARGS='-k name -x' is passed on to pytest"
	@echo "make lint       ruff: findings and format"
	@echo "make format     let ruff repair both"
	@echo "make types      mypy, strict"
	@echo "make packaging  do wheel, sdist and editable install carry the rule sets?"
	@echo "make docs       generate the generated documents again"
	@echo "make bench      measure speed"
	@echo "make check      everything that CI runs, in an environment of its own"
	@echo "make clean      remove what was built, and $(VENV)"

setup: $(STAMP)
$(STAMP): pyproject.toml
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet -e '.[dev]'
	@touch $@

test: setup
	@$(PY) -m pytest $(ARGS)

lint: setup
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

format: setup
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

types: setup
	@$(PY) -m mypy --strict src

packaging: setup
	@$(PY) tests/packaging/check_installs.py

docs: setup
	@$(PY) docs/generate.py

bench: setup
	@$(PY) -m pip install --quiet -e '.[bench]'
	@$(PY) -m benchmarks $(ARGS)

check:
	@bash .ci/run

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
