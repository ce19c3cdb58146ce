# Everything starts here. Needs python3.11 or later, pip and make; brings uv itself.
#   make demo    a company to look at: imports its CRM export, prints the verdict, writes demo/report.html
#   make test    the tests          make check   format, lint, types, floors
#   make slow    the slow, real and browser tests   make bench   every measured claim, beside its peers

SHELL := /bin/bash
export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE := copy

# The first interpreter on the PATH that is new enough.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v $$p; break; }; done)
UV := .tools/bin/uv
BIN := .venv/bin
WORKERS ?= 2

.PHONY: demo test slow check bench lock setup format clean

demo: .venv/.ready
	$(BIN)/unslump demo -w demo

test: .venv/.ready
	$(BIN)/pytest -q -n $(WORKERS) -m "not slow and not real and not browser"

slow: .venv/.ready
	$(BIN)/pytest -q -n $(WORKERS) -m "slow or real or browser"

check: .venv/.ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: .venv/.ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv-bench/.ready
	.venv-bench/bin/python -m bench

setup: .venv/.ready

.venv/.ready: requirements-dev.lock pyproject.toml | $(UV)
	@test -n "$(PYTHON)" || { echo "unslump needs python3.11 or later on the PATH (or: make PYTHON=/path/to/python3.11)"; exit 1; }
	test -x $(BIN)/python || $(UV) venv -q --python "$(PYTHON)" .venv
	$(UV) pip sync -q --require-hashes --python $(BIN)/python requirements-dev.lock
	$(UV) pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	touch $@

# The peers (statsforecast, lifelines, convoys2 …) live apart: nothing in src/ may come to need them.
.venv-bench/.ready: requirements-bench.lock pyproject.toml | $(UV)
	test -x .venv-bench/bin/python || $(UV) venv -q --python "$$(python3.12 -c "import sys; print(sys.executable)" 2>/dev/null || echo "$(PYTHON)")" .venv-bench
	$(UV) pip sync -q --require-hashes --python .venv-bench/bin/python requirements-bench.lock
	$(UV) pip install -q --python .venv-bench/bin/python --no-deps --no-build-isolation -e .
	touch $@

$(UV):
	@test -n "$(PYTHON)" || { echo "unslump needs python3.11 or later on the PATH (or: make PYTHON=/path/to/python3.11)"; exit 1; }
	"$(PYTHON)" -m pip install -q --disable-pip-version-check --target .tools "uv>=0.5"

# One resolution for all: the smaller locks are held to the largest one's versions.
lock: $(UV)
	$(UV) pip compile -q --universal --generate-hashes --group dev --group peers pyproject.toml -o requirements-bench.lock
	$(UV) pip compile -q --universal --generate-hashes --group dev -c requirements-bench.lock pyproject.toml -o requirements-dev.lock
	$(UV) pip compile -q --universal --generate-hashes -c requirements-bench.lock pyproject.toml -o requirements.lock

clean:
	rm -rf .venv .venv-bench .tools demo .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
