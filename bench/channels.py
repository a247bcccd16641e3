"""Connected channels of notifications: the memory they take, and how soon all of them hear a change.

    cargo build --release -p callroster && python3 bench/channels.py target/release/callroster

Linux only: it reads /proc. The bar: 5,000 channels within 500 MiB.
"""

import asyncio
import base64
import http.client
import json
import os
import re
import resource
import subprocess
import sys
import threading
import time

CLIENT = "11111111-1111-4111-8111-111111111111", "a-secret-of-the-bench"
ON_QUEUE = "e08eaf1b-ee47-4fa9-a231-1200e284798f"
PER_CLIENT = 20


class Server:
    """A server that keeps its data in memory."""

    def __init__(self, binary, connections):
        names = "CALLROSTER_BOOTSTRAP_CLIENT_ID", "CALLROSTER_BOOTSTRAP_CLIENT_SECRET"
        options = ["--rate-limit", "off", "--token-rate-limit", "off"]
        self.process = subprocess.Popen(
            [binary, "serve", "--data", "memory", "--listen", "127.0.0.1:0", *options,
             "--max-connections", str(connections + 100)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=os.environ | dict(zip(names, CLIENT)),
        )
        line = self.process.stdout.readline()
        self.host = line.strip().rsplit("//", 1)[1].split()[0]
        # It may write more, and must not be kept waiting.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        self.connection = http.client.HTTPConnection(self.host)

    def ask(self, method, path, authorization, body=None):
        kind = "application/json"
        if isinstance(body, str):
            kind = "application/x-www-form-urlencoded"
        elif body is not None:
            body = json.dumps(body)
        headers = {"Authorization": authorization, "Content-Type": kind}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        assert answer.status < 300, (method, path, answer.status, text)
        return json.loads(text) if text else None

    def token(self, client, secret):
        basic = base64.b64encode(f"{client}:{secret}".encode()).decode()
        form = "grant_type=client_credentials"
        return "Bearer " + self.ask("POST", "/oauth/token", f"Basic {basic}", form)["access_token"]

    def memory(self):
        status = open(f"/proc/{self.process.pid}/status").read()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024


def make_channels(server, admin, user, count):
    """Channels that hear what the user does; a client has 20 of them at most."""
    channels = []
    while len(channels) < count:
        body = {"name": f"Listener {len(channels)}", "authorizedGrantType": "CLIENT-CREDENTIALS"}
        made = server.ask("POST", "/api/v2/oauth/clients", admin, body)
        token = server.token(made["id"], made["secret"])
        for _ in range(min(PER_CLIENT, count - len(channels))):
            channel = server.ask("POST", "/api/v2/notifications/channels", token)["id"]
            path = f"/api/v2/notifications/channels/{channel}/subscriptions"
            topic = f"v2.users.{user}?presence&routingStatus"
            server.ask("POST", path, token, [{"id": topic}])
            channels.append(channel)
    return channels


async def connect(host, channel):
    reader, writer = await asyncio.open_connection(*host.split(":"))
    writer.write(
        f"GET /channels/{channel} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    head = await reader.readuntil(b"\r\n\r\n")
    assert b" 101 " in head, head
    return reader, writer


async def measure(server, count):
    admin = server.token(*CLIENT)
    body = {"name": "Ada Example", "email": "ada@example.com"}
    user = server.ask("POST", "/api/v2/users", admin, body)["id"]
    print(f"before: {server.memory():.0f} MiB")
    channels = make_channels(server, admin, user, count)
    sockets = []
    for place in range(0, count, 100):
        some = channels[place:place + 100]
        sockets += await asyncio.gather(*(connect(server.host, channel) for channel in some))
    await asyncio.sleep(2)
    print(f"{count} channels connected: {server.memory():.0f} MiB")
    body = {"presenceDefinition": {"id": ON_QUEUE}}
    server.ask("PATCH", f"/api/v2/users/{user}/presences/purecloud", admin, body)
    answered = time.time()
    await asyncio.gather(*(reader.readexactly(2) for reader, _ in sockets))
    print(f"all heard a change {(time.time() - answered) * 1000:.0f} ms after its answer")


def main():
    binary = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
    resource.setrlimit(resource.RLIMIT_NOFILE, (count + 1000, count + 1000))
    server = Server(binary, count)
    try:
        asyncio.run(measure(server, count))
    finally:
        server.process.terminate()
        server.process.wait()


if __name__ == "__main__":
    main()
