# The words of daily work. Each calls an npm script or a tool, and holds no logic of its own.
.DEFAULT_GOAL := help
.PHONY: help test run build check image push deploy undeploy run-jaeger tf-init tf-plan tf-apply run-ansible

include deploy/pipelines/release.env

TAG ?= $(VERSION)
TERRAFORM := terraform -chdir=deploy/terraform
PLAN := $(CURDIR)/deploy/terraform/fleet.tfplan
JAEGER := docker.io/jaegertracing/jaeger:2.10.0

help: ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/^[^:]*Makefile://; s/:.*## /\t/' | expand -t 14

test: ## run every test
	npm test

run: ## start the whole fleet on http://localhost:8000
	npm start

build: ## bundle every program into dist/
	npm run build

check: ## everything that continuous integration runs
	.ci/run

image: ## build the image of the fleet, with Docker
	TAG=$(TAG) npm run release:image -- build

push: ## build the image and push it to the registry
	TAG=$(TAG) npm run release:image -- push

deploy: ## install the fleet and all around it into minikube or kind; `make image deploy` takes the image just built
	deploy/cluster/install.sh$(if $(filter image,$(MAKECMDGOALS)), --local-image)

undeploy: ## remove what deploy installed
	deploy/cluster/uninstall.sh

run-jaeger: ## Jaeger in one container; its pages are at http://localhost:16686
	docker run --rm --name jaeger -p 127.0.0.1:16686:16686 -p 127.0.0.1:4317:4317 -p 127.0.0.1:4318:4318 $(JAEGER)

tf-init: ## make Terraform ready; deploy/terraform/backend.hcl says where the state lies
	@test -e deploy/terraform/backend.hcl || { echo "deploy/terraform/backend.hcl is not there: copy backend.example.hcl, and say where the state lies" >&2; exit 1; }
	$(TERRAFORM) init -backend-config=backend.hcl

tf-plan: tf-init ## say what Terraform would change; DO_PAT is the token, SSH_PUB_KEY the path of a public key
	@TF_VAR_do_token="$$DO_PAT" TF_VAR_ssh_pub_key="$$SSH_PUB_KEY" $(TERRAFORM) plan -out=$(PLAN)

tf-apply: ## do what the last tf-plan said, once
	@test -e $(PLAN) || { echo "there is no plan to apply: run make tf-plan, and read what it says" >&2; exit 1; }
	@$(TERRAFORM) apply $(PLAN)
	@rm $(PLAN)

run-ansible: ## install Prometheus on the machine that Terraform made
	cd deploy/ansible && ansible-playbook prometheus.yaml
