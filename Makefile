# Everything a stranger needs, by name. `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= $(shell command -v python3.11 || command -v python3)
UV_VERSION := 0.13.9
BIN := .venv/bin
PORT ?= 8000
SIMULATOR_PORT ?= 8900
WORKERS ?= 2
T ?=
export PORT SIMULATOR_PORT

.venv/ready: requirements.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(BIN)/uv pip sync --quiet --require-hashes requirements.lock
	@touch .venv/ready

.PHONY: setup
setup: .venv/ready ## set up everything into .venv (the other targets do it by themselves)

.PHONY: demo
demo: setup ## a living shop on SQLite with simulators: shop on PORT (8000), simulators on SIMULATOR_PORT (8900)
	@exec $(BIN)/python -m config.demo.launch

.PHONY: serve
serve: setup ## the web server with whatever the environment says (DATABASE_URL, CACHE_URL, CELERY_BROKER_URL ...)
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@exec $(BIN)/gunicorn -c config/gunicorn_server.py config.wsgi

.PHONY: worker
worker: setup ## a Celery worker with beat, for the same environment
	@exec $(BIN)/celery -A config worker --beat --loglevel INFO --concurrency $(WORKERS)

.PHONY: test
test: setup ## the fast tests on SQLite; T=path for a part
	@env -u DATABASE_URL -u CACHE_URL -u CELERY_BROKER_URL $(BIN)/pytest -q $(if $(T),$(T),-n 2)

.PHONY: races
races: setup ## races with their naive twins; needs DATABASE_URL of a PostgreSQL
	@LOG_LEVEL=CRITICAL $(BIN)/pytest -q -s tests/races

.PHONY: live
live: setup ## whole programs: make demo, servers with workers, a killed worker, fuzz, browser; needs all servers and Chromium
	@$(BIN)/pytest -q tests/live tests/fuzz tests/browser

.PHONY: browser
browser: setup ## browser tests with Chromium over the demo; pictures into docs/screens
	@$(BIN)/pytest -q tests/browser

.PHONY: fuzz
fuzz: setup ## schemathesis over the OpenAPI document against a live server
	@$(BIN)/pytest -q tests/fuzz

.PHONY: lint
lint: setup ## ruff, mypy, import contracts, migrations, OpenAPI document
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy kernel members mall growth config simulators
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/stdout | diff -u docs/openapi.yaml - || (echo 'docs/openapi.yaml is stale: make schema'; exit 1)

.PHONY: fix
fix: setup ## let ruff mend and format
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

.PHONY: schema
schema: setup ## write docs/openapi.yaml and the state diagrams
	@$(BIN)/python manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml
	@$(BIN)/python manage.py draw_states

.PHONY: year
year: setup ## a year in the life of 500 members, day by day, beside a second book; takes hours
	@YEAR_MEMBERS=500 YEAR_DAYS=365 $(BIN)/pytest -q -s tests/flows/year

.PHONY: bench
bench: setup ## measure ours beside its limits, write docs/benchmarks.md; needs PostgreSQL and Redis
	@$(BIN)/python -m bench --write

.PHONY: lock
lock: setup ## pin again what pyproject.toml asks for
	@$(BIN)/uv pip compile pyproject.toml --group dev --generate-hashes --no-header --no-annotate --no-emit-index-url -q -o requirements.lock

.PHONY: check
check: ## everything that CI runs
	@bash .ci/run

.PHONY: help
help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'
