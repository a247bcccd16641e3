"""Starts the `callroster` binary for a test and speaks plain HTTP to it."""

import base64
import json
import os
import queue
import subprocess
import tempfile
import threading
import urllib.error
import urllib.parse
import urllib.request
import uuid

BINARY = os.environ.get("CALLROSTER_BINARY", "callroster")
DATABASE_URL = os.environ.get("CALLROSTER_TEST_DATABASE_URL")

ADMIN_EMAIL = "admin@example.com"
ADMIN_PASSWORD = "Correct-Horse-Battery-9"
CLIENT_ID = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
CLIENT_SECRET = "a-secret-that-only-tests-know"

START_SECONDS = 60


class Answer:
    """An HTTP answer, whatever its status."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)


class Server:
    """One running server with data of its own: a folder, or a schema of the test database."""

    def __init__(self, *options):
        self.folder = tempfile.TemporaryDirectory(prefix="callroster-test-")
        if DATABASE_URL:
            self.storage = ["--database-url", new_schema()]
        else:
            self.storage = ["--data", os.path.join(self.folder.name, "data")]
        for limit in ("--rate-limit", "--token-rate-limit"):
            if limit not in options:
                options = (*options, limit, "off")
        environment = {
            **os.environ,
            "CALLROSTER_BOOTSTRAP_CLIENT_ID": CLIENT_ID,
            "CALLROSTER_BOOTSTRAP_CLIENT_SECRET": CLIENT_SECRET,
            "CALLROSTER_ADMIN_EMAIL": ADMIN_EMAIL,
            "CALLROSTER_ADMIN_PASSWORD": ADMIN_PASSWORD,
        }
        # These name the binary and the database to the tests; the server would warn of them.
        environment.pop("CALLROSTER_BINARY", None)
        environment.pop("CALLROSTER_TEST_DATABASE_URL", None)
        self.log = open(os.path.join(self.folder.name, "log"), "w+")
        self.process = subprocess.Popen(
            [BINARY, "serve", "--listen", "127.0.0.1:0", *self.storage, *options],
            env=environment,
            cwd=self.folder.name,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        try:
            self.url = self._address()
            health = self.get("/health")
            assert health.status == 200, f"GET /health answers {health.status} after the start"
        except BaseException:
            self.stop()
            raise

    def _address(self):
        """Reads the address that the server prints, and keeps reading so that it never blocks."""
        found = queue.Queue()

        def read():
            for line in self.process.stdout:
                before, marker, url = line.partition("callroster is listening on ")
                if marker:
                    found.put(url.strip())
            found.put(None)

        threading.Thread(target=read, daemon=True).start()
        try:
            url = found.get(timeout=START_SECONDS)
        except queue.Empty:
            said = self.said()
            raise AssertionError(f"the server printed no address; it said:\n{said}") from None
        assert url, f"the server ended at once; it said:\n{self.said()}"
        return url

    def said(self):
        self.log.seek(0)
        return self.log.read()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.log.close()
        self.folder.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def command(self, *arguments):
        """Runs another `callroster` command; answers what it prints."""
        done = subprocess.run(
            [BINARY, *arguments], cwd=self.folder.name, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, f"`callroster {' '.join(arguments)}`: {done.stderr}"
        return done.stdout

    def user_token(self, email):
        return self.command("token", "--user", email, *self.storage).strip()

    def sign_in(self, client_id, secret, grant_type="client_credentials"):
        credentials = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
        return self.request(
            "POST",
            "/oauth/token",
            body=urllib.parse.urlencode({"grant_type": grant_type}),
            headers={
                "Authorization": f"Basic {credentials}",
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )

    def get(self, path, token=None):
        return self.request("GET", path, token=token)

    def request(self, method, path, body=None, token=None, headers=None):
        """Sends exactly this; a body that is no text is sent as JSON."""
        headers = dict(headers or {})
        if token is not None:
            headers.setdefault("Authorization", f"Bearer {token}")
        if body is not None and not isinstance(body, (str, bytes)):
            body = json.dumps(body)
        if isinstance(body, str):
            body = body.encode()
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
        request = urllib.request.Request(self.url + path, data=body, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return Answer(response.status, response.headers, response.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())


def new_schema():
    """Makes an empty schema in the test database; answers the address that points into it."""
    schema = f"test_{uuid.uuid4().hex}"
    subprocess.run(
        ["psql", "--quiet", "--no-psqlrc", "--command", f"CREATE SCHEMA {schema}", DATABASE_URL],
        check=True,
    )
    separator = "&" if "?" in DATABASE_URL else "?"
    return f"{DATABASE_URL}{separator}options=-csearch_path%3D{schema}"
