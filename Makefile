# Everything that a developer or CI runs. `make` alone lists it.
#
# Needs make and Python 3.11 or newer. The rest is installed into .venv, and what belongs to the
# operating system (Chromium, npm, PostgreSQL, PgBouncer, nginx) by apt-get, where that works without
# a password.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

PORT ?= 8000

VENV := .venv
PYTHON_HERE := $(VENV)/bin/python
MANAGE := $(PYTHON_HERE) manage.py
# Not `python -m gunicorn`, which can't start itself anew when a new version is to take over (USR2).
GUNICORN := $(VENV)/bin/gunicorn

# newsdesk on this machine: as in production, but over plain HTTP, to nobody but this machine.
# What the shell has set belongs to other programs; what make is given counts:
# `make run DATABASE_URL=...`.
unexport SECRET_KEY
DEBUG = 0
DATABASE_URL = sqlite:///var/newsdesk.sqlite3
SITE_URL = http://127.0.0.1:$(PORT)
ALLOWED_HOSTS = 127.0.0.1,localhost
LOCAL = DEBUG="$(DEBUG)" INSECURE_HTTP=1 SECRET_KEY_FILE=var/secret_key STATIC_ROOT=var/static \
	DATABASE_URL="$(DATABASE_URL)" SITE_URL="$(SITE_URL)" ALLOWED_HOSTS="$(ALLOWED_HOSTS)"

# The same without a database, for the tests, which make their own beside the one they are given.
# Development mode for its warnings; what it does to every piece of memory slows Python alone.
TESTING = PYTHONDEVMODE=1 PYTHONMALLOC=pymalloc DEBUG=0 INSECURE_HTTP=1 \
	SECRET_KEY_FILE=var/secret_key STATIC_ROOT=var/static SITE_URL=http://127.0.0.1:8000 \
	ALLOWED_HOSTS=127.0.0.1,localhost
# newsdesk as a server on the internet sees its settings.
PRODUCTION = DEBUG=0 INSECURE_HTTP=0 SECRET_KEY_FILE=var/secret_key STATIC_ROOT=var/static \
	SITE_URL=https://newsdesk.example ALLOWED_HOSTS=newsdesk.example
NO_DATABASE = DATABASE_URL=sqlite://:memory:

# The browser's tests also wait: one more at once than there are cores.
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

dev: database ## Serve it while you change it: it reloads itself and shows errors in full
	@$(LOCAL) DEBUG=1 $(MANAGE) runserver $(PORT)

admin: database ## Make an account for the desk
	@$(LOCAL) $(MANAGE) createsuperuser

manage: install ## Run one of Django's commands: make manage CMD="showmigrations timeline"
	@$(LOCAL) $(MANAGE) $(CMD)

cluster: install static ## Serve it as on several machines: nginx, PgBouncer, PostgreSQL and a replica
	@$(LOCAL) PORT=$(PORT) exec $(PYTHON_HERE) -m tools.cluster

promote: ## Make the replica of a running cluster its primary, which is lost
	@$(PYTHON_HERE) -m tools.cluster.promote

##@ Check
.PHONY: check test test-postgres test-cluster bench bench-peers
.PHONY: format lint types templates imports migrations deployment

check: lint types templates imports migrations deployment ## All that CI asks
check: test test-postgres test-cluster
	$(STEP) "All checks passed"

test: install-dev static ## The tests, on SQLite and in Chromium (some of them: ARGS="-k dates")
	$(STEP) "Tests on SQLite"
	@NEWSDESK_CHROMIUM="$$(tools/find_chromium)" && export NEWSDESK_CHROMIUM && \
		$(TESTING) DATABASE_URL=sqlite:///var/test.sqlite3 \
		$(PYTHON_HERE) -m pytest -n $(WORKERS) -m "not cluster" $(ARGS)

test-postgres: install-dev static ## Those that use a database, on a throw-away PostgreSQL
	$(STEP) "Tests on PostgreSQL"
	@$(TESTING) tools/with_postgres \
		$(PYTHON_HERE) -m pytest -n $(WORKERS) \
		-m "database and not browser and not any_database" $(ARGS)

test-cluster: install-dev static ## What is noticed when a server or a database is lost
	$(STEP) "Tests of a cluster"
	@$(TESTING) $(NO_DATABASE) $(PYTHON_HERE) -m pytest -m cluster tests/cluster $(ARGS)

EVENTS = 100000
bench: install-dev ## What pages, chart, downloads, writing and the date reader cost (EVENTS=1000000)
	@$(LOCAL) $(PYTHON_HERE) -m bench.chart --events $(EVENTS)
	@$(LOCAL) $(PYTHON_HERE) -m bench.pages --events $(EVENTS)
	@$(LOCAL) $(PYTHON_HERE) -m bench.downloads --events $(EVENTS)
	@$(LOCAL) $(PYTHON_HERE) -m bench.writing --events $(EVENTS)
	@$(PYTHON_HERE) -m bench.reader
	@printf '\n  Beside other timelines, in a browser: make bench-peers\n'

PEERS =
bench-peers: install-dev static ## newsdesk beside other timelines, for docs/benchmarks.md (PEERS=--quick)
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

format: install-dev ## Put Python and templates into their format, and mend what can be mended
	@$(VENV)/bin/ruff check --fix --exit-zero --quiet .
	@$(VENV)/bin/ruff format .
	@find templates -name '*.html' -exec $(VENV)/bin/djade --target-version 5.2 {} + || true

.PHONY: screenshots
screenshots: install-dev ## Take the pictures of docs/desk.md anew
	@NEWSDESK_CHROMIUM="$$(tools/find_chromium)" && export NEWSDESK_CHROMIUM && \
		$(PYTHON_HERE) tools/screenshots.py

##@ Prepare
.PHONY: install install-dev requirements clean database static

install: $(VENV)/installed var/secret_key ## Install what newsdesk runs on, into .venv

install-dev: install $(VENV)/installed-dev ## Install what checking and testing needs, too

# Pinned with hashes for every platform. What is pinned stays so: ARGS=--upgrade renews it all,
# ARGS="--upgrade-package django" one.
COMPILE = $(PYTHON_HERE) -m uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --emit-build-options --no-emit-index-url \
	--custom-compile-command "make requirements" $(ARGS)
requirements: install-dev ## Pin what the .in files ask for (newest: ARGS=--upgrade)
	$(COMPILE) requirements.in --output-file requirements.txt
	$(COMPILE) requirements-dev.in --output-file requirements-dev.txt

clean: ## Delete what make made, but for the database and the secret in var/
	rm -rf $(VENV) var/static var/test*.sqlite3* .hypothesis .import_linter_cache .mypy_cache \
		.pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

database: install
	@$(LOCAL) $(MANAGE) migrate --no-input --verbosity 0
	@$(LOCAL) $(MANAGE) load_dataset --leave-out

# Files of earlier versions stay: pages that are open in a browser still ask for them.
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
