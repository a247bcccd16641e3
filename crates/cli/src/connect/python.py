# pip install PureCloudPlatformClientV2
import os

import PureCloudPlatformClientV2

PureCloudPlatformClientV2.configuration.host = "{url}"
client = PureCloudPlatformClientV2.api_client.ApiClient().get_client_credentials_token(
    os.environ["CALLROSTER_CLIENT_ID"], os.environ["CALLROSTER_CLIENT_SECRET"]
)
