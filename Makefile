# The user's door: every target sets up what it needs by itself. `make help` lists them.
#
#   TALK=approaches     which talk (a folder with a talk.toml, or the name of one below talks/)
#   PART=faces          one part of the talk as a deck of its own
#   MINUTES=5           how long it may be; wordings and optional passages are chosen to fit
#   PROFILE=quick       how large the experiments are: smoke, quick, small, full
#   RESULTS=recorded    use the records kept beside the talk instead of training, or those of a folder
#   SHARE=0.1           for `make soak`: a tenth of its kills, pages, builds and edits
#   HOST=USER@HOST      for `make gpu`: the machine with the GPU, reached by SSH; this one without it
#   ARGS=...            anything more for the program

TALK ?= approaches
PART ?=
MINUTES ?=
PROFILE ?=
RESULTS ?=
SHARE ?= 1
ARGS ?=

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; exit; }; done)
VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/plainspoken
ONLY := $(if $(PART),--part $(PART))
OPTIONS := $(ONLY) $(if $(MINUTES),--minutes $(MINUTES)) $(if $(RESULTS),--results $(RESULTS)) $(if $(PROFILE),--profile $(PROFILE)) $(ARGS)

# Compiled bytecode makes every start faster; some images switch it off.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help talk parts video lint budget shorten watch voices doctor gpu setup test soak test-tools check format clean

help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@sed -n 's/^#   /  /p' $(MAKEFILE_LIST)

talk: $(VENV)/.ready ## Train, fill the pages, check the words, speak them, assemble the deck
	@$(RUN) talk $(TALK) $(OPTIONS)

parts: $(VENV)/.ready ## Each part of the talk as a deck of its own
	@$(RUN) talk $(TALK) --parts $(OPTIONS)

video: $(VENV)/.ready ## The same, and an MP4 with captions and chapters
	@$(RUN) talk $(TALK) --video $(OPTIONS)

lint: $(VENV)/.ready ## Find what is wrong with the script
	@$(RUN) lint $(TALK) $(if $(PART),,--parts) $(OPTIONS)

budget: $(VENV)/.ready ## Words, syllables and seconds by page
	@$(RUN) budget $(TALK) $(OPTIONS)

shorten: $(VENV)/.ready ## Show what could be said in fewer syllables
	@$(RUN) shorten $(TALK) --diff $(OPTIONS)

watch: $(VENV)/.ready ## Build again at each save and refresh the player
	@$(RUN) watch $(TALK) $(OPTIONS)

voices: $(VENV)/.ready ## The voices that can speak here
	@$(RUN) voices

doctor: $(VENV)/.ready ## What is here, what is missing, and what to do about it
	@$(RUN) doctor

gpu: ## Train the emotion study at full size on a machine with a GPU, and bring its records here
	@benchmarks/gpu_study.sh $(HOST)

setup: $(VENV)/.ready ## Only set up

test: $(VENV)/.ready-test test-tools check ## Set up, check the code and run all tests
	@CLUSTER_TESTS=required $(BIN)/pytest -n auto --dist worksteal $(ARGS)

soak: $(VENV)/.ready-test ## Fifty kills of each kind, 10,000 pages, 500 builds, 1,000 edits, new random tests: some hours
	@$(BIN)/python tests/reliability/soak.py $(SHARE) $(ARGS)

check: $(VENV)/.ready-test ## Lint and type-check the code, and check which package imports which
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports --no-cache --no-logo

format: $(VENV)/.ready-test ## Format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

clean: ## Delete everything generated (the environment stays)
	rm -rf build

# The tools that some tests look with: LibreOffice, Chromium, Microsoft's validator. Where they can't be installed,
# those tests are skipped and say so.
test-tools:
	@tests/tools.sh

$(VENV)/bin/uv:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; install it, or name it with make PYTHON=/path/to/python3" >&2; exit 2; }
	@echo "Setting up $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { \
		rm -rf $(VENV); \
		echo "This Python cannot make virtual environments by itself; installing its venv package"; \
		{ apt-get update -q && apt-get install -y -q python3-venv || sudo -n sh -c "apt-get update -q && apt-get install -y -q python3-venv"; } >/dev/null 2>&1 \
		&& $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Install it by hand: apt-get install python3-venv" >&2; exit 2; }; }
	@$(BIN)/python -m pip install -q --disable-pip-version-check "uv>=0.8,<1"

# Everything: the extras of pyproject.toml. Without a GPU, the CPU build of PyTorch (0.2 GB for 5) if the index that has it
# can be reached; else the one build that there is. Voices with an installation of their own come after.
EXTRAS := all
INSTALL := $(BIN)/uv pip install --python $(BIN)/python -c constraints.txt
VOICE := tts/voice_packages/hibari.txt
GPU := $(or $(wildcard /dev/nvidia0 /dev/kfd),$(filter Darwin,$(shell uname -s)))

$(VENV)/.ready: pyproject.toml constraints.txt $(VOICE) | $(VENV)/bin/uv
	@echo "Installing what is needed (0.8 GB; with the GPU build of PyTorch about 5 GB the first time)"
	@$(if $(GPU),,$(INSTALL) -q --torch-backend cpu -e '.[$(EXTRAS)]' 2>/dev/null ||) $(INSTALL) -e '.[$(EXTRAS)]'
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --require-hashes -r $(VOICE) 2>/dev/null || \
		echo "The neural voice cannot be installed here: espeak-ng will speak (plainspoken doctor says more)"
	@touch $@

$(VENV)/.ready-test: $(VENV)/.ready pyproject.toml constraints.txt
	@$(INSTALL) -e '.[cluster]' --group test
	@touch $@
