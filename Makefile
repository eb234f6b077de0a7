# Needs Python 3.11 or newer; everything else is fetched, with fixed digests, into .venv.
PYTHON ?= python3
PORT ?= 8000
INSTANCE := $(or $(COACHTRACK_INSTANCE),instance)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
MIGRATIONS := $(wildcard migrations/versions/[0-9]*.py)
CATALOGUES := coachtrack/translations
LOCK = uv pip compile setup.cfg --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --upgrade

.PHONY: help demo run test check audit fix bench i18n migration lock
.DELETE_ON_ERROR:

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

demo: .venv/.packages $(INSTANCE)/.schema $(INSTANCE)/.demo ## the demo on http://127.0.0.1:8000 (PORT=… for another)
	@$(BIN)/coachtrack serve --port $(PORT)

run: .venv/.packages $(INSTANCE)/.schema ## the same without the demo, restarted when the code changes
	@$(BIN)/flask --app wsgi run --debug --port $(PORT)

test: .venv/.test-packages ## every test, on SQLite and PostgreSQL, and in a browser
	@$(BIN)/python -m tests.browsers
	$(BIN)/pytest -n logical --maxprocesses 8 --dist worksteal

check: .venv/.test-packages ## lint, types, import contracts, translations complete
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m tests.site.translations

audit: ## known faults of the packages, where the service that knows them can be reached
	@$(PYTHON) -m venv .venv-audit
	@if .venv-audit/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes \
		--only-binary :all: -r requirements-audit.lock; \
	then .venv-audit/bin/python .ci/audit; \
	else echo "Skipped: the packages for asking cannot be fetched."; fi

fix: .venv/.test-packages ## put right what the linter can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: .venv/.test-packages ## the benchmarks
	$(BIN)/python -m tests.bench

i18n: .venv/.packages ## collect the texts to translate, and compile the translations
	$(BIN)/pybabel --quiet extract -F pyproject.toml -k _l -o $(CATALOGUES)/messages.pot \
		--add-location file --sort-output --project CoachTrack \
		--copyright-holder "the CoachTrack authors" coachtrack
	$(BIN)/pybabel --quiet update -i $(CATALOGUES)/messages.pot -d $(CATALOGUES) \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	$(BIN)/pybabel compile -d $(CATALOGUES) --use-fuzzy --statistics

migration: .venv/.packages $(INSTANCE)/.schema ## a new migration: make migration m="Add audits"
	$(BIN)/coachtrack db migrate -m "$(m)" --rev-id $$(printf %04d $(words next $(MIGRATIONS)))

lock: ## newer versions of all packages; needs uv
	$(LOCK) --extra build -o requirements.lock
	$(LOCK) --extra build --extra test -c requirements.lock -o requirements-test.lock
	$(LOCK) --extra audit -c requirements.lock -o requirements-audit.lock

.venv/.packages: requirements.lock setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("CoachTrack needs Python 3.11 or newer; name one: make PYTHON=python3.12")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python cannot make environments; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing the packages into .venv."
	@$(PYTHON) -m venv .venv
	@$(PIP) --require-hashes --only-binary :all: -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.test-packages: requirements-test.lock .venv/.packages
	@echo "Installing the packages of the tests."
	@$(PIP) --require-hashes --only-binary :all: -r requirements-test.lock
	@touch $@

$(INSTANCE)/.schema: $(MIGRATIONS) | .venv/.packages
	@$(BIN)/coachtrack secret
	@$(BIN)/coachtrack db upgrade
	@touch $@

$(INSTANCE)/.demo: | $(INSTANCE)/.schema
	@$(BIN)/coachtrack demo
	@touch $@
