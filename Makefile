# `make` lists the targets. Each does its own set-up: Python 3.11, node 20, make and bash suffice.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
SPA := src/deskhand/web/spa/index.html
UI_SOURCES := $(shell find ui -type f -not -path 'ui/node_modules/*' 2>/dev/null)
# Tests wait for processes and databases now and then: one more than cores.
WORKERS ?= 3
# Tests start dozens of processes: compiling everything anew in each takes longer than their work.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install run test e2e lint types contracts unit ui-test bench bench-sync bench-search bench-sandbox wheel lock openapi clean

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(VENV)/.installed: constraints.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	test -x $(BIN)/uv || $(BIN)/pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --requirement constraints.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $@

ui/node_modules/.installed: ui/package-lock.json ui/package.json
	cd ui && npm ci --no-audit --no-fund --loglevel=error
	touch $@

$(SPA): ui/node_modules/.installed $(UI_SOURCES)
	cd ui && npm run --silent build
	touch $@

install: $(VENV)/.installed $(SPA) ## make the virtual environment and build the interface

run: install ## everything with demo data on http://127.0.0.1:8080
	$(BIN)/deskhand run

test: install lint types contracts unit ui-test ## all checks and tests but the browser's

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed
	$(BIN)/mypy

contracts: $(VENV)/.installed
	$(BIN)/lint-imports --no-cache

unit: install
	$(BIN)/pytest --numprocesses $(WORKERS) --dist loadgroup -m "not e2e"

ui-test: ui/node_modules/.installed $(SPA)
	cd ui && npm run --silent lint && npm run --silent api:check && npm run --silent typecheck && npm test --silent && npm run --silent size

e2e: install ## browser journeys; needs Chromium on PATH
	$(BIN)/pytest -m e2e tests/e2e

bench: bench-sync bench-search bench-sandbox ## all benchmarks

bench-sync: $(VENV)/.installed ## the import against a bare floor, at 20,000 users
	$(BIN)/python benchmarks/sync.py

bench-search: $(VENV)/.installed ## search over 50,000 people against bare SQL
	$(BIN)/python benchmarks/search.py

bench-sandbox: $(VENV)/.installed ## the sandbox tenant at 100,000 people: loading, memory, pages a second
	$(BIN)/python benchmarks/sandbox.py

wheel: install ## a wheel that carries the interface and installs without node
	rm -rf dist
	$(BIN)/python -m build --no-isolation --wheel --outdir dist .

lock: $(VENV)/.installed ## resolve the Python dependencies anew
	$(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --group dev pyproject.toml --output-file constraints.txt

openapi: $(VENV)/.installed ## write openapi.json and the typed client from it
	$(BIN)/python tools/openapi.py
	cd ui && npm run --silent api

clean: ## remove what was built and installed, not the data in var/
	rm -rf $(VENV) ui/node_modules ui/dist src/deskhand/web/spa dist .mypy_cache .ruff_cache .pytest_cache
