# `make demo` and `make test` work alone, on a machine that has only Python 3.11 or newer and make.
# PYTHON=… chooses the interpreter that makes the environment; WORKERS=… the processes of the tests.

VENV    := .venv
PYTHON  ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
             $$p -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
               >/dev/null 2>&1 && { echo $$p; break; }; done)
# One more than there are processors, up to four: some tests wait for a browser or another process.
WORKERS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); \
             echo $$(( (n < 4 ? n : 4) + 1 )))

PY   := $(VENV)/bin/python
PIP  := $(PY) -m pip --disable-pip-version-check -qq install --constraint constraints.txt
SPEC := pyproject.toml constraints.txt

.PHONY: help demo test check lint types imports format coverage docs bench torture findings clean
.DEFAULT_GOAL := help

help:           ## show what there is to make
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

demo: $(VENV)/.kb      ## import the sample notes into a throw-away store, ask it, and review two cards
	@set -eu; \
	place=$$(mktemp -d); trap 'rm -rf "$$place"' EXIT; trap 'exit 130' HUP INT PIPE TERM; \
	export KB_DB="$$place/kb.db" KB_CONFIG="$$place/config.toml" KB_PAGER=; : >"$$KB_CONFIG"; \
	for words in "import notes" "list --limit 5" "show context-switch" "related context-switch --limit 3" "due"; do \
	  printf '\n$$ kb %s\n' "$$words"; \
	  $(VENV)/bin/kb $$words; \
	done; \
	printf '\n$$ kb review --plain --limit 2   (Enter shows an answer, 3 says that you knew it)\n'; \
	printf '\n3\n\n3\nq\n' | $(VENV)/bin/kb review --plain --limit 2

test: $(VENV)/.kb-test ## run the whole suite
	@$(PY) -m pytest -n $(WORKERS)

check: lint types imports test  ## everything that has to hold before a change is kept

lint: $(VENV)/.kb-dev  ## style and format
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

types: $(VENV)/.kb-dev ## mypy, strict
	@$(PY) -m mypy

imports: $(VENV)/.kb-dev  ## the layers, as docs/architecture.md draws them
	@$(VENV)/bin/lint-imports --no-logo

format: $(VENV)/.kb-dev  ## rewrite the code in the common format
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

coverage: $(VENV)/.kb-test ## the suite, with the lines and branches that it does not reach
	@$(PY) -m pytest -n $(WORKERS) --cov --cov-report=term-missing

docs: $(VENV)/.kb-dev   ## remake what the documentation shows of the program
	@$(PY) -m docs.making.configuration
	@$(PY) -m docs.making.pictures
	@$(PY) -m docs.making.page_pictures

bench: $(VENV)/.kb     ## measure, about twenty-five minutes; BENCH=--quick for five
	@$(PY) -m benchmarks.importing $(BENCH)
	@$(PY) -m benchmarks.related $(BENCH)
	@$(PY) -m benchmarks.reviewing $(BENCH)
	@$(PY) -m benchmarks.syncing $(BENCH)
	@$(PY) -m benchmarks.exchanging $(BENCH)
	@$(PY) -m benchmarks.serving $(BENCH)
	@$(PY) -m benchmarks.editing $(BENCH)
	@$(PY) -m benchmarks.gain $(BENCH)
	@$(PY) -m benchmarks.balance $(BENCH)
	@$(PY) -m benchmarks.simulating $(BENCH)

torture: $(VENV)/.kb-test ## break the store in every way there is, about twenty minutes, and count
	@KB_TORTURE=long $(PY) -m pytest -q tests/torture $$(grep -rlw --include='test_*.py' often tests)

findings:       ## run the surprises about other software again; needs the registries
	@still=0; other=0; \
	for each in $(filter-out findings/lib.sh,$(sort $(wildcard findings/*.sh))); do \
	  code=0; said=$$(PYTHON='$(PYTHON)' bash "$$each" 2>&1) || code=$$?; \
	  case $$code in \
	    0) still=$$((still + 1)); echo "still so      $$each"; continue ;; \
	    1) echo "no longer so  $$each" ;; \
	    *) echo "cannot tell   $$each" ;; \
	  esac; \
	  other=$$((other + 1)); printf '%s\n' "$$said" | sed 's/^/    /'; \
	done; \
	echo "$$still still so, $$other not"; [ $$other -eq 0 ]

clean:          ## remove all that was made, but for the environment
	@rm -rf build dist .coverage .coverage.* htmlcov .mypy_cache .ruff_cache .pytest_cache \
	  .import_linter_cache .hypothesis
	@find kb migrations tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment made by hand is as good as one made here; each stamp says what was installed into it.
$(PY):
	@[ -n "$(PYTHON)" ] || { echo 'kb needs Python 3.11 or newer, with venv. Try make PYTHON=/path/to/python3.11' >&2; exit 1; }
	@echo "making $(VENV) with $(PYTHON)" >&2
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.kb: $(SPEC) | $(PY)
	$(call install,kb with its page and what editors and assistants ask,.[editor$(comma)web],$@)

$(VENV)/.kb-test: $(SPEC) | $(PY)
	$(call install,kb and what its tests need,.[test],$(VENV)/.kb $@)

$(VENV)/.kb-dev: $(SPEC) | $(PY)
	$(call install,kb and what its development needs,.[dev],$(VENV)/.kb $(VENV)/.kb-test $@)

comma := ,

# pip takes seconds to begin, so what holds the rest is installed at once, and stamps the rest too.
define install
@$(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip >/dev/null
@echo "installing $(1)" >&2
@$(PIP) --editable '$(2)'
@touch $(3)
endef
# Two cannot install into one environment at a time.
.NOTPARALLEL:
