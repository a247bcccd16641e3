"""Requests as Terraform's provider, `gc` and Go programs send them: JSON without an SDK in between.

The programs themselves were not run here. What they send, and in which order, was read in their
sources; it is said again in these tests in our own words.
"""

import contextlib
import uuid


class Refusal(AssertionError):
    """An answer that is none of success."""

    def __init__(self, answer, what):
        super().__init__(f"{what}: {answer.status} {answer.body!r}")
        self.status = answer.status
        self.code = answer.json.get("code") if answer.body else None


class Provider:
    """One program with a token of its own."""

    def __init__(self, server, token):
        self.server = server
        self.token = token

    def send(self, method, path, body=None):
        # The Go SDK names the type of what it sends even where it sends nothing.
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        answer = self.server.request(method, path, body=body, token=self.token, headers=headers)
        if not 200 <= answer.status < 300:
            raise Refusal(answer, f"{method} {path}")
        return answer.json if answer.body else None

    def get(self, path):
        return self.send("GET", path)

    def post(self, path, body=None):
        return self.send("POST", path, body)

    def put(self, path, body):
        return self.send("PUT", path, body)

    def patch(self, path, body):
        return self.send("PATCH", path, body)

    def delete(self, path):
        return self.send("DELETE", path)

    def pages(self, path):
        """Everything of a listing: page after page, up to the last that the answer counts."""
        found, number = [], 1
        separator = "&" if "?" in path else "?"
        while True:
            page = self.get(f"{path}{separator}pageSize=100&pageNumber={number}")
            found += page["entities"]
            if number >= page.get("pageCount", 1):
                return found
            number += 1

    def gone(self, path):
        """After a deletion programs ask until the answer is 404; it is at once."""
        try:
            answer = self.get(path)
        except Refusal as refusal:
            return refusal.status == 404
        return answer.get("state") == "deleted"

    def configure(self):
        """Without these two the provider does not start."""
        products = self.get("/api/v2/authorization/products")
        assert isinstance(products["total"], int) and products["entities"] is not None
        assert self.get("/api/v2/organizations/me")["defaultCountryCode"]

    def home(self):
        return self.get("/api/v2/authorization/divisions/home")["id"]


@contextlib.contextmanager
def refused(status, code=None):
    """Expects a request to be refused."""
    try:
        yield
    except Refusal as refusal:
        assert refusal.status == status, refusal
        assert code is None or refusal.code == code, refusal
    else:
        raise AssertionError(f"answered, though {status} was expected")


def settled(read, sent, place="the answer"):
    """A second plan is empty when everything that was sent is read again, as it was sent."""
    if isinstance(sent, dict):
        assert isinstance(read, dict), f"{place}: {read!r} and not {sent!r}"
        for name, value in sent.items():
            settled(read.get(name), value, f"{place}.{name}")
    elif isinstance(sent, list):
        assert isinstance(read, list) and len(read) == len(sent), f"{place}: {read!r}, not {sent!r}"
        for number, (one, other) in enumerate(zip(read, sent)):
            settled(one, other, f"{place}[{number}]")
    else:
        assert read == sent, f"{place}: {read!r} and not {sent!r}"


def name(what):
    """A name that no other test has."""
    return f"{what} {uuid.uuid4().hex[:10]}"


def exact(fields, value):
    """A search for what a configuration names."""
    return {"fields": fields, "value": value, "type": "EXACT"}
