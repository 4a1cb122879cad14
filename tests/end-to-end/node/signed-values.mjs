// Judges the values of tests/vectors/client-signatures.json without any of ImmuFunctions' code, and reads the signed
// ones as immudb's own message Content, as a client does that knows of no signatures.
//
//   node signed-values.mjs
//
// The last line is "N checks passed". Exit code 0 only if everything held.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadSync } from '@grpc/proto-loader';
import { Checks } from './checks.mjs';
import { u64 } from './encode.mjs';
import { hex } from './vectors.mjs';

const signatureTag = Buffer.of(0xaa, 0x06);
const publicKeyTag = Buffer.of(0xb2, 0x06);

const vectors = JSON.parse(readFileSync(new URL('../../vectors/client-signatures.json', import.meta.url), 'utf8'));
const schema = fileURLToPath(new URL('../../../protocol/immudb-0.8.proto', import.meta.url));
const contentType = loadSync(schema, { keepCase: true, longs: String, defaults: true })['immudb.schema.Content'];
const trusted = new Map(vectors.keys.slice(0, 2).map(({ public_key: point, public_key_pem: pem }) => [point, createPublicKey(pem)]));

/** The verdict, and the id of the key that the value names. */
function judge(database, key, value) {
  const content = readContent(value);
  if (content === null) return ['not structured', null];
  let { rest } = content;
  if (rest.length === 0) return ['not signed', null];
  if (![signatureTag, publicKeyTag].some((tag) => rest.subarray(0, 2).equals(tag))) return ['not structured', null];

  const signature = readField(rest, signatureTag, 8, 72);
  rest = signature === null ? rest : rest.subarray(3 + signature.length);
  const point = readField(rest, publicKeyTag, 65, 65);
  if (signature === null || point === null || rest.length !== 68 || point[0] !== 4) return ['malformed', null];

  const keyId = createHash('sha256').update(point).digest('hex').slice(0, 16);
  const signer = trusted.get(point.toString('hex'));
  if (signer === undefined) return ['unknown key', keyId];
  const message = messageOf(database, key, content.timestamp, content.payload);
  return [verify('sha256', message, { key: signer, dsaEncoding: 'der' }, signature) ? 'trusted' : 'wrong', keyId];
}

function messageOf(database, key, timestamp, payload) {
  const name = Buffer.from(database);
  return Buffer.concat([Buffer.from('immufunctions/value/v1\n'), u64(name.length), name, u64(key.length), key, u64(timestamp), payload]);
}

function readContent(value) {
  if (value[0] !== 0x08) return null;
  const timestamp = readVarint(value, 1);
  if (timestamp === null || timestamp.number === 0n) return null;
  if (value[timestamp.end] !== 0x12) return { timestamp: timestamp.number, payload: Buffer.alloc(0), rest: value.subarray(timestamp.end) };

  const length = readVarint(value, timestamp.end + 1);
  if (length === null || length.number === 0n || length.number > BigInt(value.length - length.end)) return null;
  const end = length.end + Number(length.number);
  return { timestamp: timestamp.number, payload: value.subarray(length.end, end), rest: value.subarray(end) };
}

function readVarint(value, at) {
  let number = 0n;
  for (let shift = 0n; at < value.length; shift += 7n) {
    const byte = value[at++];
    number |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return (byte === 0 && shift > 0n) || number >= 1n << 64n ? null : { number, end: at };
  }
  return null;
}

function readField(rest, tag, shortest, longest) {
  if (rest.length < 3 || !rest.subarray(0, 2).equals(tag) || rest[2] < shortest || rest[2] > longest) return null;
  return rest.length < 3 + rest[2] ? null : rest.subarray(3, 3 + rest[2]);
}

const checks = new Checks();
await checks.group('verdicts', () => {
  for (const { name, database, key, value, verdict, key_id: keyId } of vectors.values)
    checks.equal(judge(database, hex(key), hex(value)), [verdict, keyId], name);
});
await checks.group('messages', () => {
  for (const { name, database, key, timestamp, payload, message } of vectors.values.filter((vector) => 'message' in vector))
    checks.equal(messageOf(database, hex(key), timestamp, hex(payload)), hex(message), name);
});
await checks.group('as Content', () => {
  for (const { name, value, timestamp, payload } of vectors.values.filter((vector) => 'message' in vector))
    checks.equal(contentType.deserialize(hex(value)), { timestamp, payload: hex(payload) }, name);
});
process.exit(checks.summarise());
