variable "do_token" {
  description = "Token of the DigitalOcean API, with the right to write. `make tf-plan` takes it from DO_PAT."
  type        = string
  sensitive   = true
}

variable "ssh_pub_key" {
  description = "Path of the public key that may log in to the droplet. `make tf-plan` takes it from SSH_PUB_KEY."
  type        = string
  sensitive   = true

  validation {
    condition     = can(regex("^(ssh-ed25519|ecdsa-sha2-|ssh-rsa) ", file(pathexpand(var.ssh_pub_key))))
    error_message = "This must be the path of a public OpenSSH key, for example ~/.ssh/id_ed25519.pub."
  }
}

variable "admin_networks" {
  description = "Networks, as CIDR, from which people reach the droplet's SSH and Prometheus."
  type        = list(string)

  validation {
    condition     = length(var.admin_networks) > 0 && alltrue([for network in var.admin_networks : can(cidrhost(network, 0)) && !endswith(network, "/0")])
    error_message = "Name at least one network as CIDR, and never the whole internet."
  }
}

variable "region" {
  description = "Region of everything."
  type        = string
  default     = "fra1"
}

variable "network" {
  description = "Addresses of the private network; none that the account uses elsewhere."
  type        = string
  default     = "10.40.0.0/20"
}

variable "droplet_image" {
  description = "Image of the droplet: one with cloud-init and Python 3, which Ansible needs."
  type        = string
  default     = "ubuntu-24-04-x64"
}

variable "droplet_size" {
  description = "Size of the droplet. Prometheus keeps the fleet's series of five weeks in two gigabytes."
  type        = string
  default     = "s-1vcpu-2gb"
}

variable "kubernetes_version" {
  description = "Minor version of Kubernetes, with its last dot; the newest patch of it is taken when the cluster is made."
  type        = string
  default     = "1.34."
}

variable "node_size" {
  description = "Size of the cluster's nodes."
  type        = string
  default     = "s-2vcpu-4gb"
}

variable "nodes" {
  description = "Fewest and most nodes; the cluster adds and removes them as pods ask for room."
  type        = object({ min = number, max = number })
  default     = { min = 2, max = 5 }

  validation {
    condition     = var.nodes.min >= 2 && var.nodes.max >= var.nodes.min
    error_message = "Two nodes are the fewest that can be upgraded without a gap."
  }
}

variable "scrape_jobs" {
  description = "What the droplet's Prometheus asks: targets as host:port, by the name of their service."
  type        = map(list(string))
  default     = {}
}
