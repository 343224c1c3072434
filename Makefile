# Two commands do everything: `make run` (the main job) and `make test`. `make` alone lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV   := .venv
BIN    := $(VENV)/bin
# With nothing said: the sources of conventions.toml when it is there, the bundled sample otherwise.
SOURCE ?= $(if $(wildcard conventions.toml),,data/sample)
ARGS   ?=
PYTHONS := python3.11 python3.12 python3.13 python3
# The first Python from 3.11 to 3.13 that can make an environment: the distribution's own goes first, since it is built with
# profile-guided optimisation, which those that version managers compile seldom are (the same run took a fifth longer).
PYTHON ?= $(shell for p in $(addprefix /usr/bin/,$(PYTHONS)) $(PYTHONS); do \
	$$p -c 'import ensurepip, sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

.PHONY: run
run: export SOURCE := $(SOURCE)
run: setup ## the main job: on conventions.toml's sources, else the bundled sample; SOURCE=<folder> or datagouv:<id or slug>; STRICT=1
	@$(BIN)/conventions run $(if $(SOURCE),--source "$$SOURCE") $(ARGS); code=$$?; \
	if [ $$code -eq 3 ] && [ "$(STRICT)" != 1 ]; then \
	  echo "make run: finished, with the warnings above (STRICT=1 makes them an error)" >&2; exit 0; fi; exit $$code

.PHONY: site
site: setup ## the review site of the published dataset, in data/public/site: open index.html
	@$(BIN)/conventions site $(ARGS)

.PHONY: test
test: dev ## all the tests: style, types, import contracts, pytest
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m pytest $(ARGS)

.PHONY: test-site
test-site: dev chromium ## the review site in a real browser, with an accessibility audit; screenshots in build/screens
	@$(BIN)/python -m pytest -m browser tests/site $(ARGS)

.PHONY: test-portal
test-portal: dev .venv-udata/.ready .venv-datagouv/.ready ## the tests against the real data.gouv.fr server (run locally) and its own client, each in an environment of its own
	@$(BIN)/python -m pytest -m portal tests/collect/portal tests/publish $(ARGS)

.PHONY: test-s3
test-s3: dev .venv-s3/.ready ## the test of a cluster whose store is at an S3 address, against a local server
	@$(BIN)/python -m pytest tests/cluster/test_s3.py $(ARGS)

.venv-s3/.ready: tests/cluster/requirements.txt
	@test -n "$(PYTHON)" || { echo "make: Python 3.11, 3.12 or 3.13 is needed" >&2; exit 1; }
	@$(PYTHON) -m venv .venv-s3
	@.venv-s3/bin/python -m pip --disable-pip-version-check --quiet install -r tests/cluster/requirements.txt
	@touch $@

.PHONY: setup
setup: $(VENV)/.run tesseract

.PHONY: dev
dev: $(VENV)/.dev tesseract

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "make: Python 3.11, 3.12 or 3.13 is needed" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(BIN)/python
	@if [ ! $(VENV)/.dev -nt requirements-dev.lock ]; then echo "make: installing the locked dependencies" >&2; \
	  $(PIP) install --require-hashes --no-deps -r requirements.lock; fi
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "make: installing the locked development dependencies" >&2
	@$(PIP) install --require-hashes --no-deps -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $(VENV)/.run $@

.venv-udata/.ready: tests/collect/portal/requirements.txt
	@test -n "$(PYTHON)" || { echo "make: Python 3.11, 3.12 or 3.13 is needed" >&2; exit 1; }
	@$(PYTHON) -m venv .venv-udata
	@.venv-udata/bin/python -m pip --disable-pip-version-check --quiet install -r tests/collect/portal/requirements.txt
	@touch $@

# The portal's own client brings an HTTP library that takes urllib3's place: it has a third one.
.venv-datagouv/.ready: tests/collect/portal/official_requirements.txt
	@test -n "$(PYTHON)" || { echo "make: Python 3.11, 3.12 or 3.13 is needed" >&2; exit 1; }
	@$(PYTHON) -m venv .venv-datagouv
	@.venv-datagouv/bin/python -m pip --disable-pip-version-check --quiet install -r tests/collect/portal/official_requirements.txt
	@touch $@

# Tesseract is the one system package. Without it scans are not lost: they are rows that say so, read once it is there.
.PHONY: tesseract
tesseract:
	@if command -v tesseract >/dev/null && tesseract --list-langs 2>/dev/null | grep -qx fra; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "make: installing tesseract-ocr and tesseract-ocr-fra" >&2; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq tesseract-ocr tesseract-ocr-fra; } >/dev/null 2>&1 \
	  || echo "make: could not install tesseract-ocr tesseract-ocr-fra; scans will be 'illisible' until it is there" >&2; \
	else echo "make: scans need Tesseract with French: sudo apt-get install tesseract-ocr tesseract-ocr-fra" >&2; fi

