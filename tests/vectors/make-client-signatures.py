#!/usr/bin/env python3
"""Writes client-signatures.json: signed values, right and wrong, with what a verifier has to say of each.

    make-client-signatures.py > client-signatures.json

Straight from docs/client-signatures.md, with hashlib for hashes and openssl for keys and signatures: nothing of
ImmuFunctions takes part. Every run makes other keys and signatures, as ECDSA is randomised, of the same verdicts.
"""

import base64
import hashlib
import json
import subprocess
import sys
import tempfile

N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
DOMAIN = b"immufunctions/value/v1\n"
NOW = 1607431880


def openssl(*arguments, data=b""):
    return subprocess.run(["openssl", *arguments], input=data, capture_output=True, check=True).stdout


class Key:
    def __init__(self):
        self.private = openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout")
        self.public = openssl("ec", "-pubout", data=self.private)
        spki = base64.b64decode(b"".join(self.public.splitlines()[1:-1]))
        self.point = spki[-65:]
        self.id = hashlib.sha256(self.point).hexdigest()[:16]

    def sign(self, data, wanted=lambda r, s: True):
        """DER of a signature with a wanted r and s; tries until there is one."""
        with tempfile.NamedTemporaryFile() as file:
            file.write(self.private)
            file.flush()
            while True:
                der = openssl("dgst", "-sha256", "-sign", file.name, data=data)
                if wanted(*numbers(der)):
                    return der

    def described(self):
        return {
            "private_key_pem": self.private.decode(),
            "public_key_pem": self.public.decode(),
            "public_key": self.point.hex(),
            "key_id": self.id,
        }


def numbers(der):
    split = 4 + der[3]
    return int.from_bytes(der[4:split], "big"), int.from_bytes(der[split + 2 :], "big")


def der_of(r, s):
    def integer(number):
        content = number.to_bytes(number.bit_length() // 8 + 1, "big")
        return bytes([2, len(content)]) + content

    content = integer(r) + integer(s)
    return bytes([0x30, len(content)]) + content


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number % 128 + 128)
        number //= 128
    return bytes(out) + bytes([number])


def field(number, content):
    return varint(number * 8 + 2) + varint(len(content)) + content


def content_of(timestamp, payload):
    return b"\x08" + varint(timestamp) + (field(2, payload) if payload else b"")


def message_of(database, key, timestamp, payload):
    name = database.encode()
    return (
        DOMAIN + len(name).to_bytes(8, "big") + name + len(key).to_bytes(8, "big") + key + timestamp.to_bytes(8, "big") + payload
    )


def vector(name, verdict, value, key_id=None, database="defaultdb", key=b"greeting", **more):
    return {"name": name, "database": database, "key": key.hex(), "value": value.hex(), "verdict": verdict, "key_id": key_id, **more}


def trusted(name, signer, database="defaultdb", key=b"greeting", timestamp=NOW, payload=b"hello", wanted=lambda r, s: True):
    message = message_of(database, key, timestamp, payload)
    signature = signer.sign(message, wanted)
    value = content_of(timestamp, payload) + field(101, signature) + field(102, signer.point)
    return vector(
        name, "trusted", value, signer.id, database, key,
        timestamp=str(timestamp), payload=payload.hex(), message=message.hex(),
        message_sha256=hashlib.sha256(message).hexdigest(), signature=signature.hex(), public_key=signer.point.hex(),
    )


