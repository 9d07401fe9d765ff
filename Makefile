# Every target that needs Python packages first sets up the virtual environment .venv from the
# hashed lock in requirements/lock.txt; a second call finds it up to date and costs nothing.
#
#   make run                              the articles of corpus/ -> output/
#   make run INPUT=~/articles OUT=~/facts  your own articles
#   make PYTHON=python3.12 test           another Python than python3

PYTHON ?= python3
INPUT ?= corpus
OUT ?= output
UV_VERSION := 0.13.9

VENV := .venv
BIN := $(VENV)/bin
LOCK := requirements/lock.txt
STAMP := $(VENV)/.installed
# Spark and Ray are most of a gigabyte: only `make test-all` installs them, from a lock of their own.
CLUSTERS_LOCK := requirements/lock-clusters.txt
CLUSTERS_STAMP := $(VENV)/.installed-clusters
COMPILED := build/compiled
SOURCES := $(shell find src rules -name '*.py' -o -name '*.toml' -o -name '*.csv*')
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq
# Two to four workers: each one pays the import of spaCy, so more of them lose time.
PYTEST := EXTRACT_FROZEN=1 $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test test-all lint format coverage bench compiled golden gazetteer lock clean distclean force

help:  ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "make %-10s %s\n", $$1, $$2}'

setup: $(STAMP)  ## set up .venv from the lock (every other target does it by itself)

run: $(STAMP)  ## extract the facts of INPUT (corpus/) into OUT (output/) and print the summary
	@$(BIN)/extract run $(INPUT) --out $(OUT)

test: lint  ## lint, types and the fast tests
	@$(PYTEST) -m "not slow"

test-all: lint $(CLUSTERS_STAMP)  ## lint, types and all tests, the slow ones and those of Spark and Ray included (SLOW_ONLY=1: only those)
	@$(PYTEST) $(if $(SLOW_ONLY),-m slow)

lint: $(STAMP)  ## ruff (rules and format) and mypy strict
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

format: $(STAMP)  ## let ruff mend what it can, and format
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

coverage: $(STAMP)  ## line and branch coverage of the fast tests (report in htmlcov/)
	@$(PYTEST) -m "not slow" --cov --cov-report=term --cov-report=html

bench: $(STAMP)  ## throughput and peak memory, plain and compiled, beside spaCy's own pipeline
	@if command -v cc >/dev/null; then $(MAKE) --no-print-directory compiled; \
	else echo "No C compiler: the compiled run is left out" >&2; fi
	@$(BIN)/python benchmarks/run.py

compiled: $(COMPILED)/.built  ## what reads text compiled to machine code, in build/compiled (a C compiler, some minutes)
	@echo "PYTHONPATH=$(COMPILED) $(BIN)/extract run ... uses it; 'HATCH_BUILD_HOOKS_ENABLE=1 pip install .' installs it"

$(COMPILED)/.built: $(STAMP) tools/compile_hook.py $(SOURCES)
	@echo "Compiling into $(COMPILED): some minutes ..." >&2
	@rm -rf $(COMPILED)
	@HATCH_BUILD_HOOKS_ENABLE=1 $(PIP) --no-deps --no-build-isolation --target $(COMPILED) .
	@touch $@

golden: $(STAMP)  ## show how the facts of corpus/ changed, and accept them on a yes
	@$(BIN)/python tools/golden.py

gazetteer: $(STAMP)  ## build the gazetteers of rules/ again from their sources
	@$(BIN)/python tools/build_gazetteer.py

UV_COMPILE = .venv-lock/bin/uv pip compile pyproject.toml --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --no-emit-index-url --no-annotate --quiet \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

# No index host goes into the lock: it holds names, versions and hashes, and any index that serves
# the same files will do. `--fork-strategy fewest` keeps one version of each package for all Pythons.
lock:  ## resolve the dependencies of pyproject.toml again (UPGRADE=1: to the newest versions)
	@test -x .venv-lock/bin/uv || { $(PYTHON) -m venv .venv-lock && .venv-lock/bin/python -m pip install -q uv==$(UV_VERSION); }
	@$(UV_COMPILE) --extra dev -o $(LOCK)
	@$(UV_COMPILE) --extra dev --extra spark --extra ray --constraints $(LOCK) -o $(CLUSTERS_LOCK)
	@echo "$$(grep -c == $(LOCK)) packages locked, $$(grep -c == $(CLUSTERS_LOCK)) with Spark and Ray"

clean:  ## remove caches, build leftovers and what is in output/
	@rm -rf build dist htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -path './.venv*' -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
	@find output -mindepth 1 ! -name .gitkeep -delete

distclean: clean  ## clean, and remove .venv too
	@rm -rf $(VENV) .venv-lock

# A Python that was asked for by name replaces an environment made with another version.
ifneq ($(origin PYTHON),file)
version_of = $(shell command -v $(1) >/dev/null && $(1) -V)
ifneq ($(call version_of,$(PYTHON)),$(call version_of,$(BIN)/python))
$(STAMP): force
endif
endif

# Without `--no-deps` pip looks for the newest `coverage[toml]`, which the lock has no hash of.
$(STAMP): $(LOCK) pyproject.toml
	@sh tools/make_venv.sh "$(PYTHON)" $(VENV)
	@echo "Installing the locked packages into $(VENV) (the first time: about a minute) ..." >&2
	@$(PIP) --no-deps --require-hashes -r $(LOCK)
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(CLUSTERS_STAMP): $(CLUSTERS_LOCK) $(STAMP)
	@echo "Installing Spark and Ray into $(VENV), for their tests ..." >&2
	@$(PIP) --no-deps --require-hashes -r $(CLUSTERS_LOCK)
	@touch $@