# A browser for the tests of the site, and the audit that runs in it. Without them those tests say that they skip.
.PHONY: chromium
chromium: build/axe/.ready
	@if command -v chromedriver >/dev/null; then :; elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "make: installing chromium and chromium-driver" >&2; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium chromium-driver; } >/dev/null 2>&1 \
	  || echo "make: could not install chromium; the site is not tried in a browser" >&2; \
	else echo "make: the site's tests need a browser: sudo apt-get install chromium chromium-driver" >&2; fi

build/axe/.ready: tests/site/package-lock.json
	@mkdir -p build/axe && cp tests/site/package.json tests/site/package-lock.json build/axe/
	@if command -v npm >/dev/null && npm --prefix build/axe ci --silent --no-audit --no-fund; then touch $@; \
	else echo "make: axe-core could not be installed (npm); the accessibility audit is skipped" >&2; fi

# What each machine of a cluster needs, the one that starts the run included: the same versions everywhere.
.PHONY: cluster
cluster: $(VENV)/.cluster tesseract ## set up a machine of a cluster (docs/grande-echelle.md)

$(VENV)/.cluster: requirements-cluster.lock pyproject.toml | $(BIN)/python
	@if [ ! $(VENV)/.dev -nt requirements-dev.lock ]; then echo "make: installing the locked dependencies of a cluster" >&2; \
	  $(PIP) install --require-hashes --no-deps -r requirements-cluster.lock; fi
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $(VENV)/.run $@

.PHONY: sample
sample: dev ## write data/sample anew (same bytes for the same generator)
	@$(BIN)/python -m tests.generator --sample

.PHONY: lock
lock: dev ## upgrade the locked dependencies
	@$(PIP) install uv
	@$(BIN)/uv pip compile -q --upgrade --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --python-version 3.11 pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q --upgrade --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --python-version 3.11 pyproject.toml --extra dev -o requirements-dev.lock
	@$(BIN)/uv pip compile -q --upgrade --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --python-version 3.11 pyproject.toml --extra cluster -o requirements-cluster.lock

.PHONY: clean
clean: ## forget caches and the published dataset; data/raw and the ledger stay
	rm -rf data/work data/public build .mypy_cache .ruff_cache .pytest_cache .hypothesis

.PHONY: docs
docs: dev ## write anew what the documents show (results of queries, dictionary)
	@$(BIN)/python -m tests.documented
	@$(BIN)/python -m pipeline.load.dictionary

.PHONY: notebooks
notebooks: dev ## run the notebooks on the published dataset into build/notebooks
	@mkdir -p build/notebooks
	@cd notebooks && for n in *.ipynb; do ../$(BIN)/jupyter-execute --output="../build/notebooks/$$n" "$$n" || exit 1; done

# The script a user would write has libraries of its own. ARGS=--full takes N up to 10,000.
.venv-bench/.ready: benchmarks/requirements.txt
	@test -n "$(PYTHON)" || { echo "make: Python 3.11, 3.12 or 3.13 is needed" >&2; exit 1; }
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip --disable-pip-version-check --quiet install -r benchmarks/requirements.txt
	@touch $@

.PHONY: bench
bench: dev .venv-bench/.ready ## measure against the tools a user knows (needs pdftotext): docs/performance.md
	@$(BIN)/python -m benchmarks --naive-python .venv-bench/bin/python $(ARGS)

# Invented documents that the rules were not written on, and the sample; the readings are kept from one time to the next.
QUALITE := build/qualite
.PHONY: qualite
qualite: dev ## measure error rates on the held-out documents: rules/qualite.csv, docs/regles.md
	@rm -rf $(QUALITE)/heldout
	@$(BIN)/python -m tests.generator --heldout $(QUALITE)/heldout
	@$(BIN)/conventions run --quiet --source $(QUALITE)/heldout --source data/sample --data-dir $(QUALITE)/data || [ $$? -eq 3 ]
	@$(BIN)/conventions evaluate --data-dir $(QUALITE)/data --gold $(QUALITE)/heldout/gold --gold data/sample/gold \
	  --pdfs $(QUALITE)/heldout --pdfs data/sample --qualite rules/qualite.csv
	@$(BIN)/conventions rules --data-dir $(QUALITE)/data --gold $(QUALITE)/heldout/gold --gold data/sample/gold \
	  --catalogue docs/regles.md

.PHONY: export
export: setup ## write the exports of the published dataset into data/public/export; ARGS="--profil sans-noms"
	@$(BIN)/conventions export $(ARGS)

.PHONY: publish
publish: setup ## put the last export on the portal; ARGS="--create --organization ID", "--dataset ID", "--dry-run"
	@$(BIN)/conventions publish $(ARGS)
