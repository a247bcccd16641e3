"""What an authenticator app shows."""

import base64
import hashlib
import hmac
import struct
import time
import urllib.parse

HASHES = {"SHA1": hashlib.sha1, "SHA256": hashlib.sha256, "SHA512": hashlib.sha512}


class Generator:
    """What an authenticator app does with the address of a key (RFC 6238)."""

    def __init__(self, uri):
        parsed = urllib.parse.urlsplit(uri)
        assert (parsed.scheme, parsed.netloc) == ("otpauth", "totp")
        query = {name: values[0] for name, values in urllib.parse.parse_qs(parsed.query).items()}
        issuer, self.account = urllib.parse.unquote(parsed.path).lstrip("/").split(":")
        assert issuer == query["issuer"]
        self.issuer = issuer
        text = query["secret"]
        self.secret = base64.b32decode(text + "=" * (-len(text) % 8))
        self.hash = HASHES[query.get("algorithm", "SHA1")]
        self.digits = int(query.get("digits", 6))
        self.period = int(query.get("period", 30))

    def code(self):
        step = int(time.time()) // self.period
        digest = hmac.new(self.secret, struct.pack(">Q", step), self.hash).digest()
        start = digest[-1] & 15
        number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
        return str(number % 10**self.digits).zfill(self.digits)
