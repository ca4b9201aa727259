# The commands of essayplanner. Each sets up what it needs first and asks nothing.
# The work is done by the short scripts in .ci/.

PORT ?= 8000
export PORT

.PHONY: help run dev test soak bench

help: ## List the commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

run: ## Serve the app on 127.0.0.1 (PORT=8123 for another port)
	@bash .ci/serve

dev: ## Serve it for development: reloads on each change
	@bash .ci/develop

test: ## Every check and every test, on SQLite and on PostgreSQL
	@bash .ci/test

soak: ## The tests that have a long form, at full size, on both databases
	@bash .ci/soak

bench: ## Measure the app beside the floor in bench/
	@bash .ci/bench
