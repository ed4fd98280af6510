# Copy to backend.hcl. DigitalOcean's Spaces speak S3; the keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
bucket                      = "flotilla-terraform"
key                         = "fleet.tfstate"
region                      = "us-east-1"
endpoints                   = { s3 = "https://fra1.digitaloceanspaces.com" }
skip_credentials_validation = true
skip_metadata_api_check     = true
skip_region_validation      = true
skip_requesting_account_id  = true
skip_s3_checksum            = true
