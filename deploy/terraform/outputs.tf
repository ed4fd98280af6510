output "prometheus_address" {
  description = "Address of the droplet."
  value       = digitalocean_droplet.prometheus.ipv4_address
}

output "cluster_id" {
  description = "For `doctl kubernetes cluster kubeconfig save`: credentials do not pass through Terraform's outputs."
  value       = digitalocean_kubernetes_cluster.fleet.id
}
