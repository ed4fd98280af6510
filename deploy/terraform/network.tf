resource "digitalocean_vpc" "fleet" {
  name     = "flotilla-${var.region}"
  region   = var.region
  ip_range = var.network
}

resource "digitalocean_firewall" "prometheus" {
  name        = "flotilla-prometheus"
  droplet_ids = [digitalocean_droplet.prometheus.id]

  dynamic "inbound_rule" {
    for_each = toset(["22", "9090"])
    content {
      protocol         = "tcp"
      port_range       = inbound_rule.value
      source_addresses = var.admin_networks
    }
  }

  # Packages, the release of Prometheus, names and the time; and whatever it scrapes inside.
  dynamic "outbound_rule" {
    for_each = toset(["tcp/53", "tcp/80", "tcp/443", "udp/53", "udp/123"])
    content {
      protocol              = split("/", outbound_rule.value)[0]
      port_range            = split("/", outbound_rule.value)[1]
      destination_addresses = ["0.0.0.0/0", "::/0"]
    }
  }

  outbound_rule {
    protocol              = "tcp"
    port_range            = "1-65535"
    destination_addresses = [digitalocean_vpc.fleet.ip_range, digitalocean_kubernetes_cluster.fleet.cluster_subnet]
  }
}
