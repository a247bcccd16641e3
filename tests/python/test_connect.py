"""The lines that `callroster connect python` prints, run as they are printed."""

import json
import os
import subprocess
import sys

import server as servers

THEN = """
import json
import PureCloudPlatformClientV2
organization = PureCloudPlatformClientV2.OrganizationApi(client).get_organizations_me()
print(json.dumps(organization.id))
"""


def test_the_printed_lines_sign_in(server, api, tmp_path):
    lines = server.command("connect", "python", "--server", server.url)
    script = tmp_path / "connect.py"
    script.write_text(lines + THEN)
    done = subprocess.run(
        [sys.executable, script],
        env={
            **os.environ,
            "CALLROSTER_CLIENT_ID": servers.CLIENT_ID,
            "CALLROSTER_CLIENT_SECRET": servers.CLIENT_SECRET,
        },
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, f"{lines}\n{done.stderr}"
    last = done.stdout.strip().splitlines()[-1]
    assert json.loads(last) == api.organization.get_organizations_me().id
