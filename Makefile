# Everything a person or a machine does with the project. VENV, PORT and PYTHON may be given: make run PORT=8001
VENV ?= .venv
PORT ?= 8000
export VENV PORT

.PHONY: help run test check tidy diagrams bench journey access durability properties

help:
	@echo "make run         a demo scheme on http://127.0.0.1:$(PORT)/"
	@echo "make test        every test, on SQLite and PostgreSQL"
	@echo "make check       style, types, import contracts, migrations, freshness, deployment check"
	@echo "make bench       the benchmark, one JSON line a figure"
	@echo "make tidy        format the code"
	@echo "make diagrams    docs/lifecycle.md from the tables of moves"
	@echo "make journey | access | durability | properties    one family of tests"

run:
	@scripts/run.sh

test:
	@scripts/test.sh

journey access durability properties:
	@scripts/test.sh $@

check:
	@scripts/check.sh

tidy:
	@scripts/environment.sh dev
	@$(VENV)/bin/ruff check --fix --quiet . ; $(VENV)/bin/ruff format --quiet .

diagrams:
	@scripts/environment.sh base
	@$(VENV)/bin/python scripts/diagrams.py

bench:
	@scripts/environment.sh base
	@scripts/with_postgres.sh $(VENV)/bin/python bench/run.py || { [ $$? = 69 ] && $(VENV)/bin/python bench/run.py; }