def main():
    alice, bob, mallory = Key(), Key(), Key()
    message = message_of("defaultdb", b"greeting", NOW, b"hello")
    content = content_of(NOW, b"hello")
    der = alice.sign(message, lambda r, s: r < 2**255)  # leaves room for a byte more
    r, s = numbers(der)
    high, low = (s, N - s) if s > N // 2 else (N - s, s)
    by_alice = field(102, alice.point)
    signed = field(101, der)

    def value(signature, content=content, point=alice.point):
        return content + field(101, signature) + field(102, point)

    def wrong(name, signature, **more):
        return vector(name, "wrong", value(signature, **more.pop("form", {})), alice.id, **more)

    def malformed(name, rest):
        return vector(name, "malformed", content + rest)

    vectors = [
        trusted("simple", alice),
        trusted("the other trusted key", bob),
        trusted("empty payload", alice, payload=b""),
        trusted("any bytes", alice, key=bytes(range(256)), payload=bytes(range(256))),
        trusted("largest timestamp", alice, timestamp=2**64 - 1),
        trusted("smallest timestamp", alice, timestamp=1),
        trusted("another database", alice, database="db2"),
        trusted("payload that is itself a structured value", alice, payload=content),
        trusted("short signature", alice, wanted=lambda r, s: r < 2**247 or s < 2**247),
        trusted("s in the lower half", alice, wanted=lambda r, s: s <= N // 2),
        trusted("s in the upper half", alice, wanted=lambda r, s: s > N // 2),
        vector("the same signature with s in the upper half", "trusted", value(der_of(r, high)), alice.id),
        vector("the same signature with s in the lower half", "trusted", value(der_of(r, low)), alice.id),
        wrong("another key", der, key=b"greetings"),
        wrong("another database, same key", der, database="db2"),
        wrong("bytes moved from the database to the key", alice.sign(message_of("ab", b"c", NOW, b"hello")), database="a", key=b"bc"),
        wrong("bytes moved from the payload to the key", alice.sign(message_of("defaultdb", b"k", NOW, b"hello")), key=b"kh", form={"content": content_of(NOW, b"ello")}),
        wrong("another timestamp", der, form={"content": content_of(NOW + 1, b"hello")}),
        wrong("another payload", der, form={"content": content_of(NOW, b"hallo")}),
        wrong("payload left out", der, form={"content": content_of(NOW, b"")}),
        wrong("payload alone signed", alice.sign(b"hello")),
        wrong("no first line", alice.sign(message[len(DOMAIN) :])),
        wrong("hash of the message signed", alice.sign(hashlib.sha256(message).digest())),
        wrong("signed by another than it names", bob.sign(message)),
        wrong("signed by a stranger in a trusted name", mallory.sign(message)),
        wrong("r is 0", der_of(0, s)),
        wrong("s is 0", der_of(r, 0)),
        wrong("s is not reduced", der_of(r, s + N) if s + N < 2**256 else der_of(r, N)),
        wrong("r ‖ s without DER", r.to_bytes(32, "big") + s.to_bytes(32, "big")),
        wrong("DER with a length in two bytes", b"\x30\x81" + der[1:]),
        wrong("DER with a zero too many", b"\x30" + bytes([der[1] + 1]) + b"\x02" + bytes([der[3] + 1]) + b"\0" + der[4:]),
        wrong("bytes behind the DER", der + b"\0"),
        wrong("zeros", bytes(8)),
        vector("a key that is not trusted", "unknown key", value(mallory.sign(message), point=mallory.point), mallory.id),
        vector("a point off the curve", "unknown key", value(der, point=b"\x04" + bytes(63) + b"\x01"), hashlib.sha256(b"\x04" + bytes(63) + b"\x01").hexdigest()[:16]),
        vector("no signature", "not signed", content),
        vector("no signature, no payload", "not signed", content_of(NOW, b"")),
        malformed("no public key", signed),
        malformed("no signature, but a public key", by_alice),
        malformed("other order", by_alice + signed),
        malformed("signature twice", signed + signed + by_alice),
        malformed("public key twice", signed + by_alice + by_alice),
        malformed("a field more", signed + by_alice + field(103, b"x")),
        malformed("a byte more", signed + by_alice + b"\0"),
        malformed("cut by a byte", (signed + by_alice)[:-1]),
        malformed("compressed point", signed + field(102, bytes([2 + alice.point[-1] % 2]) + alice.point[1:33])),
        malformed("point that begins with 05", signed + field(102, b"\x05" + alice.point[1:])),
        malformed("point of 64 bytes", signed + field(102, alice.point[:-1])),
        malformed("empty signature", field(101, b"") + by_alice),
        malformed("signature of 73 bytes", field(101, bytes(73)) + by_alice),
        malformed("length not in its shortest form", b"\xaa\x06" + bytes([len(der) + 128, 0]) + der + by_alice),
        vector("no timestamp", "not structured", field(2, b"hello") + signed + by_alice),
        vector("timestamp 0", "not structured", b"\x08\0" + field(2, b"hello") + signed + by_alice),
        vector("empty payload written out", "not structured", b"\x08" + varint(NOW) + b"\x12\0" + signed + by_alice),
        vector("signature before the payload", "malformed", b"\x08" + varint(NOW) + signed + by_alice + field(2, b"hello")),
        vector("signature in front", "not structured", signed + by_alice + content),
        vector("another field", "not structured", content + field(3, b"x") + signed + by_alice),
        vector("tag not in its shortest form", "not structured", content + b"\xaa\x86\0" + signed[2:] + by_alice),
        vector("plain text", "not structured", b"hello"),
        vector("nothing", "not structured", b""),
    ]
    json.dump(
        {
            "about": "Signed values by docs/client-signatures.md. Byte strings are lower-case hex, timestamps decimal text. Of the keys the "
            "first two are trusted. Made by make-client-signatures.py with hashlib and openssl; the private keys are for tests alone.",
            "keys": [key.described() for key in (alice, bob, mallory)],
            "values": vectors,
        },
        sys.stdout,
        indent=2,
        ensure_ascii=False,
    )
    print()


if __name__ == "__main__":
    main()
