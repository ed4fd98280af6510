resource "digitalocean_ssh_key" "admin" {
  name       = "flotilla-prometheus"
  public_key = trimspace(file(pathexpand(var.ssh_pub_key)))
}

resource "digitalocean_droplet" "prometheus" {
  name       = "prometheus-1"
  image      = var.droplet_image
  region     = var.region
  size       = var.droplet_size
  vpc_uuid   = digitalocean_vpc.fleet.id
  ssh_keys   = [digitalocean_ssh_key.admin.fingerprint]
  backups    = true
  monitoring = true
  user_data  = templatefile("${path.module}/templates/cloud-init.yaml.tftpl", { public_key = digitalocean_ssh_key.admin.public_key })

  lifecycle {
    # What cloud-init did is done: another key is for Ansible, and for no new machine.
    ignore_changes = [user_data]
  }
}
