# export GENESYSCLOUD_OAUTHCLIENT_ID="$CALLROSTER_CLIENT_ID"
# export GENESYSCLOUD_OAUTHCLIENT_SECRET="$CALLROSTER_CLIENT_SECRET"
terraform {
  required_providers {
    genesyscloud = {
      source = "mypurecloud/genesyscloud"
    }
  }
}

provider "genesyscloud" {
  # Any region works, because the gateway decides. It must be a block: the provider reads the
  # variables for the gateway only beside one.
  aws_region = "us-east-1"

  gateway {
    host     = "{host}"
    port     = "{port}"
    protocol = "{protocol}"
  }
}
