# Copy to terraform.tfvars. Token and key do not belong here: they come from DO_PAT and SSH_PUB_KEY.
admin_networks = ["203.0.113.7/32"]
scrape_jobs    = { hello = ["10.40.0.5:8081"] }
