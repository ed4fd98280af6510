.DEFAULT_GOAL := help
.PHONY: help test run build check

help: ## show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

test: ## run every test
	npm test

run: ## start the whole fleet on http://localhost:8000
	npm start

build: ## bundle every program into dist/
	npm run build

check: ## everything that continuous integration runs
	.ci/run
