"""Invitations: sent once, followed once."""

import email
import os
import re
import time
import urllib.parse
import uuid

import pytest

import conftest
import server as servers
from test_users_passwords import own_password

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


def mails_to(outbox, address, count=1):
    """Waits for the mail to somebody: a mail leaves after the answer."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        names = [name for name in os.listdir(outbox) if name.endswith(".eml")]
        mails = [email.message_from_bytes((outbox / name).read_bytes()) for name in names]
        found = [mail for mail in mails if address in mail["To"]]
        if len(found) >= count:
            return found
        time.sleep(0.01)
    raise AssertionError(f"no mail to {address}")


def link_in(server, mail):
    text = mail.get_payload(decode=True).decode()
    (link,) = re.findall(r"https?://\S+/activate\?token=\S+", text)
    assert link.startswith(server.url)
    return link.removeprefix(server.url)


def follow(server, link, password, confirm=None):
    token = urllib.parse.parse_qs(urllib.parse.urlsplit(link).query)["token"][0]
    form = {"token": token, "password": password, "confirm": confirm or password}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return server.request("POST", "/activate", urllib.parse.urlencode(form), headers=headers)


def test_an_invited_user_chooses_a_password_once(server, api, new_user, outbox, refused):
    user = new_user(name="Zoë Example")
    assert api.users.post_user_invite(user.id) is None
    sent = api.users.get_user(user.id, expand=["dateWelcomeSent"]).date_welcome_sent
    assert sent is not None
    (mail,) = mails_to(outbox, user.email)
    assert "Zoë Example" in mail.get_payload(decode=True).decode()
    link = link_in(server, mail)
    page = server.get(link)
    assert page.status == 200
    assert b'name="password"' in page.body and b'name="confirm"' in page.body
    assert b"<script" not in page.body
    assert follow(server, link, CHOSEN).status == 200
    assert server.get(link).status == 410
    assert follow(server, link, "Chosen-by-another-2").status == 410
    own = conftest.sign_in_as(server, user.email)
    with refused(400, "invalid.value", ["oldPassword"]):
        own.users.post_users_me_password(own_password("Chosen-by-another-2", "Later-on-3"))
    own.users.post_users_me_password(own_password(CHOSEN, "Later-on-3"))


def test_a_pending_invitation_is_sent_again_only_by_force(server, api, new_user, outbox, refused):
    user = new_user()
    api.users.post_user_invite(user.id)
    (first,) = mails_to(outbox, user.email)
    with refused(409, "invitation.pending", [user.id]):
        api.users.post_user_invite(user.id)
    with refused(409, "invitation.pending"):
        api.users.post_user_invite(user.id, force=False)
    api.users.post_user_invite(user.id, force=True)
    links = {link_in(server, mail) for mail in mails_to(outbox, user.email, 2)}
    assert server.get(link_in(server, first)).status == 410
    assert sorted(server.get(link).status for link in links) == [200, 410]


def test_who_cannot_sign_in_is_not_invited(api, new_user, update, refused):
    user = update(new_user(), state="inactive")
    with refused(409, "user.inactive", [user.id]):
        api.users.post_user_invite(user.id)
    api.users.delete_user(user.id)
    with refused(404):
        api.users.post_user_invite(user.id)
    with refused(404):
        api.users.post_user_invite(str(uuid.uuid4()))


def test_an_invitation_takes_a_permission(employee, new_user, refused):
    with refused(403, "missing.any.permissions", ["directory:user:setPassword"]):
        employee.users.post_user_invite(new_user().id)


def test_a_weak_password_leaves_the_link_as_it_is(server, api, new_user, outbox):
    user = new_user()
    api.users.post_user_invite(user.id)
    (mail,) = mails_to(outbox, user.email)
    link = link_in(server, mail)
    weak = follow(server, link, "short")
    assert weak.status == 400 and b"8 to 1024 characters" in weak.body
    assert follow(server, link, CHOSEN, "Another-1").status == 400
    assert follow(server, link, CHOSEN).status == 200


def test_no_log_holds_a_link_or_a_password(server, api, new_user, outbox):
    user = new_user()
    api.users.post_user_invite(user.id)
    (mail,) = mails_to(outbox, user.email)
    link = link_in(server, mail)
    assert follow(server, link, CHOSEN).status == 200
    said = server.said()
    assert link.partition("token=")[2] not in said and CHOSEN not in said
