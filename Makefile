# Everything a developer, a demo or the build does here has one word. `make` alone lists them.
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
TESTS ?=
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PIN := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-options \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links
# One recipe line at a time: two `pip install` in one virtual environment spoil each other.
.NOTPARALLEL:

.PHONY: help
help: ## List these words
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

.PHONY: run
run: .venv/runtime ## Start the demo on PORT (8000): web, worker and a mail server that keeps what it receives
	@exec $(BIN)/casekeeper demo --port $(PORT)

.PHONY: install-dev
install-dev: .venv/dev ## Install what tests and checks need
	@:

.PHONY: browser
browser: ## Find Chromium for the tests, or install Debian's
	@if command -v chromium >/dev/null; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; \
	else echo "The browser tests need Chromium at /usr/bin/chromium: install your system's package \"chromium\"." >&2; exit 1; fi

.PHONY: office
office: ## Find LibreOffice for the tests of Word documents, or install Debian's writer
	@if command -v soffice >/dev/null; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libreoffice-writer; \
	else echo "The tests of Word documents need LibreOffice: install your system's package \"libreoffice-writer\"." >&2; exit 1; fi

.PHONY: provider
provider: tests/oidc/node_modules/made ## Install the OpenID Connect provider that the tests sign in with (Node.js, npm)
	@:

.PHONY: clamd
clamd: ## Find clamd for the tests of virus scanning, or install Debian's, which isn't started
	@if command -v clamd >/dev/null || [ -x /usr/sbin/clamd ]; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		[ -e /usr/sbin/policy-rc.d ] || { trap 'rm -f /usr/sbin/policy-rc.d' EXIT; \
			printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d; }; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends clamav-daemon; \
	else echo "The tests of virus scanning need clamd: install your system's package \"clamav-daemon\"." >&2; exit 1; fi

.PHONY: test
test: install-dev browser office provider clamd ## Run the tests on every core: all, or TESTS=tests/states
	@# One more than there are cores: some always wait, for a browser, a server, a database.
	@$(BIN)/python -m pytest --numprocesses $$(($$(nproc) + 1)) --dist worksteal $(TESTS)

.PHONY: campaign
campaign: install-dev browser office provider clamd ## Try promises as often as they say, and print the figures (an hour or more)
	@CASEKEEPER_CAMPAIGN=1 $(BIN)/python -m pytest --numprocesses logical --dist worksteal -m campaign

.PHONY: check
check: install-dev ## Formatting, lint, types, import contracts, generated files up to date
	$(BIN)/ruff format --check .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m states.describe --check
	$(BIN)/python -m api.documents.drawing --check

.PHONY: fix
fix: install-dev ## Format, repair what ruff can, draw generated files anew
	$(BIN)/ruff format --quiet .
	$(BIN)/ruff check --quiet --fix .
	$(BIN)/python -m states.describe
	$(BIN)/python -m api.documents.drawing

.PHONY: bench
bench: install-dev ## Measure against the limit and the peers, print the table
	@$(BIN)/python -m benchmarks.moves
	@$(BIN)/python -m benchmarks.chasing
	@$(BIN)/python -m benchmarks.recalling

.PHONY: screenshots
screenshots: install-dev browser ## Take the README's pictures anew, from a fresh demo
	@$(BIN)/python docs/screenshots.py

.PHONY: requirements
requirements: install-dev ## Pin the newest versions that requirements*.in allow
	$(PIN) --upgrade --output-file requirements.txt requirements.in
	$(PIN) --upgrade --output-file requirements-dev.txt requirements-dev.in

.PHONY: clean
clean: ## Remove the virtual environment and caches; var/ with the demo's cases stays
	rm -rf .venv .mypy_cache .ruff_cache .hypothesis .import_linter_cache casekeeper.egg-info

# The stamps below are newer than the pins they installed: a second start runs no pip.
.venv/made:
	@command -v $(PYTHON) >/dev/null || { echo "Casekeeper needs Python 3.11 or newer, and \"$(PYTHON)\" isn't here. Try: make run PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Casekeeper needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Try: make run PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || \
		{ echo "$(PYTHON) can't make a virtual environment: on Debian, install the package python3-venv." >&2; exit 1; }
	@touch $@

.venv/runtime: .venv/made requirements.txt pyproject.toml
	@echo "Installing what Casekeeper runs on ..."
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: .venv/runtime requirements-dev.txt
	@echo "Installing what tests and checks need ..."
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

tests/oidc/node_modules/made: tests/oidc/package-lock.json
	@if command -v npm >/dev/null; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm; \
	else echo "The tests of signing in need Node.js and npm: install your system's packages \"nodejs\" and \"npm\"." >&2; exit 1; fi
	@npm ci --prefix tests/oidc --ignore-scripts --no-audit --no-fund --silent
	@touch $@

.PHONY: assets
assets: ## Build api/static anew from npm's packages (needs npm; what it makes is committed)
	@npm ci --ignore-scripts --no-audit --no-fund --silent
	@node assets/build.js
