# Two commands do everything: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/sh
PYTHON ?= python3
APPLICATION := .environments/application/bin/python
ASSISTANT := .environments/assistant/bin/python
TEST_SET := tests/evaluation/fi.jsonl tests/evaluation/sv.jsonl tests/evaluation/en.jsonl
MESSAGES := $(or $(FILE),$(TEST_SET))
# A command of one part, under `.env` and the settings of this machine like `make run`.
PART := $(APPLICATION) -m operations part
# Three processes on two cores, for most tests wait for a browser or a server; tests are dealt out one by one, in their order.
SIDE_BY_SIDE := -n 3 --dist loadgroup
# Other messages than those of the test set are compared with nothing.
KEPT := $(if $(filter $(TEST_SET),$(MESSAGES)),--kept tests/evaluation/baseline.json)

.PHONY: help run test python environments test-environments lint lint-widget test-widget evaluate keep-evaluation \
	compare bench train check administrator sign-out inboxes rotate-keys erase danger-contacts danger-alarms \
	staff-guide guide-pages openapi lock

help: ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

run: environments ## Set up, train if needed, migrate, load, start; prints the address
	@$(APPLICATION) -m operations run

test: test-environments lint test-widget ## Every test of every part, in both environments
	@echo "Model (trained when its inputs changed) …"
	@$(ASSISTANT) -m assistant train
	@echo "Tests of the assistant (Python 3.10) …"
	@$(ASSISTANT) -m pytest -q $(SIDE_BY_SIDE) tests/assistant
	@echo "Tests of everything else …"
	@$(APPLICATION) -m pytest -q $(SIDE_BY_SIDE) --durations=15 tests --ignore tests/assistant

python:
	@$(PYTHON) -c "" 2>/dev/null || { echo "$(PYTHON) does not run: install Python 3.11 or newer (Debian:" \
		"apt-get install python3 python3-venv), or name one: make run PYTHON=python3.11" >&2; exit 1; }

environments: python
	@echo "Environments …"
	@$(PYTHON) -m operations prepare

test-environments: python
	@echo "Environments …"
	@$(PYTHON) -m operations prepare --with-tests

lint: test-environments lint-widget ## Style, types and import contracts
	@echo "Style, types, import contracts …"
	@$(APPLICATION) -m ruff check .
	@$(APPLICATION) -m ruff format --check --diff .
	@$(APPLICATION) -m mypy
	@$(APPLICATION) -m mypy --config-file assistant/mypy.ini
	@$(APPLICATION) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"

# Node is needed for checking the widget only, never for running it. In CI nothing is skipped.
HAS_NODE := $(shell command -v npm)
SKIP_WIDGET := if [ "$$CI" = true ]; then echo "  npm is missing: apt-get install nodejs npm" >&2; exit 1; \
	else echo "  skipped: npm is missing (apt-get install nodejs npm)"; fi

node_modules/.package-lock.json: package.json package-lock.json
	@npm ci --silent
	@touch $@

ifdef HAS_NODE
lint-widget: node_modules/.package-lock.json ## Style and types of the widget
	@echo "Style and types of the widget …"
	@npm run --silent lint
	@npm run --silent types

test-widget: ## Unit tests of the widget's logic
	@echo "Unit tests of the widget …"
	@npm test --silent
else
lint-widget test-widget:
	@echo "Checks of the widget …"
	@$(SKIP_WIDGET)
endif

evaluate: test-environments ## Labelled messages through the running system: make evaluate FILE=messages.jsonl
	@$(APPLICATION) -m operations evaluate $(MESSAGES) $(KEPT)

keep-evaluation: test-environments ## Evaluate, and keep the outcomes as what later changes are compared with
	@$(APPLICATION) -m operations evaluate $(TEST_SET) --kept tests/evaluation/baseline.json --keep

bench: test-environments ## Throughput, latency and memory beside a stock Rasa pipeline (some minutes)
	@failed=0; \
	$(APPLICATION) -m services_catalog benchmark || failed=1; \
	$(APPLICATION) -m operations benchmark-matching || failed=1; \
	$(APPLICATION) -m operations benchmark || failed=1; \
	exit $$failed

compare: test-environments ## Features and models compared on the development set (some minutes)
	@$(ASSISTANT) -m assistant compare
	@echo "Stock DIET on a sample (some more minutes) …"
	@$(ASSISTANT) -m assistant compare-stock

train: environments ## Train the assistant's model when its inputs changed
	@$(PART) assistant train

check: environments ## Say what is wrong in the curated entries: `file: field: what to do`
	@$(PART) services_catalog check

# What is given on the command line reaches the shell as a variable: a name may hold any letter.
administrator: environments ## The first administrator's one-time link: make administrator EMAIL=… NAME="…"
	@$(PART) staff create-administrator "$$EMAIL" "$$NAME"

sign-out: environments ## Sign a person out of every browser: make sign-out EMAIL=…
	@$(PART) staff end-sign-ins "$$EMAIL"

inboxes: environments ## Add the inboxes of a file that are not there yet: make inboxes FILE=…
	@$(PART) help_requests seed $(if $(FILE),--inboxes "$(FILE)")

rotate-keys: environments ## Encrypt everything anew under the first key of each list
	@$(PART) staff rotate-keys
	@$(PART) help_requests rotate-keys

erase: environments ## Erase the help requests that are due (the front door does it once an hour)
	@$(PART) help_requests purge

danger-contacts: environments ## Write the last known good contacts from the curated entries
	@$(PART) api.danger snapshot

danger-alarms: environments ## Count the alarms of the danger screen: make danger-alarms FILE=messages.jsonl
	@$(PART) api.danger measure "$(FILE)"

staff-guide: test-environments ## The guide for staff with pictures of its pages, in var/staff-guide
	@$(APPLICATION) -m operations staff-guide

guide-pages: test-environments ## Write the guide's pages under /staff/guide anew from docs/staff
	@$(APPLICATION) -m operations guide-pages

openapi: environments ## Write docs/openapi.json anew
	@$(APPLICATION) -m api openapi

lock: python ## Lock the requirements anew (needs the network)
	@$(PYTHON) -m operations lock
