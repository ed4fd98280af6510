data "digitalocean_kubernetes_versions" "offered" {
  version_prefix = var.kubernetes_version
}

resource "digitalocean_kubernetes_cluster" "fleet" {
  name          = "flotilla"
  region        = var.region
  version       = data.digitalocean_kubernetes_versions.offered.latest_version
  vpc_uuid      = digitalocean_vpc.fleet.id
  ha            = true
  auto_upgrade  = true
  surge_upgrade = true

  # Where pods live: apart from the private network, so that the firewall can name both.
  cluster_subnet = "10.41.0.0/16"
  service_subnet = "10.42.0.0/19"

  maintenance_policy {
    day        = "sunday"
    start_time = "03:00"
  }

  node_pool {
    name       = "services"
    size       = var.node_size
    auto_scale = true
    min_nodes  = var.nodes.min
    max_nodes  = var.nodes.max
  }

  lifecycle {
    # Patches come by themselves on Sundays; a plan is not to take them back.
    ignore_changes = [version]
  }
}
