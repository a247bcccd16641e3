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
  # Any region will do, the gateway decides. It has to be a block: the provider's variables for it
  # count only beside one.
  aws_region = "us-east-1"

  gateway {
    host     = "{host}"
    port     = "{port}"
    protocol = "{protocol}"
  }
}
