terraform {
  required_version = ">= 1.9.0"

  required_providers {
    digitalocean = {
      source  = "digitalocean/digitalocean"
      version = "~> 2.43"
    }
    local = {
      source  = "hashicorp/local"
      version = "~> 2.5"
    }
  }

  # The state has secrets and belongs to nobody's laptop: backend.hcl, beside backend.example.hcl, says where it lies.
  backend "s3" {}
}

provider "digitalocean" {
  token = var.do_token
}
