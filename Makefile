# The same without make: python3 deploy/bootstrap.py run | test
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test install lint check

run:      ## install, then serve the portal on http://127.0.0.1:8000
	@$(PYTHON) deploy/bootstrap.py run $(ARGS)

test:     ## install, then run all tests; ARGS="tests/config -q" for some
	@$(PYTHON) deploy/bootstrap.py test $(ARGS)

install:
	@$(PYTHON) deploy/bootstrap.py install

lint: install   ## style, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check:    ## all that must hold before a change is merged
	@.ci/run
