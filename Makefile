# Most used: `make serve` and `make test`. They need only python3 (3.11 or newer), venv and make.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python -m

# Compiled modules are kept: without them every process that a test starts compiles them anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

$(VENV)/.installed: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(RUN) pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e .
	touch $@

.PHONY: serve
serve: $(VENV)/.installed  ## Run habitlog on http://127.0.0.1:8000
	$(BIN)/habitlog serve

.PHONY: demo
demo: $(VENV)/.installed  ## Run habitlog on a throw-away database with a year of entries
	$(BIN)/habitlog demo

.PHONY: test
test: $(VENV)/.installed  ## Run every test, on SQLite and on PostgreSQL, in a real browser too
	$(BIN)/python tests/support/chromium.py
	$(RUN) pytest -n 2 --dist worksteal

.PHONY: coverage
coverage: $(VENV)/.installed  ## Run the tests on SQLite and count the lines and branches they reach
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n 2 --dist worksteal -k "not (browser or postgresql or authz)"
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --fail-under=95

.PHONY: lint
lint: $(VENV)/.installed  ## Check style, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo

.PHONY: catalogue
catalogue: $(VENV)/.installed  ## Extract the messages of pages into the catalogue
	$(RUN) tests.support.catalogue

.PHONY: bench
bench: $(VENV)/.installed  ## Measure speed and memory against ceilings of the same run
	$(RUN) benchmarks

.PHONY: bench-processes
bench-processes: $(VENV)/.installed  ## Measure PostgreSQL with 1, 2 and 4 processes
	$(RUN) benchmarks.processes

.PHONY: verdicts
verdicts: $(VENV)/.installed  ## Count verdicts on simulated diaries with and without a change
	$(RUN) benchmarks.verdicts

.PHONY: patterns-report
patterns-report: $(VENV)/.installed  ## Count patterns found in simulated diaries with and without one
	$(RUN) benchmarks.patterns

.PHONY: guard-model
guard-model: $(VENV)/.installed  ## Train the second opinion of the guard on the open half of its test texts
	$(VENV)/bin/python tools/train_guard.py

.PHONY: guard-report
guard-report: $(VENV)/.installed  ## Print what the guard finds and misses in its test texts, and its speed
	$(RUN) tests.guard.report

.PHONY: mutants
mutants: $(VENV)/.installed  ## Change the consent rules in small ways and count the changes that tests notice
	rm -rf mutants
	$(BIN)/mutmut run
	$(BIN)/mutmut results
	$(BIN)/mutmut export-cicd-stats
	$(BIN)/python -c "import json; stats = json.load(open('mutants/mutmut-cicd-stats.json')); \
	  print(stats['killed'], 'of', stats['total'], 'changes noticed'); raise SystemExit(stats['killed'] < 0.95 * stats['total'])"

.PHONY: taps
taps: $(VENV)/.installed  ## Count the taps, keys and swipes of a typical day on a phone
	$(BIN)/python tests/support/chromium.py
	$(RUN) pytest tests/browser/test_keystroke_model.py -q -s -n0

.PHONY: lighthouse
lighthouse: $(VENV)/.installed  ## Measure three pages on Lighthouse's simulated phone; needs Node.js
	$(BIN)/python tests/support/chromium.py
	$(BIN)/python tests/support/lighthouse.py

.PHONY: fuzz
fuzz: $(VENV)/.installed  ## Send generated requests to the API on both databases, for five minutes
	$(RUN) tests.support.api_fuzz

.PHONY: chaos
chaos: $(VENV)/.installed  ## Kill the service under load on both databases, and a migration; count what is lost
	$(RUN) tests.support.chaos

.PHONY: soak
soak: $(VENV)/.installed  ## Keep the service busy for half an hour, and see whether memory and latencies grow
	$(RUN) benchmarks.soak

.PHONY: pictures
pictures: $(VENV)/.installed  ## Take the pictures of the README from the demo again
	$(BIN)/python tests/support/readme_pictures.py

.PHONY: lock
lock:  ## Resolve requirements.lock and deploy/requirements.lock again
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
	  --python-version 3.11 --group dev pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
	  --python-version 3.11 --constraints requirements.lock pyproject.toml -o deploy/requirements.lock
