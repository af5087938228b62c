# Each target is one script in scripts/, which sets up what it needs. `make TARGET ARGS="..."` passes arguments on.
.DEFAULT_GOAL := help
.PHONY: help demo test check lint format test-all-pythons docs bench mutants fixtures clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-18s %s\n", $$1, $$2 }' Makefile

demo: ## Set up what is missing and read the built-in specimen card
	@scripts/demo $(ARGS)

test: ## Set up what is missing, then check everything and test the built wheel
	@scripts/test

check: ## The quick inner loop: static checks and the fast tests
	@scripts/check $(ARGS)

lint: ## The static checks alone
	@scripts/lint

format: ## Format the code and mend what can be mended by itself
	@scripts/run ruff check --fix
	@scripts/run ruff format

test-all-pythons: ## The fast tests against the wheel, with each supported Python found
	@scripts/test-pythons $(ARGS)

docs: ## Build the documentation into build/docs
	@scripts/docs

bench: ## Run the benchmarks
	@scripts/bench $(ARGS)

mutants: ## Change the code in thousands of small ways, and see which changes no test notices
	@scripts/mutants $(ARGS)

fixtures: ## Make the test data anew
	@scripts/run python fixtures/make.py $(ARGS)

clean: ## Remove everything that was built, and the environments
	rm -rf build dist mutants .venv .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
