# Everything sets itself up: `make demo` and `make test` work on a fresh checkout.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONDONTWRITEBYTECODE = 1

.PHONY: demo test lint fuzz bench sweep soak years lock audit clean dovecot cyrus train evaluate

# Nothing is installed but the very files that requirements.lock names by their hashes: another one
# is an error. Only dkimpy, which is published as its source alone, is built here; it is pure Python.
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
$(VENV)/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes --only-binary :all: --no-binary dkimpy \
	  --requirement requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

## demo: the real thing on a mailbox of its own
demo: $(VENV)/ready
	@$(BIN)/coffeefirst demo

## test: lint, types, and the suite against a real Dovecot and a real Cyrus
test: lint dovecot cyrus
	$(BIN)/pytest

lint: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# A mail server to test against, where it is missing and may be installed.
dovecot:
	@command -v dovecot >/dev/null || test -x /usr/sbin/dovecot || \
	  { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends dovecot-imapd >/dev/null; } || \
	  echo "no Dovecot, and it cannot be installed here: its tests are skipped"

# Another one, unpacked beside the checkout: it is not installed, so nothing starts it by itself.
CYRUS := .servers/cyrus
cyrus:
	@test -x /usr/lib/cyrus/bin/master || test -x $(CYRUS)/master || \
	  { command -v apt-get >/dev/null && sh tests/servers/get-cyrus.sh $(CYRUS); } || \
	  echo "no Cyrus, and it cannot be fetched here: its tests are skipped"

## fuzz: chance against reader and draft writer; SECONDS=3600 for an hour
SECONDS ?= 300
fuzz: $(VENV)/ready
	$(BIN)/python -m tests.fuzz $(SECONDS)
	HOSTILE_EVERY=1 FUZZ_TIMES=20 $(BIN)/pytest tests/test_fuzz.py tests/test_drafts_hostile.py \
	  tests/test_hostile_mails.py

## years: what happens to a daemon in years, at length: some twenty minutes
years: $(VENV)/ready dovecot
	LONG=1 $(BIN)/pytest tests/years tests/signing_in tests/test_push_daemon.py
	$(BIN)/python -m tests.years.sigterm
	$(BIN)/python -m tests.years.size

## bench: wall, CPU, round trips, bytes and memory against the bare floor
bench: $(VENV)/ready dovecot
	$(BIN)/python -m tests.bench

## sweep: every fault there is, one at a time; ONE="keywords cut-reply 17" is one of them alone
sweep: $(VENV)/ready dovecot
	$(BIN)/python -m tests.sweep $(if $(ONE),--only "$(ONE)")

## soak: what the daemon takes over thousands of rounds
ROUNDS ?= 3000
soak: $(VENV)/ready dovecot
	$(BIN)/python -m tests.soak --rounds $(ROUNDS)

# What only training and evaluating need; kept out of the lock, for no test wants it.
$(VENV)/trains: $(VENV)/ready
	$(PIP) install --no-build-isolation --editable '.[train]'
	touch $@

## train: the note model's weights, from the labelled notes in tests/notes
train: $(VENV)/trains
	$(BIN)/python -m tests.train_notes

## evaluate: how well notes and headlines are read; EVIDENCE names folders of labelled ones
EVIDENCE ?= $(wildcard ../*/evidence)
evaluate: $(VENV)/trains
	$(BIN)/python -m tests.evaluate $(EVIDENCE)

## lock: choose allowed versions, and write them down with the hashes of all their files, so that
## every platform finds its own; by the oldest Python, whose needs include the others'
lock: $(VENV)/ready
	$(BIN)/pip-compile --quiet --strip-extras --extra dev --no-header --no-emit-index-url \
	  --no-emit-find-links --no-emit-trusted-host --generate-hashes --allow-unsafe \
	  --output-file requirements.lock pyproject.toml

## audit: ask for known weaknesses of the locked versions; it needs the network, so no test does it
audit:
	$(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit
	$(VENV)/audit/bin/pip-audit --require-hashes --disable-pip --requirement requirements.lock

clean:
	rm -rf $(VENV) .servers build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
