# `make demo` shows what it does, `make check` tells in a minute whether a change is sound, `make test` proves it,
# `make coverage` names the branches that no test takes, `make docs` builds the site, `make lowest` tries the lowest
# versions that are allowed, `make benchmark` measures it, `make fuzz` looks for what breaks it, `make ways` has
# LibreOffice work out every preset and option of every shipped case.  Each makes its own environment.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SQUIGGLE ?= @quri/squiggle-lang@0.10.0

LOWEST ?= $(VENV)-lowest
# Both cores: a third worker fills them while others wait for a terminal, a browser or a file; what is left of one goes over.
PYTEST := $(BIN)/python -m pytest -n 3 --dist worksteal
ENGINE := $(addprefix tests/roi/,answers distributions formula model sim) $(wildcard tests/roi/test_*.py) tests/cases/test_load.py
# uv, where there is one, makes in seconds the environment that pip makes in minutes; where it fails, pip says why.
# Neither compiles 10,000 files of which the tests read a quarter: Python compiles what it reads.
UV := $(shell command -v uv)
environment = $(if $(UV),$(UV) venv --quiet --seed --allow-existing --python $(PYTHON) $(1) ||) $(PYTHON) -m venv $(1)
install = $(if $(UV),$(UV) pip install --quiet --python $(1)/bin/python $(2) ||) \
	$(1)/bin/python -m pip install --quiet --disable-pip-version-check --no-compile $(2)
# A hundred starts of roi compile it once.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo check test ways coverage docs lowest benchmark fuzz clean

demo: $(VENV)/.installed
	@$(BIN)/roi demo --folder out --force

# Units and the engine: no LibreOffice, browser or terminal, fewer examples a property, nothing that takes seconds; types
# of the product and of these tests.  No test waits, so two workers fill both cores.  `make test` is the whole.
check: $(VENV)/.tested
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/lint-imports --no-logo >/dev/null || $(BIN)/lint-imports --no-logo
	@$(BIN)/mypy roi cases exports tui $(ENGINE) & types=$$!; \
		HYPOTHESIS_PROFILE=check $(PYTEST) -n 2 -m 'not slow and not libreoffice' $(ENGINE); tests=$$?; \
		wait $$types && exit $$tests

test: $(VENV)/.tested
	@$(PYTEST)

ways: $(VENV)/.tested
	@ROI_ALL_WAYS=1 ROI_REQUIRE_LIBREOFFICE=1 $(PYTEST) tests/cases/test_catalogue.py \
		tests/exports/workbook/test_recalculated.py tests/exports/workbook/test_everything.py \
		tests/exports/slides/test_deck.py tests/exports/test_every_way.py

coverage: $(VENV)/.tested
	@$(PYTEST) --cov --cov-report=term-missing; tests=$$?; \
		for package in roi cases exports; do \
			share=$$($(BIN)/coverage report --include="$$package/*" --format=total --precision=1) || tests=1; \
			echo "$$package: $$share %"; \
		done; exit $$tests

# A broken link fails it: with --quiet mkdocs would not count it.
docs: $(VENV)/.tested
	@$(BIN)/mkdocs build --strict --site-dir out/site
	@echo "Open out/site/index.html."

lowest: $(LOWEST)/.installed
	@ROI_LOWEST=1 $(LOWEST)/bin/python -m pytest -p no:cacheprovider tests/test_installed.py

benchmark: $(VENV)/.benchmarked
	@$(BIN)/python -m benchmarks $(BENCHMARK)

# INPUTS of them, the same ones for the same SEED.  What is found is tried first the next time, until it is mended.
INPUTS ?= 100000
SEED ?= 1

fuzz: $(VENV)/.tested
	@ROI_FUZZ=$(INPUTS) $(PYTEST) --hypothesis-seed=$(SEED) tests/fuzz
	@ROI_KILLS=50 $(BIN)/python -m pytest tests/faults/test_kills.py

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "roi needs Python 3.11 or later; set PYTHON, as in: make PYTHON=python3.12 demo"; exit 1; }
	@echo "Making an environment in $(VENV) …"
	@$(call environment,$(VENV))

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	@echo "Installing roi …"
	@$(call install,$(VENV),--editable .)
	@touch $@

$(VENV)/.tested: $(VENV)/bin/python pyproject.toml
	@echo "Installing roi and what its tests need …"
	@$(call install,$(VENV),--editable '.[test]')
	@touch $@ $(VENV)/.installed

$(LOWEST)/.installed: pyproject.toml tests/support/lowest.py
	@echo "Installing the lowest versions that roi allows …"
	@$(call environment,$(LOWEST))
	@$(PYTHON) -m tests.support.lowest > $(LOWEST)/constraints.txt
	@$(call install,$(LOWEST),--constraint $(LOWEST)/constraints.txt --editable . pytest pytest-asyncio hypothesis)
	@touch $@

$(VENV)/.benchmarked: $(VENV)/bin/python pyproject.toml
	@echo "Installing roi, what its benchmarks need and the peers …"
	@$(call install,$(VENV),--editable '.[benchmarks]')
	@$(call install,$(VENV),--editable '.[peers]') \
		|| echo "Not every peer can be installed here; the report says which are missing."
	@npm install --silent --no-save --no-package-lock --prefix $(VENV)/squiggle $(SQUIGGLE) \
		|| echo "squiggle-lang: not installed (needs node and npm)"
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) $(LOWEST) out build dist
