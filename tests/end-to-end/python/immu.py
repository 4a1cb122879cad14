"""A client that behaves as immudb-py 0.8.0 does: structured values, a trusted root in memory, verified safe calls."""

import threading
import time

import grpc

from schema import Schema
from verify import leaf_hash, proof_holds

SCHEMA = Schema()
DEADLINE_SECONDS = 60


def message(name, **fields):
    return SCHEMA.messages[name](**fields)


class Immu:
    """One connection. `call` sends any rpc; the methods below it do what the SDK does."""

    def __init__(self, address, credentials=None):
        """Without credentials the connection is one without TLS."""
        self.channel = grpc.secure_channel(address, credentials) if credentials else grpc.insecure_channel(address)
        self.metadata = ()
        self._root_lock = threading.Lock()
        self._root = None

    def call(self, name, request=None, metadata=None, **fields):
        return self.call_with_header(name, request, metadata, **fields)[0]

    def call_with_header(self, name, request=None, metadata=None, **fields):
        """The reply and the initial metadata as a list of pairs."""
        call = SCHEMA.calls[name]
        invoke = self.channel.unary_unary(
            call.path, request_serializer=call.request.SerializeToString, response_deserializer=call.reply.FromString
        )
        reply, invocation = invoke.with_call(
            request if request is not None else call.request(**fields),
            timeout=DEADLINE_SECONDS,
            metadata=self.metadata if metadata is None else metadata,
        )
        return reply, list(invocation.initial_metadata())

    def stream(self, name):
        call = SCHEMA.calls[name]
        invoke = self.channel.unary_stream(
            call.path, request_serializer=call.request.SerializeToString, response_deserializer=call.reply.FromString
        )
        return list(invoke(call.request(), timeout=DEADLINE_SECONDS, metadata=self.metadata))

    def login(self, user, password, database="defaultdb"):
        """Login, then UseDatabase always, then CurrentRoot: trust on first use."""
        reply = self.call("Login", user=user, password=password)
        self._use(reply.token)
        self._use(self.call("UseDatabase", databasename=database).token)
        self._root = self.call("CurrentRoot").payload
        return reply

    def set(self, key, value):
        return self.call("Set", key=key, value=wrap(value)).index

    def get(self, key):
        item = self.call("Get", key=key)
        return unwrap(item.value), item.index

    def safe_set(self, key, value):
        """Index and whether the proof held; a proof that held moves the trusted root."""
        stored = wrap(value)
        with self._root_lock:
            root = self._root
        proof = self.call(
            "SafeSet",
            kv=message("KeyValue", key=key, value=stored),
            rootIndex=message("Index", index=root.index),
        )
        return proof.index, self._accept(proof, leaf_hash(proof.index, key, stored), root)

    def safe_get(self, key):
        """Item and whether the proof held."""
        with self._root_lock:
            root = self._root
        reply = self.call("SafeGet", key=key, rootIndex=message("Index", index=root.index))
        item = reply.item
        return item, self._accept(reply.proof, leaf_hash(item.index, item.key, item.value), root)

    def set_batch(self, pairs):
        return self.call("SetBatch", KVs=[message("KeyValue", key=key, value=wrap(value)) for key, value in pairs]).index

    def get_batch(self, keys):
        items = self.call("GetBatch", keys=[message("Key", key=key) for key in keys]).items
        return [(item.key, unwrap(item.value)) for item in items]

    @property
    def root(self):
        return self._root

    def _use(self, token):
        self.metadata = (("authorization", f"Bearer {token}"),)

    def _accept(self, proof, leaf, root):
        if not proof_holds(proof, leaf, root.index, root.root):
            return False
        with self._root_lock:
            if proof.at >= self._root.index:
                self._root = message("RootIndex", index=proof.at, root=proof.root)
        return True


def add_tls_options(parser):
    """Flags that say what to trust and what to show."""
    parser.add_argument("--roots", metavar="FILE", help="authorities of the host; without it there is no TLS")
    parser.add_argument("--certificate", metavar="FILE", help="what is shown to the host")
    parser.add_argument("--key", metavar="FILE", help="its private key")


def tls_credentials(options):
    """Credentials made from those flags; None without TLS."""
    if options.roots is None:
        return None
    return grpc.ssl_channel_credentials(*(_read(path) for path in (options.roots, options.key, options.certificate)))


def _read(path):
    if path is None:
        return None
    with open(path, "rb") as file:
        return file.read()


def wrap(payload):
    return message("Content", timestamp=int(time.time()), payload=payload).SerializeToString()


def unwrap(value):
    return SCHEMA.messages["Content"].FromString(value).payload
