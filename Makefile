# Every target makes its own environment: all that is needed is Python 3.11 or later with pip and venv.

PYTHON ?= python3
VENV ?= .venv
WORKERS ?= 2
PYTEST_ARGS ?=
PEOPLE ?= 10000
RUNS ?= 3
RECORDS ?= 10000
BENCH_ARGS ?=

# Without its compiled form each process compiles DuckDB's and Ibis's modules anew: four seconds at every start.
unexport PYTHONDONTWRITEBYTECODE

BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# -qq: silent on indexes that pip is configured with and cannot reach; errors still show.
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq

.DEFAULT_GOAL := help
.PHONY: help install demo test test-deep test-heavy test-lowest lint format types contracts rules planted real-data \
        docs-check wheel-smoke lock elements reference check clean bench bench-install bench-lock

help:  ## List the targets
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 14

# pip checks every file against the lock; the project itself is then linked, with the build backend from the lock.
$(STAMP): requirements/dev.txt pyproject.toml
	@$(PYTHON) tools/check_python.py
	@$(BIN)/python -c '' 2>/dev/null || { echo "Making $(VENV)"; $(PYTHON) -m venv --clear $(VENV); }
	@echo "Installing what requirements/dev.txt locks into $(VENV)"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

install: $(STAMP)  ## Make the environment

demo: $(STAMP)  ## Make up a cohort, check it, and say where to look
	@$(BIN)/risk-checks demo --keep risk-checks-demo

test: $(STAMP)  ## Run the tests, with branch coverage
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --cov $(PYTEST_ARGS)

test-deep: $(STAMP)  ## Search for longer: the deep tests, and many more examples of each law
	@HYPOTHESIS_PROFILE=deep $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "" $(PYTEST_ARGS)

test-heavy: $(STAMP)  ## Run what takes minutes, gigabytes or hundreds of processes
	@$(BIN)/python -m pytest -m heavy $(PYTEST_ARGS)

test-lowest: $(STAMP)  ## Run the tests with the oldest versions that pyproject.toml allows
	@tools/test_lowest.sh $(BIN)

lint: $(STAMP)  ## Lint the code and check its format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: $(STAMP)  ## Put the code in format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: $(STAMP)  ## Check the types of source and tests
	@$(BIN)/mypy

contracts: $(STAMP)  ## Check that imports go one way
	@$(BIN)/lint-imports --no-cache

rules: $(STAMP)  ## Lint the shipped rules and run their examples on the reference engine (the tests use DuckDB too)
	@$(BIN)/risk-checks rules lint
	@$(BIN)/risk-checks rules test --engine reference

planted: $(STAMP)  ## Check a made-up cohort of 20,000 on both engines, and compare with what was planted
	@$(BIN)/python tools/planted.py

real-data: $(STAMP)  ## Check the public data sets, where their folder is there, and hold the page on them to what comes
	@$(BIN)/python tools/real_data.py --page docs/what-real-data-teaches.md

docs-check: $(STAMP)  ## Check that the pages say what the code does
	@$(BIN)/python -m pytest -q --no-header tests/docs

wheel-smoke: $(STAMP)  ## Build sdist and wheel, and run the wheel with no dev tools installed
	@tools/wheel_smoke.sh $(BIN)

lock: $(STAMP)  ## Write requirements/ anew, with the newest versions allowed
	@tools/lock.sh $(BIN) --upgrade

elements: $(STAMP)  ## Write the table of FHIR element types anew
	@$(BIN)/python tools/make_elements.py

reference: $(STAMP)  ## Write the generated pages and schemas anew
	@$(BIN)/python tools/make_schemas.py
	@$(BIN)/python tools/make_rule_pages.py
	@$(BIN)/python tools/make_tables_page.py
	@$(BIN)/python tools/make_mapping_pages.py
	@$(BIN)/python tools/make_problem_pages.py
	@$(BIN)/python tools/make_bad_input_page.py

# What contenders need beside us is installed apart; what cannot be is left out, and the table says so.
.venv-bench%/.installed: benchmarks/requirements%.txt
	@$(PYTHON) -m venv --clear $(@D)
	@$(@D)/bin/python -m pip --disable-pip-version-check --no-input -qq install --require-hashes -r $< && touch $@ \
		|| echo "$< could not be installed: its contenders will be left out"

.venv-bench/.installed: benchmarks/requirements.txt
	@$(PYTHON) -m venv --clear $(@D)
	@$(@D)/bin/python -m pip --disable-pip-version-check --no-input -qq install --require-hashes -r $< && touch $@ \
		|| echo "$< could not be installed: its contenders will be left out"

benchmarks/node/node_modules: benchmarks/node/package.json
	@command -v npm >/dev/null && npm install --prefix benchmarks/node --no-package-lock --no-fund --no-audit --silent \
		&& touch $@ || echo "the packages of benchmarks/node could not be installed: CQL will be left out"

bench-install: $(STAMP) .venv-bench/.installed .venv-bench-dve/.installed benchmarks/node/node_modules  ## Install what is measured beside us

bench: bench-install  ## Measure speed and memory beside other ways: PEOPLE="10000 100000" RUNS=3 RECORDS=10000
	@$(BIN)/python -m benchmarks --people $(PEOPLE) --runs $(RUNS) --records $(RECORDS) --page docs/performance.md $(BENCH_ARGS)

bench-lock: $(STAMP)  ## Write benchmarks/requirements*.txt anew
	@tools/bench_lock.sh $(BIN)

check: lint types contracts rules docs-check test wheel-smoke  ## All of the checks

clean:  ## Remove what was built or measured; environments stay
	@rm -rf build dist htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
