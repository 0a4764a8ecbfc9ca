# One command for each thing a developer or an operator does. `make help` lists them.
# Everything runs in .venv; nothing is installed outside this folder (but see scripts/servers for the tests).

SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
# Two workers suit two cores; `make test WORKERS=0` runs in one process, which is easier to debug.
WORKERS ?= 2
TESTS ?= tests

.DEFAULT_GOAL := help
.PHONY: help setup demo console test check format bench soak lock docs clean

help: ## List these commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

setup: ## Install everything into .venv and vendor/ (quick when it is there already)
	@$(PYTHON) scripts/setup.py

demo: setup ## Run two made-up councils from mailbox to posting and show what came of it
	@$(BIN)/afstem demo

console: setup ## Open the staff console on the demo's data
	@$(BIN)/afstem demo --console

test: setup ## Run all tests, with the servers they need
	@scripts/servers
	@PYTHONUNBUFFERED=1 $(BIN)/pytest -n $(WORKERS) --dist loadgroup $(TESTS)

check: setup ## Format, lint, types, import contracts, documents: under a minute
	@$(BIN)/python scripts/check.py

format: setup ## Lay the code out and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: setup ## Measure speed and accuracy, also beside named peers
	@$(PYTHON) scripts/setup.py --bench
	@$(BIN)/python -m benchmarks

soak: setup ## Kill the pipeline at random for 50 rounds and compare the end states
	@scripts/servers
	@$(BIN)/python -m benchmarks.soak

lock: ## Choose the newest packages that fit and write requirements/*.lock and package-lock.json
	@$(PYTHON) scripts/lock.py

docs: setup ## Write the documents that are made from the code
	@$(BIN)/python scripts/docs.py

clean: ## Remove what commands here have made; settings, data and samples stay
	@rm -rf .venv vendor build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
