#!/usr/bin/env python3
"""Drives a running host the way immudb-py 0.8.0 does, and every other data rpc besides.

    drive.py HOST:PORT [--user NAME] [--password TEXT] [--signed] [--roots FILE [--certificate FILE --key FILE]]

Needs grpcio and protobuf (Debian: python3-grpcio, python3-protobuf). The log may
hold entries already, none larger than a client receives; no other writer may run.
One line per group of checks; the last line is "N checks passed". Exit code 0 only if everything held.
"""

import argparse
import concurrent.futures
import secrets
import struct
import sys

from checks import Checks
from immu import Immu, add_tls_options, message, tls_credentials, unwrap, wrap
from p256 import signature_holds
from verify import consistency_holds, inclusion_holds, leaf_hash, proof_holds, u64

SEPARATOR = b"_~|IMMU|~_"


class Drive:
    """The groups. Every key starts with a prefix of this run, so that runs do not meet."""

    def __init__(self, options):
        self.options = options
        self.checks = Checks()
        self.immu = Immu(options.address, tls_credentials(options))
        self.run = f"py {secrets.token_hex(4)} ".encode()

    def key(self, name):
        return self.run + name.encode()

    def session(self):
        checks, immu = self.checks, self.immu
        checks.ok(immu.call("Health").status, "Health is good")
        with checks.refused("UNKNOWN", "please login first"):
            immu.call("CurrentRoot")
        with checks.refused("PERMISSION_DENIED", "invalid user name or password"):
            immu.call("Login", user=b"immudb", password=b"wrong")

        login = immu.login(self.options.user.encode(), self.options.password.encode())
        checks.ok(login.token, "Login gives a token")
        databases = immu.call("DatabaseList").databases
        checks.equal(databases[0].databasename, "defaultdb", "defaultdb is the first database")

        # An auditor with a token file sends two values; the first counts.
        token = immu.metadata[0][1]
        for values in [(token, token.split()[1]), (token, "nonsense"), (token.split()[1],)]:
            immu.call("CurrentRoot", metadata=tuple(("authorization", value) for value in values))
            checks.ok(True, "an unusual authorization header reads")

        uuids = {dict(immu.call_with_header(name)[1]).get("immudb-uuid") for name in ("Health", "CurrentRoot")}
        checks.equal(len(uuids), 1, "every answer carries the same immudb-uuid")
        checks.equal(len(uuids.pop() or ""), 20, "an immudb-uuid has 20 characters")

    def signature(self):
        root = self.immu.call("CurrentRoot")
        if not self.options.signed:
            self.checks.ok(root.HasField("signature"), "the signature is there, but empty")
            self.checks.equal(root.signature.ByteSize(), 0, "the signature is there, but empty")
            return
        payload = root.payload.SerializeToString()
        der, point = root.signature.signature, root.signature.publicKey
        self.checks.ok(signature_holds(payload, der, point), "the signature over the root holds")
        self.checks.ok(not signature_holds(payload + b"\0", der, point), "and over nothing else")

    def set_and_get(self):
        checks, immu = self.checks, self.immu
        last = -1
        for value in [b"first", b"", "zażółć".encode(), bytes(range(256)), b"last"]:
            index = immu.set(self.key("set"), value)
            checks.equal(immu.get(self.key("set")), (value, index), "Get gives what was set")
            checks.ok(index > last, "indexes grow")
            last = index
        checks.equal(self.immu.call("Count", prefix=self.key("set")).count, 5, "Count counts versions")
        with checks.refused("NOT_FOUND", "Key not found"):
            immu.call("Get", key=self.key("absent"))
        with checks.refused("INVALID_ARGUMENT", "invalid key"):
            immu.call("Set", key=b"", value=b"v")

    def safe_set_and_get(self):
        checks, immu = self.checks, self.immu
        previous = -1
        for number in range(50):
            key = self.key(f"safe {number}")
            index, verified = immu.safe_set(key, b"v%d" % number)
            checks.ok(verified, f"the proof of safe write {number}")
            checks.ok(index > previous, "indexes grow")
            checks.equal(immu.root.index, index, "at == index on a safe write")
            item, verified = immu.safe_get(key)
            checks.ok(verified, f"the proof of safe read {number}")
            checks.equal((unwrap(item.value), item.index), (b"v%d" % number, index), "SafeGet gives what was set")
            previous = index
        with checks.refused("INVALID_ARGUMENT", "invalid root index"):
            immu.call("SafeGet", key=self.key("safe 0"), rootIndex=message("Index", index=previous + 1_000_000))

    def concurrent_writers(self):
        def write(writer):
            outcomes = [self.immu.safe_set(self.key(f"writer {writer} {number}"), b"v") for number in range(20)]
            return [index for index, _ in outcomes], all(verified for _, verified in outcomes)

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            results = list(pool.map(write, range(8)))
        indexes = [index for part, _ in results for index in part]
        self.checks.ok(all(verified for _, verified in results), "every proof under concurrency holds")
        self.checks.equal(len(set(indexes)), len(indexes), "no index is given twice")

    def batches(self):
        checks, immu = self.checks, self.immu
        pairs = [(self.key(f"batch {number:05}"), b"value %d" % number) for number in range(10_000)]
        before = immu.call("CurrentRoot").payload.index
        checks.equal(immu.set_batch(pairs), before + len(pairs), "a batch of 10,000 gives the last index")
        checks.equal(immu.get_batch([key for key, _ in pairs]), pairs, "GetBatch of the same 10,000")
        with checks.refused("INVALID_ARGUMENT", "empty set"):
            immu.call("SetBatch")

    def scan_pages(self):
        """As the SDK pages: limit 10, offset is the last key seen."""
        for reverse in (False, True):
            seen, offset = [], b""
            while True:
                page = self.immu.call("Scan", prefix=self.key("batch 000"), offset=offset, limit=10, reverse=reverse).items
                if not page:
                    break
                self.checks.ok(len(page) <= 10, "a page has at most 10 items")
                seen += [item.key for item in page]
                offset = page[-1].key
            expected = [self.key(f"batch {number:05}") for number in range(100)]
            self.checks.equal(seen, expected[::-1] if reverse else expected, f"pages of 10, reverse {reverse}")

    def history(self):
        checks, immu = self.checks, self.immu
        key = self.key("history")
        indexes = [immu.set(key, b"%d" % number) for number in range(25)]
        newest = immu.call("History", key=key, limit=10).items
        checks.equal([item.index for item in newest], indexes[:-11:-1], "newest first")
        seen, offset = [], 0
        while page := immu.call("History", key=key, offset=offset, limit=10, reverse=True).items:
            seen += [item.index for item in page]
            offset = page[-1].index
        checks.equal(seen, indexes, "oldest first, paged by the last index")

    def references(self):
        checks, immu = self.checks, self.immu
        target = self.key("reference target")
        first = immu.set(target, b"one")
        newest = immu.set(target, b"two")

        immu.call("Reference", reference=self.key("reference"), key=target)
        checks.equal(immu.get(self.key("reference")), (b"two", newest), "a reference gives the newest version")
        item, verified = immu.safe_get(self.key("reference"))
        checks.ok(verified and item.index == newest and item.key == target, "safeGet of a reference proves the target")

        pinned = self.key("reference pinned")
        root = immu.root
        options = message("ReferenceOptions", reference=pinned, key=target, index=message("Index", index=first))
        proof = immu.call("SafeReference", ro=options, rootIndex=message("Index", index=root.index))
        leaf = leaf_hash(proof.index, pinned, target + u64(first) + b"\1")
        checks.ok(proof_holds(proof, leaf, root.index, root.root), "the proof of a safe reference")
        checks.equal(immu.call("GetReference", key=pinned).index, first, "GetReference honours the index")

    def sorted_sets(self):
        checks, immu = self.checks, self.immu
        name, target = self.key("set name"), self.key("set target")
        index = immu.set(target, b"v")
        for score in (3.0, -1.0, 1.5):
            immu.call("ZAdd", set=name, score=message("Score", score=score), key=target)
        items = immu.call("ZScan", set=name).items
        checks.equal([item.score for item in items], [-1.0, 1.5, 3.0], "scores are in numeric order")
        checks.ok(all(item.item.index == index for item in items), "members resolve to the target")

        root = immu.root
        options = message("ZAddOptions", set=name, score=message("Score", score=2.0), key=target)
        proof = immu.call("SafeZAdd", zopts=options, rootIndex=message("Index", index=root.index))
        stored = target + bytes(9)
        key = SEPARATOR + name + SEPARATOR + struct.pack(">d", 2.0) + stored
        leaf = leaf_hash(proof.index, key, stored)
        checks.ok(proof_holds(proof, leaf, root.index, root.root), "the proof of a safe sorted-set member")
        checks.equal(immu.call("ZScan", set=name, limit=3).items[2].score, 2.0, "the new member is in its place")

    def atomic_operations(self):
        checks, immu = self.checks, self.immu
        key, name = self.key("atomic"), self.key("atomic reference")
        operations = [
            message("Op", KVs=message("KeyValue", key=key, value=wrap(b"v"))),
            message("Op", ROpts=message("ReferenceOptions", reference=name, key=key)),
            message("Op", ZOpts=message("ZAddOptions", set=self.key("atomic set"), score=message("Score", score=1), key=key)),
        ]
        last = immu.call("ExecAllOps", Operations=operations).index
        checks.equal(immu.get(key), (b"v", last - 2), "the entry of the first operation")
        checks.equal(
            immu.call("ByIndex", index=last - 1).value, key + u64(last - 2) + b"\1", "the reference is bound to that entry"
        )
        member = immu.call("ZScan", set=self.key("atomic set")).items[0]
        checks.equal((member.item.index, member.index), (last - 2, last), "the member is bound to that entry")

    def indexes(self):
        checks, immu = self.checks, self.immu
        root = immu.call("CurrentRoot").payload
        item = immu.call("ByIndex", index=root.index)
        checks.equal(item.index, root.index, "ByIndex")
        safe = immu.call("BySafeIndex", index=root.index, rootIndex=message("Index", index=immu.root.index))
        checks.equal(safe.item, item, "BySafeIndex gives the same item")
        leaf = leaf_hash(item.index, item.key, item.value)
        checks.ok(proof_holds(safe.proof, leaf, immu.root.index, immu.root.root), "the proof of BySafeIndex")
        page = immu.call("IScan", pageSize=7, pageNumber=2)
        checks.equal([entry.index for entry in page.items], list(range(7, 14)), "the second page of 7")
        checks.ok(page.more, "there is more")
        with checks.refused("NOT_FOUND", "index not found"):
            immu.call("ByIndex", index=root.index + 1)
        checks.ok(immu.call("CountAll").count > root.index, "CountAll counts at least the entries")

    def proofs(self):
        checks, immu = self.checks, self.immu
        trusted = immu.root
        root = immu.call("CurrentRoot").payload
        consistency = immu.call("Consistency", index=trusted.index)
        checks.equal((consistency.first, consistency.second), (trusted.index, root.index), "Consistency is to the end")
        checks.ok(
            consistency_holds(trusted.index, trusted.root, consistency.second, consistency.secondRoot, consistency.path),
            "the consistency from the trusted root",
        )
        for index in (0, 1, root.index // 2, root.index):
            proof = immu.call("Inclusion", index=index)
            item = immu.call("ByIndex", index=index)
            leaf = leaf_hash(index, item.key, item.value)
            checks.ok(inclusion_holds(index, proof.at, leaf, root.root, proof.path), f"the inclusion of entry {index}")

    def dump(self):
        records = [record for part in self.immu.stream("Dump") for record in part.kv]
        mine = {record.key for record in records if record.key.startswith(self.key("batch "))}
        self.checks.equal(len(mine), 10_000, "Dump streams every key of the batch")

    def logout(self):
        self.immu.call("Logout")
        with self.checks.refused("UNKNOWN", "please login first"):
            self.immu.call("CurrentRoot")
        with self.checks.refused("UNAUTHENTICATED", "invalid token"):
            self.immu.call("Logout", metadata=(("authorization", "nonsense"),))

    def all(self):
        groups = [
            self.session, self.set_and_get, self.safe_set_and_get, self.signature, self.concurrent_writers, self.batches,
            self.scan_pages, self.history, self.references, self.sorted_sets, self.atomic_operations, self.indexes,
            self.proofs, self.dump, self.logout,
        ]
        for group in groups:
            self.checks.group(group.__name__.replace("_", " "), group)
        return self.checks.summarise()


def main():
    parser = argparse.ArgumentParser(description="Drives a running host the way immudb-py 0.8.0 does.")
    parser.add_argument("address", metavar="HOST:PORT")
    parser.add_argument("--user", default="immudb")
    parser.add_argument("--password", default="immudb")
    parser.add_argument("--signed", action="store_true", help="the host signs its roots")
    add_tls_options(parser)
    return Drive(parser.parse_args()).all()


if __name__ == "__main__":
    sys.exit(main())
