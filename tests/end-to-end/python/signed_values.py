#!/usr/bin/env python3
"""Judges the values of tests/vectors/client-signatures.json without any of ImmuFunctions' code.

    signed_values.py

Also reads the signed ones as immudb's own message Content, as a client does that knows of no signatures. The last
line is "N checks passed". Exit code 0 only if everything held.
"""

import hashlib
import json
import pathlib
import sys

from checks import Checks
from immu import SCHEMA
from p256 import signature_holds
from verify import u64

VECTORS = pathlib.Path(__file__).parents[2] / "vectors" / "client-signatures.json"


class NotOfTheForm(Exception):
    pass


def judge(trusted, database, key, value):
    """The verdict, and the id of the key that the value names."""
    try:
        timestamp, payload, rest = read_content(value)
    except NotOfTheForm:
        return "not structured", None
    if not rest:
        return "not signed", None
    if rest[:2] not in (b"\xaa\x06", b"\xb2\x06"):
        return "not structured", None
    try:
        signature, rest = read_field(rest, b"\xaa\x06", range(8, 73))
        point, rest = read_field(rest, b"\xb2\x06", range(65, 66))
    except NotOfTheForm:
        return "malformed", None
    if rest or point[0] != 4:
        return "malformed", None
    key_id = hashlib.sha256(point).hexdigest()[:16]
    if point not in trusted:
        return "unknown key", key_id
    return ("trusted" if signature_holds(message_of(database, key, timestamp, payload), signature, point) else "wrong"), key_id


def message_of(database, key, timestamp, payload):
    name = database.encode()
    return b"immufunctions/value/v1\n" + u64(len(name)) + name + u64(len(key)) + key + u64(timestamp) + payload


def read_content(value):
    if value[:1] != b"\x08":
        raise NotOfTheForm
    timestamp, at = read_varint(value, 1)
    payload = b""
    if value[at : at + 1] == b"\x12":
        length, at = read_varint(value, at + 1)
        payload = value[at : at + length]
        at += length
        if not payload or len(payload) != length:
            raise NotOfTheForm
    if timestamp == 0:
        raise NotOfTheForm
    return timestamp, payload, value[at:]


def read_varint(value, at):
    number = shift = 0
    while at < len(value):
        byte = value[at]
        at += 1
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            if (byte == 0 and shift > 7) or number >= 2**64:
                raise NotOfTheForm
            return number, at
    raise NotOfTheForm


def read_field(rest, tag, lengths):
    if rest[:2] != tag or len(rest) < 3 or rest[2] not in lengths or len(rest) < 3 + rest[2]:
        raise NotOfTheForm
    return rest[3 : 3 + rest[2]], rest[3 + rest[2] :]


def main():
    vectors = json.loads(VECTORS.read_text())
    trusted = [bytes.fromhex(key["public_key"]) for key in vectors["keys"][:2]]
    checks = Checks()
    for vector in vectors["values"]:
        key, value = bytes.fromhex(vector["key"]), bytes.fromhex(vector["value"])
        verdict = judge(trusted, vector["database"], key, value)
        checks.equal(verdict, (vector["verdict"], vector["key_id"]), vector["name"])
        if "message" in vector:
            timestamp, payload = int(vector["timestamp"]), bytes.fromhex(vector["payload"])
            message = message_of(vector["database"], key, timestamp, payload)
            checks.equal(message.hex(), vector["message"], f"{vector['name']}: the message")
            content = SCHEMA.messages["Content"].FromString(value)
            checks.equal((content.timestamp, content.payload), (timestamp, payload), f"{vector['name']}: as Content")
            checks.equal(content.SerializeToString(), value, f"{vector['name']}: Content keeps what it skips")
    for failure in checks.failures:
        print(failure)
    return checks.summarise()


if __name__ == "__main__":
    sys.exit(main())
