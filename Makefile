# `make run` builds the sample graph and serves it; `make test` runs every check. Both need Python 3.11+ and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STORE := newsgraph-store

.PHONY: install install-dev assets run test lint types docs lock clean

install: $(VENV)/.installed $(VENV)/.assets
install-dev: $(VENV)/.installed-dev $(VENV)/.assets

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "newsgraph needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# What the web interface takes from npm, by frontend/package-lock.json. Without it the pages work and say what is missing, so
# a machine that cannot reach npm is no obstacle; the next make tries again.
$(VENV)/.assets: frontend/package-lock.json scripts/build_assets.py $(VENV)/.installed
	@if $(BIN)/python scripts/build_assets.py; then touch $@; \
		else echo "newsgraph: the query editor and the drawings of networks are missing; 'make assets' tries again" >&2; fi

assets: $(VENV)/.installed
	$(BIN)/python scripts/build_assets.py
	@touch $(VENV)/.assets

run: install
	$(BIN)/kg build data/samples --store $(STORE)
	$(BIN)/kg serve --store $(STORE)

lint: install-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: install-dev
	$(BIN)/mypy

test: lint types
	$(BIN)/python -m pytest

# Writes the pages of docs/ that are generated; the tests fail while they are stale.
docs: install-dev
	$(BIN)/python scripts/build_docs.py

# Resolves the dependencies anew; needs uv (pip install uv).
LOCK := uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header --group build pyproject.toml
lock:
	$(LOCK) --extra dev --output-file requirements-dev.lock
	$(LOCK) --constraints requirements-dev.lock --output-file requirements.lock

clean:
	rm -rf $(VENV) $(STORE) frontend/node_modules kg/web/static/vendor build dist .mypy_cache .pytest_cache .ruff_cache .coverage
