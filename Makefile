# Every target sets up what it needs first, on a fresh Debian machine too: see requirements/setup.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Python and pytest keep what they compile: without it each process of the tests compiles all modules anew.
unexport PYTHONDONTWRITEBYTECODE
# What a run of the demo or the tests keeps (downloads, indexes) lies where snowsnake always keeps it:
# ${XDG_CACHE_HOME:-~/.cache}/snowsnake and ${XDG_STATE_HOME:-~/.local/state}/snowsnake.

.PHONY: help setup demo test unit fuzz integration ends check format bench lock-dev clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /  make \1\t/p' Makefile | expand -t 20

setup: $(READY) ## Nix, Python and the development environment

# The stamp is newer than what it depends on, so that a second run costs nothing.
$(READY): requirements/dev.lock pyproject.toml requirements/setup
	@requirements/setup $(VENV)

demo: $(READY) ## lock, build and run everything in examples/
	@PATH="$(CURDIR)/$(BIN):$$PATH" examples/run-demo

test: $(READY) ## all tests: unit tests, then integration tests with real Nix and real registries
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder tests

unit: $(READY) ## only the unit tests: offline
	@$(BIN)/python -m pytest -n 2 tests/unit tests/fuzz

fuzz: $(READY) ## parsers of strangers' bytes, each for FUZZ_SECONDS (60) from a new seed
	@FUZZ_SECONDS="$${FUZZ_SECONDS:-60}" $(BIN)/python -m pytest -n 2 -o faulthandler_timeout=0 tests/fuzz

integration: $(READY) ## only the tests with real Nix and real registries
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder tests/integration

ends: $(READY) ## test the built wheel as pip installs it, with the lowest and the newest allowed dependencies
	@requirements/ends $(VENV) $(ENDS)

check: $(READY) ## lint, format, types, and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(READY) ## put the source into shape
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

bench: $(READY) ## measure: whole processes, side by side with the peers (takes a while)
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m benchmarks

lock-dev: $(READY) ## lock the development environment anew (names, versions and hashes only)
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	    --output-file requirements/dev.lock pyproject.toml requirements/dev.in >/dev/null
	@! grep -n '://' requirements/dev.lock

clean: ## remove the development environment
	rm -rf $(VENV)
