# Les gestes du portail. « make » seul les énumère ; il ne faut que make, Python ≥ 3.11 et venv.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

# A stamp is laid only once pip has succeeded: an interrupted install is begun again. Where the
# Python that made .venv has gone or is another (an upgrade of the host: the link leads to the new
# one, which finds no package), the stamps mean nothing.
$(shell $(BIN)/python -c 'import pip' 2>/dev/null || rm -f $(VENV)/.installed $(VENV)/.installed-dev)

# Drivers that were added once are kept up to date with the rest, and come along into a new .venv.
has = $(wildcard $(VENV)/lib/python3*/site-packages/$(1)/__init__.py)
DRIVERS := $(if $(call has,psycopg),requirements-postgresql.txt) $(if $(call has,redis),requirements-redis.txt)

# Many tests wait for a browser, a server or a clock: one worker more than there are cores. Files in their
# order: those of the browser, the longest, come first.
SIDE_BY_SIDE = -n $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1) --dist loadfile --no-loadscope-reorder

.PHONY: help run install test one test-postgresql ecrans check fix lock translations bench

help: ## énumère ces commandes
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-16s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run: $(VENV)/.installed ## sert la démonstration (PORT=8000 ; RESET=1 la recommence)
	@exec $(BIN)/python -m commands.demo --port $(PORT) $(if $(filter-out 0 non,$(RESET)),--reset)

install: $(VENV)/.installed ## installe le portail dans .venv, ou le met à niveau
	@echo "Les paquets du portail sont à jour dans $(VENV)."

test: $(VENV)/.installed-dev check ## vérifie le code puis lance tous les tests (TESTS=tests/… pour une partie)
	@$(BIN)/python -m pytest -q $(if $(TESTS),,$(SIDE_BY_SIDE)) $(TESTS)

one: $(VENV)/.installed-dev ## lance une partie des tests, sans les vérifications (TESTS="tests/domain -k links")
	@$(BIN)/python -m pytest -q $(TESTS)

test-postgresql: $(VENV)/.installed-dev ## relance sur PostgreSQL les tests qui se servent d'une base
	@TESTS_DATABASE=postgresql $(BIN)/python -m pytest -q $(if $(TESTS),,$(SIDE_BY_SIDE)) $(TESTS)

ecrans: $(VENV)/.installed-dev ## photographie chaque page dans build/ecrans, et refait les images des guides (il faut Chromium)
	@rm -rf build/ecrans
	@ECRANS=1 $(BIN)/python -m pytest -q tests/browser

check: $(VENV)/.installed-dev ## vérifie le style, les types et le sens des imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

fix: $(VENV)/.installed-dev ## corrige du style ce qui se corrige tout seul, les longues lignes des documents aussi
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/python -m tools.wrap_documents

lock: $(VENV)/.installed-dev ## dit quels paquets ont une version plus récente, et si l'ensemble s'accorde
	@$(PIP) check
	@$(PIP) list --outdated

translations: ## compile translations/ (demande msgfmt, du paquet gettext)
	@msgfmt --check --output-file=translations/fr/LC_MESSAGES/messages.mo translations/fr/LC_MESSAGES/messages.po

bench: $(VENV)/.installed-dev ## mesure le portail
	@$(BIN)/python -m bench $(ARGS)

define make-venv
if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	"$(PYTHON)" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Il faut Python 3.11 ou plus récent, avec venv (Debian : apt install python3-venv). Un autre que « $(PYTHON) » se nomme ainsi : make $(or $(MAKECMDGOALS),run) PYTHON=/chemin/de/python3.11" >&2; exit 2; }; \
	"$(PYTHON)" -m venv --clear $(VENV); \
fi
endef

define pip-install
echo "Installation de $(subst --requirement,et,$(1)) dans $(VENV) (une minute environ la première fois)…"; \
$(PIP) install --quiet --requirement $(1) || { \
	echo "L'installation n'a pas abouti (voir ci-dessus). Quand la cause est levée, la même commande la reprend." >&2; exit 2; }
endef

$(VENV)/.installed: requirements.txt tools/flask $(DRIVERS)
	@$(make-venv)
	@$(call pip-install,$(strip requirements.txt $(addprefix --requirement ,$(strip $(DRIVERS)))))
	@install -m 755 tools/flask $(BIN)/flask
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements-postgresql.txt requirements-redis.txt $(VENV)/.installed
	@$(call pip-install,requirements-dev.txt)
	@touch $@
