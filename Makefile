# Everything that is done with a checkout. Needs Python 3.11+, make and a package registry; `make help` lists it.

PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$python && break; done)
QUOTE ?= examples/my-task.json --region us-east-1
PYTEST ?= -n auto --dist worksteal
BIN := .venv/bin
INSTALLED := .venv/.installed

# Container images often set it: every process of the tests would compile the package again, a third of their time.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install quote serve test soak lint golden docs bench refresh lock image

help: ## List these targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{ printf "%-10s %s\n", $$1, $$2 }'

install: $(INSTALLED) ## Set up .venv from requirements.lock (PYTHON=… names the interpreter)

# A Python without ensurepip (Debian's, before python3-venv is there) lends its own pip to the new environment.
$(INSTALLED): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; name it: make PYTHON=/path/to/python3" >&2; exit 2; }
	@echo "Setting up .venv with $(PYTHON); the first time takes a minute or two" >&2
	@$(BIN)/python -m pip --version >/dev/null 2>&1 \
	|| $(PYTHON) -m venv --clear .venv >/dev/null 2>&1 \
	|| $(PYTHON) -m venv --clear --without-pip .venv
	@if $(BIN)/python -m pip --version >/dev/null 2>&1; then pip="$(BIN)/python -m pip"; \
	else pip="$(PYTHON) -m pip --python $(BIN)/python"; fi; \
	$$pip install -qq --disable-pip-version-check --require-hashes --requirement requirements.lock >&2 \
	&& $(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable . >&2
	@touch $@

quote: $(INSTALLED) ## Print a comparison (QUOTE="FILE… --region R" for your own)
	@$(BIN)/ecsquote quote $(QUOTE)

serve: $(INSTALLED) ## Start the API and the dashboard (ECSQUOTE_HOST, ECSQUOTE_PORT)
	@$(BIN)/ecsquote serve

test: $(INSTALLED) ## Run the tests (PYTEST="tests/cli -x" for some of them)
	@$(BIN)/python -m pytest $(PYTEST)

soak: $(INSTALLED) ## Run the long proofs (ECSQUOTE_SOAK=2000 problems of each)
	@ECSQUOTE_SOAK=$${ECSQUOTE_SOAK:-2000} $(BIN)/python -m pytest $(PYTEST) tests/calculator/test_bills.py tests/calculator/placement/production tests/bills/test_large_bill.py tests/portfolio/test_kernel.py \
	tests/e2e/test_refresh_faults.py

lint: $(INSTALLED) ## Check style, types, imports and wording
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python tests/wording/check.py

golden: $(INSTALLED) ## Rewrite the golden bills and the outputs shown in docs; read the diff
	@UPDATE_GOLDEN_BILLS=1 $(BIN)/python -m pytest -n auto tests/golden
	@UPDATE_GOLDEN_BILLS=1 $(BIN)/python -m pytest -n auto tests/examples/test_shown_output.py
	@UPDATE_GOLDEN_BILLS=1 $(BIN)/python -m pytest tests/examples/test_fleet_page.py

docs: $(INSTALLED) ## Rewrite the reference pages in docs/: commands, settings, endpoints
	@$(BIN)/python tests/reference/write.py

bench: $(INSTALLED) ## Measure, one benchmark after the other
	@for benchmark in tests/benchmarks/*.py; do echo "== $$benchmark"; $(BIN)/python "$$benchmark" || exit 1; done

refresh: $(INSTALLED) ## Bring the price catalog up to date from AWS (REFRESH="--region R …" for part of it)
	@$(BIN)/ecsquote prices refresh $(REFRESH)

# Folders of wheels that pip may be set up with are left out: a lock from them would hold hashes nobody else has.
PIP_COMPILE = env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null CUSTOM_COMPILE_COMMAND="make lock" \
	$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-emit-options

lock: $(INSTALLED) ## Pin what pyproject.toml newly names, with hashes (UPGRADE=--upgrade for newer releases)
	@$(PIP_COMPILE) $(UPGRADE) --all-extras --output-file requirements.lock pyproject.toml
	@$(PIP_COMPILE) --extra postgresql --extra charts --extra excel --extra oidc --constraint requirements.lock --output-file requirements-runtime.lock pyproject.toml

image: ## Build the container image
	docker build --tag ecsquote .
