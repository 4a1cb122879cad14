#!/usr/bin/env python3
"""Writes an entry and reads it, believing nothing that the ledger does not prove.

    python3 verified_set_get.py [HOST:PORT]
"""

import json
import pathlib
import sys

import grpc
from google.protobuf.empty_pb2 import Empty

from proofs import continues, is_included, leaf_hash
from schema import TYPES, rpc

# The newest root seen is all there is to remember: with it, no later answer can deny what was there.
MEMORY = pathlib.Path("trusted-root.json")


class Ledger:
    def __init__(self, address, user=b"immudb", password=b"immudb"):
        self._channel = grpc.insecure_channel(address)
        self._metadata = ()
        token = self._call("Login", TYPES["LoginRequest"](user=user, password=password)).token
        self._metadata = (("authorization", f"Bearer {token}"),)
        if MEMORY.exists():
            kept = json.loads(MEMORY.read_text())
            self.size, self._root = kept["size"], bytes.fromhex(kept["root"])
        else:  # Seen for the first time: believed.
            first = self._call("CurrentRoot", Empty()).payload
            self.size, self._root = (first.index + 1 if first.root else 0), first.root

    def set(self, key, value):
        """Writes; the index of the entry."""
        entry = TYPES["KeyValue"](key=key, value=value)
        proof = self._call("SafeSet", TYPES["SafeSetOptions"](kv=entry, rootIndex=self._trusted()))
        if proof.index < self.size:
            raise ValueError("the entry was there before it was written")
        self._trust(proof, leaf_hash(proof.index, key, value))
        return proof.index

    def get(self, key):
        """Reads; the value."""
        answer = self._call("SafeGet", TYPES["SafeGetOptions"](key=key, rootIndex=self._trusted()))
        item = answer.item
        if item.key != key or item.index != answer.proof.index:
            raise ValueError("the answer is another entry")
        self._trust(answer.proof, leaf_hash(item.index, item.key, item.value))
        return item.value

    def _trust(self, proof, leaf):
        size = proof.at + 1
        if not is_included(proof.index, size, leaf, proof.root, proof.inclusionPath):
            raise ValueError(f"entry {proof.index} is not in the ledger")
        if self.size and not continues(self.size, self._root, size, proof.root, proof.consistencyPath):
            raise ValueError("the ledger is not the one seen before")
        self.size, self._root = size, proof.root
        MEMORY.write_text(json.dumps({"size": size, "root": proof.root.hex()}))

    def _trusted(self):
        return TYPES["Index"](index=max(self.size - 1, 0))

    def _call(self, name, request):
        return rpc(self._channel, name)(request, metadata=self._metadata, timeout=60)


if __name__ == "__main__":
    ledger = Ledger(sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:3322")
    index = ledger.set(b"greeting", b"hello from Python")
    print(f"entry {index} is in the log of {ledger.size} entries")
    print(f"greeting = {ledger.get(b'greeting').decode()}, verified")
