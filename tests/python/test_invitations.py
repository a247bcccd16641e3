"""What an invitation leaves in the log."""

import email
import os
import re
import time
import urllib.parse

import pytest

import conftest
import server as servers

CHOSEN = "Chosen-by-the-user-1"


@pytest.fixture(scope="module")
def outbox(tmp_path_factory):
    return tmp_path_factory.mktemp("outbox")


@pytest.fixture(scope="module")
def server(outbox):
    """A server that writes its mail where the tests read it."""
    with servers.Server("--mail-outbox", str(outbox)) as running:
        yield running


@pytest.fixture(scope="module")
def api(server):
    return conftest.sign_in(server)


def mail_to(outbox, address):
    """Waits for the mail to somebody: it leaves after the answer."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        names = [name for name in os.listdir(outbox) if name.endswith(".eml")]
        mails = [email.message_from_bytes((outbox / name).read_bytes()) for name in names]
        found = [mail for mail in mails if address in mail["To"]]
        if found:
            return found[0]
        time.sleep(0.01)
    raise AssertionError(f"no mail to {address}")


def link_in(server, mail):
    text = mail.get_payload(decode=True).decode()
    (link,) = re.findall(r"https?://\S+/activate\?token=\S+", text)
    assert link.startswith(server.url)
    return link.removeprefix(server.url)


def follow(server, link, password):
    token = urllib.parse.parse_qs(urllib.parse.urlsplit(link).query)["token"][0]
    form = {"token": token, "password": password, "confirm": password}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return server.request("POST", "/activate", urllib.parse.urlencode(form), headers=headers)


def test_no_log_holds_a_link_or_a_password(server, api, new_user, outbox):
    user = new_user()
    api.users.post_user_invite(user.id)
    link = link_in(server, mail_to(outbox, user.email))
    assert follow(server, link, CHOSEN).status == 200
    said = server.said()
    assert link.partition("token=")[2] not in said and CHOSEN not in said
