# Written anew whenever the droplet has another address; `make run-ansible` reads it.
resource "local_file" "inventory" {
  filename        = "${path.module}/../ansible/inventory/hosts.yaml"
  file_permission = "0640"
  content = templatefile("${path.module}/templates/hosts.yaml.tftpl", {
    name        = digitalocean_droplet.prometheus.name
    address     = digitalocean_droplet.prometheus.ipv4_address
    scrape_jobs = var.scrape_jobs
  })
}
