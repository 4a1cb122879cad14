"""The part of protocol/immudb-0.8.proto that the sample needs, so that it runs on a distribution's grpc without a compiler of schemas.

With grpcio-tools, `python -m grpc_tools.protoc -I protocol --python_out . --grpc_python_out . immudb-0.8.proto` makes all of it.
"""

from google.protobuf import descriptor_pb2, descriptor_pool, empty_pb2, message_factory

# Fields in the order of their numbers, from 1; * is repeated.
MESSAGES = {
    "LoginRequest": "user:bytes password:bytes",
    "LoginResponse": "token:string warning:bytes",
    "Index": "index:uint64",
    "KeyValue": "key:bytes value:bytes",
    "Item": "key:bytes value:bytes index:uint64",
    "Proof": "leaf:bytes index:uint64 root:bytes at:uint64 inclusionPath:bytes* consistencyPath:bytes*",
    "SafeItem": "item:Item proof:Proof",
    "SafeSetOptions": "kv:KeyValue rootIndex:Index",
    "SafeGetOptions": "key:bytes rootIndex:Index",
    "RootIndex": "index:uint64 root:bytes",
    "Root": "payload:RootIndex",
}
RPCS = {
    "Login": ("LoginRequest", "LoginResponse"),
    "CurrentRoot": (None, "Root"),
    "SafeSet": ("SafeSetOptions", "Proof"),
    "SafeGet": ("SafeGetOptions", "SafeItem"),
}

field = descriptor_pb2.FieldDescriptorProto
SCALARS = {"bytes": field.TYPE_BYTES, "string": field.TYPE_STRING, "uint64": field.TYPE_UINT64}


def _compile():
    file = descriptor_pb2.FileDescriptorProto(name="sample.proto", package="immudb.schema", syntax="proto3")
    for name, fields in MESSAGES.items():
        message = file.message_type.add(name=name)
        for number, (label, kind) in enumerate((text.split(":") for text in fields.split()), 1):
            added = message.field.add(name=label, number=number, label=field.LABEL_OPTIONAL)
            if kind.endswith("*"):
                kind, added.label = kind[:-1], field.LABEL_REPEATED
            if kind in MESSAGES:
                added.type, added.type_name = field.TYPE_MESSAGE, f".immudb.schema.{kind}"
            else:
                added.type = SCALARS[kind]
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(file.SerializeToString())
    factory = getattr(message_factory, "GetMessageClass", None) or message_factory.MessageFactory(pool).GetPrototype
    return {name: factory(pool.FindMessageTypeByName(f"immudb.schema.{name}")) for name in MESSAGES}


TYPES = _compile()


def rpc(channel, name):
    """A function that calls the rpc: request in, answer out."""
    request, answer = RPCS[name]
    return channel.unary_unary(
        f"/immudb.schema.ImmuService/{name}",
        request_serializer=(TYPES[request] if request else empty_pb2.Empty).SerializeToString,
        response_deserializer=TYPES[answer].FromString,
    )
