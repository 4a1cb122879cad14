"""The messages and calls of protocol/immudb-0.8.proto, read from the file itself.

Distributions ship grpc and protobuf for Python without a protoc to match, so no generated code is used: the schema needs
only messages, oneofs, enums and one service, and those are read here into a descriptor that protobuf compiles at run time.
"""

import pathlib
import re
from collections import namedtuple

from google.protobuf import descriptor_pb2, descriptor_pool, empty_pb2, message_factory

SCHEMA = pathlib.Path(__file__).resolve().parents[3] / "protocol" / "immudb-0.8.proto"
PACKAGE = "immudb.schema"

Call = namedtuple("Call", "path request reply streams")


class Schema:
    """`messages["Item"]` is a message class; `calls["Get"]` a Call."""

    def __init__(self, path=SCHEMA):
        reader = _Reader(path.read_text(encoding="utf-8"))
        reader.read_file()
        pool = descriptor_pool.Default()
        pool.AddSerializedFile(reader.file.SerializeToString())
        self.messages = {
            message.name: _message_class(pool, f"{PACKAGE}.{message.name}") for message in reader.file.message_type
        }
        self.calls = {
            name: Call(f"/{PACKAGE}.{service}/{name}", self._type(request), self._type(reply), streams)
            for service, name, request, reply, streams in reader.calls
        }

    def _type(self, name):
        return empty_pb2.Empty if name == "google.protobuf.Empty" else self.messages[name]


def _message_class(pool, name):
    descriptor = pool.FindMessageTypeByName(name)
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(descriptor)
    return message_factory.MessageFactory(pool).GetPrototype(descriptor)


_FIELD = descriptor_pb2.FieldDescriptorProto
_SCALARS = {
    "bytes": _FIELD.TYPE_BYTES,
    "string": _FIELD.TYPE_STRING,
    "bool": _FIELD.TYPE_BOOL,
    "double": _FIELD.TYPE_DOUBLE,
    "uint32": _FIELD.TYPE_UINT32,
    "uint64": _FIELD.TYPE_UINT64,
}


class _Reader:
    """Reads the part of the proto3 grammar that the schema uses; anything else is an error."""

    def __init__(self, text):
        text = re.sub(r"//[^\n]*", "", text)
        self._tokens = re.findall(r'[A-Za-z_][\w.]*|\d+|"[^"]*"|[^\s]', text)
        self._enums = set(re.findall(r"\benum\s+(\w+)", text))
        self._at = 0
        self.calls = []
        self.file = descriptor_pb2.FileDescriptorProto(name="immudb-0.8.proto", syntax="proto3")

    def read_file(self):
        while self._at < len(self._tokens):
            word = self._next()
            if word == "package":
                self.file.package = self._next()
                self._expect(";")
            elif word == "import":
                self.file.dependency.append(self._next().strip('"'))
                self._expect(";")
            elif word in ("syntax", "option"):
                self._skip_statement()
            elif word == "message":
                self._message(self.file.message_type.add(name=self._next()))
            elif word == "enum":
                self._enum(self.file.enum_type.add(name=self._next()))
            elif word == "service":
                self._service(self._next())
            else:
                raise ValueError(f"{SCHEMA.name} has an unexpected '{word}'")

    def _message(self, message):
        self._expect("{")
        while (word := self._next()) != "}":
            if word == "reserved":
                self._skip_statement()
            elif word == "oneof":
                self._oneof(message, self._next())
            else:
                self._field(message, word)

    def _oneof(self, message, name):
        message.oneof_decl.add(name=name)
        self._expect("{")
        while (word := self._next()) != "}":
            self._field(message, word).oneof_index = len(message.oneof_decl) - 1

    def _field(self, message, word):
        repeated = word == "repeated"
        kind = self._next() if repeated else word
        field = message.field.add(name=self._next())
        field.label = _FIELD.LABEL_REPEATED if repeated else _FIELD.LABEL_OPTIONAL
        if kind in _SCALARS:
            field.type = _SCALARS[kind]
        else:
            field.type = _FIELD.TYPE_ENUM if kind in self._enums else _FIELD.TYPE_MESSAGE
            field.type_name = f".{PACKAGE}.{kind}"
        self._expect("=")
        field.number = int(self._next())
        self._expect(";")
        return field

    def _enum(self, enum):
        self._expect("{")
        while (name := self._next()) != "}":
            self._expect("=")
            enum.value.add(name=name, number=int(self._next()))
            self._expect(";")

    def _service(self, service):
        self._expect("{")
        while (word := self._next()) != "}":
            if word != "rpc":
                raise ValueError(f"{SCHEMA.name}: '{word}' in a service")
            name = self._next()
            request, _ = self._call_side()
            self._expect("returns")
            reply, streams = self._call_side()
            self._expect(";")
            self.calls.append((service, name, request, reply, streams))

    def _call_side(self):
        self._expect("(")
        name = self._next()
        streams = name == "stream"
        if streams:
            name = self._next()
        self._expect(")")
        return name, streams

    def _skip_statement(self):
        while self._next() != ";":
            pass

    def _next(self):
        self._at += 1
        return self._tokens[self._at - 1]

    def _expect(self, token):
        found = self._next()
        if found != token:
            raise ValueError(f"{SCHEMA.name}: expected '{token}', found '{found}'")
