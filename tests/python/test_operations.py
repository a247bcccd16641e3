"""Every operation through the SDK, from the table that the suites of all languages share."""

import datetime
import json
import pathlib
import re
import time

import PureCloudPlatformClientV2 as sdk
import pytest
from PureCloudPlatformClientV2.rest import ApiException

import conftest
import server as servers
from authenticator import Generator

TABLE = json.loads((pathlib.Path(__file__).parent.parent / "operations.json").read_text())
CALLS = [row for row in TABLE["calls"] if "class" in row]


# How long something may take until a call says it.
PATIENCE = 60
# What a call answers that was to be refused.
REFUSED = object()


def snake_case(name):
    return re.sub(r"(?<=[a-z0-9])[A-Z]", lambda letter: "_" + letter[0], name).lower()


class Story:
    """The calls of the table, in their order; each may use what those before it kept."""

    def __init__(self, running):
        self.server = running
        self.kept = {"clientId": servers.CLIENT_ID, "adminEmail": servers.ADMIN_EMAIL}
        there = json.loads(running.command("org", "create", "There", "--json", *running.storage))
        self.there = there["clientId"], there["clientSecret"]
        self.clients = {}
        self.failed = None

    def tell(self, row):
        """Makes one call. What follows a failure would only fail for want of what it kept."""
        if self.failed:
            pytest.fail(f"{self.failed} failed before", pytrace=False)
        self.failed = row["call"]
        self.call(row)
        self.failed = None

    def call(self, row):
        self.patience = time.monotonic() + PATIENCE
        if "request" in row:
            answer = self.request(row)
        else:
            answer = self.through_its_method(row)
        if answer is REFUSED:
            return
        while not self.says(answer, row.get("until", {})):
            assert time.monotonic() < self.patience, answer
            time.sleep(0.05)
            answer = self.through_its_method(row)
        if "answers" in row:
            self.compare(answer, row["answers"], row["call"])
        for name, path in row.get("keep", {}).items():
            value = answer
            for word in path.split("."):
                value = value[int(word) if word.isdigit() else word]
            self.kept[name] = value

    def request(self, row):
        """An operation of Callroster's own, for which the SDK has no method."""
        method, path = self.filled(row["request"]).split(" ")
        client = self.client(row.get("as", "client"))
        body = self.filled(row.get("with", {})).get("body")
        kind = "object" if row["answers"] else None
        answer = client.call_api(
            path, method, body=body, response_type=kind, auth_settings=["PureCloud OAuth"]
        )
        return on_the_wire(answer)

    def through_its_method(self, row):
        api = getattr(sdk, f"{row['class']}Api")(self.client(row.get("as", "client")))
        # Other SDKs tell names apart that differ in capitals alone; here they differ in underscores.
        method = getattr(api, snake_case(row["call"].removesuffix("0")))
        arguments = row.get("with", {}) | row.get("options", {})
        types = dict(
            (name, kind) for kind, name in re.findall(r":param (\S+) (\w+): ", method.__doc__)
        )
        names = {name: snake_case(name) for name in arguments}
        if "body" in names and "body" not in types:
            # A few methods call the body by what it is.
            others = set(names.values()) | {"function"}
            names["body"] = next(name for name in types if name not in others)
        given = {
            names[name]: model(self.filled(value), types[names[name]])
            for name, value in arguments.items()
        }
        if "refused" in row:
            expected = self.filled(row["refused"])
            with conftest.Refused(expected["status"], expected["code"], expected.get("naming", ())):
                method(**given)
            return REFUSED
        return on_the_wire(method(**given))

    def client(self, who):
        """The SDK's client for who calls; users sign in anew each time."""
        if who in ("client", "there"):
            if who not in self.clients:
                credentials = self.there if who == "there" else ()
                self.clients[who] = conftest.sign_in(self.server, *credentials).client
            return self.clients[who]
        email = servers.ADMIN_EMAIL if who == "admin" else who
        return conftest.sign_in_as(self.server, email).client

    def filled(self, value):
        """With what was kept in place of its names."""
        if isinstance(value, dict):
            return {self.filled(name): self.filled(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.filled(inner) for inner in value]
        if isinstance(value, str):
            return re.sub(r"\{(.+?)\}", lambda found: self.named(found[1]), value)
        return value

    def named(self, name):
        if name.startswith("code of "):
            return Generator(self.kept[name.removeprefix("code of ")]).code()
        if name == "last day":
            now = datetime.datetime.now(datetime.timezone.utc)
            ends = now - datetime.timedelta(days=1), now + datetime.timedelta(minutes=1)
            return "/".join(end.strftime("%Y-%m-%dT%H:%M:%S.000Z") for end in ends)
        return self.kept[name]

    def says(self, answer, until):
        return all(answer[name] == value for name, value in until.items())

    def compare(self, found, expected, place):
        if expected == "{any}":
            assert found is not None, place
        elif expected == "{date}":
            assert datetime.datetime.fromisoformat(found).tzinfo is not None, (place, found)
        elif isinstance(expected, dict):
            for name, inner in self.filled_names(expected):
                self.compare(found.get(name), inner, f"{place}.{name}")
        elif isinstance(expected, list):
            assert len(found) == len(expected), (place, found)
            for number, inner in enumerate(expected):
                self.compare(found[number], inner, f"{place}[{number}]")
        else:
            assert found == self.filled(expected), place

    def filled_names(self, expected):
        return [(self.filled(name), inner) for name, inner in expected.items()]


def model(value, kind):
    """Plain JSON as the models that the SDK takes: what a program would write out."""
    if kind.startswith("list["):
        return [model(inner, kind[5:-1]) for inner in value]
    kind = getattr(sdk, kind, None)
    if kind is None or not isinstance(value, dict):
        return value
    made = kind()
    names = {wire: name for name, wire in made.attribute_map.items()}
    for wire, inner in value.items():
        setattr(made, names[wire], model(inner, made.swagger_types[names[wire]]))
    return made


def on_the_wire(answer):
    """An answer of the SDK by its names on the wire."""
    return sdk.api_client.ApiClient().sanitize_for_serialization(answer)


@pytest.fixture(scope="module")
def story():
    with servers.Server(*TABLE["server"]) as running:
        yield Story(running)


@pytest.mark.parametrize("row", CALLS, ids=lambda row: row["call"])
def test_the_sdk_calls_what_is_served(story, row):
    story.tell(row)
