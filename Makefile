# make app    install what is missing, then open creditviz in the browser
# make test   install what is missing, then run every check
# make nightly  what is slow and rarely breaks
# make bench  what became faster, beside an earlier version
# make release  the bill of materials of what is installed
# make lock   write requirements.lock anew after requirements.txt has changed
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The tests start many processes, and each would compile creditviz anew where this is set.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: app test nightly bench lint types contracts unit browser release lock clean

app: $(VENV)/app.installed
	$(BIN)/streamlit run app.py

test: lint contracts unit
	$(MAKE) --jobs=2 types browser  # a browser leaves half a core to the types

lint: $(VENV)/dev.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell
	$(BIN)/vulture

types: $(VENV)/dev.installed
	$(BIN)/mypy

contracts: $(VENV)/dev.installed
	$(BIN)/lint-imports

unit: $(VENV)/dev.installed
	$(BIN)/pytest -q -n auto --dist loadfile --no-loadscope-reorder -m "not browser and not nightly"

browser: $(VENV)/dev.installed
	CHROMIUM="$$(sh tests/browser/chromium.sh $(BIN))" && CHROMIUM="$$CHROMIUM" $(BIN)/pytest -q -m "browser and not nightly" tests/browser

# What is slow and rarely breaks, browser journeys included: run it before a release, or every night.
nightly: $(VENV)/dev.installed
	CHROMIUM="$$(sh tests/browser/chromium.sh $(BIN))" && CHROMIUM="$$CHROMIUM" CREDITVIZ_HYPOTHESIS=nightly $(BIN)/pytest -q -n auto --dist loadfile --no-loadscope-reorder -m nightly

bench: $(VENV)/dev.installed
	$(BIN)/python -m benchmarks.bench

$(VENV)/torch.installed:
	$(PYTHON) -c "import sys; sys.exit('creditviz needs Python 3.11 or newer, however: ' + sys.version.split()[0] + '. Name one: make app PYTHON=python3.12') if sys.version_info < (3, 11) else None"
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet "$$(grep '^torch==' requirements.txt)"
	touch $@

$(VENV)/app.installed: requirements.lock requirements.txt $(VENV)/torch.installed
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	touch $@

$(VENV)/dev.installed: requirements-dev.txt $(VENV)/app.installed
	$(BIN)/pip install --quiet -r requirements-dev.txt
	touch $@

# CycloneDX: every installed package with its version and licence.
release: $(VENV)/dev.installed
	mkdir -p dist
	$(BIN)/cyclonedx-py environment --output-format JSON --output-file dist/creditviz.cdx.json $(BIN)/python

lock: $(VENV)/dev.installed
	{ sed -n '/^#/p;/^[^#]/q' requirements.lock; grep -v '^torch==' requirements.txt | sed 's/#.*//' | $(BIN)/uv pip compile \
	  --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet -; } > requirements.lock.new
	mv requirements.lock.new requirements.lock

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
