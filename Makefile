# Everything that developers and CI run. `make` without a target lists it.
#
# Needs make and Python 3.11 or newer. Python packages are installed into .venv. System packages
# (Chromium, npm, PostgreSQL, PgBouncer, nginx) are installed with apt-get if that needs no password.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

PORT ?= 8000

VENV := .venv
PYTHON_HERE := $(VENV)/bin/python
MANAGE := $(PYTHON_HERE) manage.py
# Not `python -m gunicorn`, which can't re-execute itself to start a new version (USR2).
GUNICORN := $(VENV)/bin/gunicorn

# newsdesk on this machine: as in production, but over plain HTTP and for this machine only.
# These variables are not taken from the shell, where they may belong to other programs. Pass them
# to make: `make run DATABASE_URL=...`.
unexport SECRET_KEY
DEBUG = 0
DATABASE_URL = sqlite:///var/newsdesk.sqlite3
SITE_URL = http://127.0.0.1:$(PORT)
ALLOWED_HOSTS = 127.0.0.1,localhost
LOCAL = DEBUG="$(DEBUG)" INSECURE_HTTP=1 SECRET_KEY_FILE=var/secret_key STATIC_ROOT=var/static \
	DATABASE_URL="$(DATABASE_URL)" SITE_URL="$(SITE_URL)" ALLOWED_HOSTS="$(ALLOWED_HOSTS)"

# The same without a database, for the tests, which create their own next to the one in DATABASE_URL.
# Development mode gives warnings. PYTHONMALLOC turns off its allocator hooks, which only slow Python.
TESTING = PYTHONDEVMODE=1 PYTHONMALLOC=pymalloc DEBUG=0 INSECURE_HTTP=1 \
	SECRET_KEY_FILE=var/secret_key STATIC_ROOT=var/static SITE_URL=http://127.0.0.1:8000 \
	ALLOWED_HOSTS=127.0.0.1,localhost
# The settings of a server on the internet.
PRODUCTION = DEBUG=0 INSECURE_HTTP=0 SECRET_KEY_FILE=var/secret_key STATIC_ROOT=var/static \
	SITE_URL=https://newsdesk.example ALLOWED_HOSTS=newsdesk.example
NO_DATABASE = DATABASE_URL=sqlite://:memory:

# One worker more than there are cores, because browser tests also wait.
WORKERS = $$(( $$(getconf _NPROCESSORS_ONLN) + 1 ))

STEP = @printf '\n=== %s\n'

.PHONY: help
help: ## List these targets
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@/ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

##@ Run
.PHONY: run dev admin manage cluster promote

run: database static ## Serve newsdesk as in production, on http://127.0.0.1:8000 (PORT=...)
	@printf '\n  newsdesk   %s/\n  the desk   %s/admin/   (an account for it: make admin)\n\n' \
		"$(SITE_URL)" "$(SITE_URL)"
	@$(LOCAL) exec $(GUNICORN) --config python:newsdesk.gunicorn \
		--bind 127.0.0.1:$(PORT) newsdesk.wsgi

dev: database ## Serve with DEBUG=1: reload on changes, show errors in full
	@$(LOCAL) DEBUG=1 $(MANAGE) runserver $(PORT)

admin: database ## Create an account for the desk
	@$(LOCAL) $(MANAGE) createsuperuser

manage: install ## Run a manage.py command: make manage CMD="showmigrations timeline"
	@$(LOCAL) $(MANAGE) $(CMD)

cluster: install static ## Serve as on several machines: nginx, PgBouncer, PostgreSQL and a replica
	@$(LOCAL) PORT=$(PORT) exec $(PYTHON_HERE) -m tools.cluster

promote: ## Promote the replica of a running cluster after its primary is lost
	@$(PYTHON_HERE) -m tools.cluster.promote

##@ Check
.PHONY: check test test-postgres test-cluster bench bench-peers
.PHONY: format lint types templates imports migrations deployment

check: lint types templates imports migrations deployment ## Run everything that CI runs
check: test test-postgres test-cluster
	$(STEP) "All checks passed"

test: install-dev static ## Run the tests on SQLite and in Chromium (some of them: ARGS="-k dates")
	$(STEP) "Tests on SQLite"
	@NEWSDESK_CHROMIUM="$$(tools/find_chromium shell)" && export NEWSDESK_CHROMIUM && \
		$(TESTING) DATABASE_URL=sqlite:///var/test.sqlite3 \
		$(PYTHON_HERE) -m pytest -n $(WORKERS) --dist worksteal -m "not cluster" $(ARGS)

test-postgres: install-dev static ## Run the tests that use a database on a throw-away PostgreSQL
	$(STEP) "Tests on PostgreSQL"
	@$(TESTING) tools/with_postgres \
		$(PYTHON_HERE) -m pytest -n $(WORKERS) \
		-m "database and not browser and not any_database" $(ARGS)

test-cluster: install-dev static ## Test what is noticed when a server or a database is lost
	$(STEP) "Tests of a cluster"
	@$(TESTING) $(NO_DATABASE) $(PYTHON_HERE) -m pytest -m cluster tests/cluster $(ARGS)

EVENTS = 100000
bench: install-dev ## Measure pages, chart, downloads, writing and the date reader (EVENTS=1000000)
	@$(LOCAL) $(PYTHON_HERE) -m bench.chart --events $(EVENTS)
	@$(LOCAL) $(PYTHON_HERE) -m bench.pages --events $(EVENTS)
	@$(LOCAL) $(PYTHON_HERE) -m bench.downloads --events $(EVENTS)
	@$(LOCAL) $(PYTHON_HERE) -m bench.writing --events $(EVENTS)
	@$(PYTHON_HERE) -m bench.reader
	@printf '\n  Beside other timelines, in a browser: make bench-peers\n'

PEERS =
bench-peers: install-dev static ## Compare with other timelines, for docs/benchmarks.md (PEERS=--quick)
	@NEWSDESK_CHROMIUM="$$(tools/find_chromium)" && export NEWSDESK_CHROMIUM && \
		$(LOCAL) $(PYTHON_HERE) -m bench.peers $(PEERS)

lint: install-dev
	$(STEP) "Format and lint of Python"
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .

types: install-dev
	$(STEP) "Types"
	@$(TESTING) $(NO_DATABASE) $(PYTHON_HERE) -m mypy

templates: install-dev
	$(STEP) "Format and lint of templates"
	@find templates -name '*.html' -exec $(VENV)/bin/djade --check --target-version 5.2 {} +
	@$(PYTHON_HERE) -m djlint --quiet templates

imports: install-dev
	$(STEP) "Who imports whom"
	@$(VENV)/bin/lint-imports --no-logo

migrations: install-dev
	$(STEP) "No model has changed without a migration"
	@$(TESTING) $(NO_DATABASE) $(MANAGE) makemigrations --check --dry-run

deployment: install-dev static
	$(STEP) "Settings for production, on SQLite and PostgreSQL"
	@$(PRODUCTION) $(NO_DATABASE) \
		$(MANAGE) check --deploy --database default --fail-level WARNING
	@$(PRODUCTION) tools/with_postgres \
		$(MANAGE) check --deploy --database default --fail-level WARNING

format: install-dev ## Format Python and templates, and fix what can be fixed automatically
	@$(VENV)/bin/ruff check --fix --exit-zero --quiet .
	@$(VENV)/bin/ruff format .
	@find templates -name '*.html' -exec $(VENV)/bin/djade --target-version 5.2 {} + || true

.PHONY: screenshots
screenshots: install-dev ## Retake the screenshots of docs/desk.md
	@NEWSDESK_CHROMIUM="$$(tools/find_chromium)" && export NEWSDESK_CHROMIUM && \
		$(PYTHON_HERE) tools/screenshots.py

##@ Prepare
.PHONY: install install-dev requirements clean database static

install: $(VENV)/installed var/secret_key ## Install what newsdesk needs to run, into .venv

install-dev: install $(VENV)/installed-dev ## Also install what checks and tests need

# Pinned with hashes for every platform. Existing pins stay: ARGS=--upgrade upgrades all packages,
# ARGS="--upgrade-package django" one.
COMPILE = $(PYTHON_HERE) -m uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --emit-build-options --no-emit-index-url \
	--custom-compile-command "make requirements" $(ARGS)
requirements: install-dev ## Pin what the .in files require (upgrade all: ARGS=--upgrade)
	$(COMPILE) requirements.in --output-file requirements.txt
	$(COMPILE) requirements-dev.in --output-file requirements-dev.txt

clean: ## Delete what make created, except the database and the secret in var/
	rm -rf $(VENV) var/static var/test*.sqlite3* .hypothesis .import_linter_cache .mypy_cache \
		.pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

database: install
	@$(LOCAL) $(MANAGE) migrate --no-input --verbosity 0
	@$(LOCAL) $(MANAGE) load_dataset --leave-out

# Static files of earlier versions stay, because pages open in a browser still request them.
static: install
	@$(LOCAL) $(MANAGE) collectstatic --no-input --verbosity 0

PIP_INSTALL = $(PYTHON_HERE) -m pip install --disable-pip-version-check --quiet --require-hashes

$(PYTHON_HERE):
	@tools/create_venv $(VENV)

$(VENV)/installed: requirements.txt | $(PYTHON_HERE)
	$(PIP_INSTALL) --requirement requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	$(PIP_INSTALL) --requirement requirements-dev.txt
	@touch $@

var/secret_key: | $(PYTHON_HERE)
	@mkdir -p var
	@umask 077 && $(PYTHON_HERE) -c 'import secrets; print(secrets.token_urlsafe(50))' >$@
