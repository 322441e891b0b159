# The commands of the project; each is a script in .ci that says what it does.
.PHONY: help setup run dev test lint e2e bench browser

help: ## this list
	@sed -n 's/^\([a-z0-9]*\):.*## /\1\t/p' Makefile | expand -t 12

run: ## installs what is missing, builds, makes the demo tenant once, serves http://127.0.0.1:3000
	@.ci/start

dev: ## serves a quick build and starts anew when a source changes
	@.ci/dev

test: ## everything that has to hold before a change lands
	@.ci/test

lint: ## form, lints and documentation
	@.ci/lint

e2e: ## the end-to-end tests only; screenshots in end2end/results/screens
	@.ci/setup test
	@.ci/browser
	@cargo build -p server
	@.ci/e2e

bench: ## throughput, latency, fairness, backlog, idling, long logs and pages, beside a relay that keeps nothing
	@.ci/bench

setup: ## installs what the tests need
	@.ci/setup test

browser: ## the browser's half, into target/site
	@.ci/setup run
	@.ci/browser
