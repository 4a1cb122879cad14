// The stored forms of references, sorted-set members and structured values.

/** Separates the parts of a sorted-set key. */
export const separator = Buffer.from('_~|IMMU|~_');

/** The key the original keeps for itself. */
export const reservedKey = Buffer.from('IMMUDB.METADATA.LAST_FLUSHED_LEAF');

export function bytes(text) {
  return Buffer.from(text);
}

export function u64(number) {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64BE(BigInt(number));
  return buffer;
}

/** Big-endian bits of a binary64: their unsigned order is the order of a sorted set. */
export function scoreBits(score) {
  const buffer = Buffer.alloc(8);
  buffer.writeDoubleBE(score);
  return buffer;
}

/** Target ‖ index ‖ flag. Index 0 and "no index" (null) differ in the flag alone. */
export function referenceValue(target, index = null) {
  return Buffer.concat([target, u64(index ?? 0), Buffer.of(index === null ? 0 : 1)]);
}

export function sortedSetKey(set, score, target, index = null) {
  return Buffer.concat([separator, set, separator, scoreBits(score), referenceValue(target, index)]);
}

/** `Content` of the schema, written by hand: 08 varint(seconds) 12 varint(length) payload; empty fields are left out. */
export function encodeContent(timestamp, payload) {
  const parts = [];
  if (timestamp !== 0) parts.push(Buffer.of(0x08), varint(timestamp));
  if (payload.length !== 0) parts.push(Buffer.of(0x12), varint(payload.length), payload);
  return Buffer.concat(parts);
}

/** The content of a structured value; throws on anything else. */
export function decodeContent(buffer) {
  let at = 0;
  const content = { timestamp: 0, payload: Buffer.alloc(0) };
  const number = () => {
    let result = 0, scale = 1;
    for (;;) {
      const byte = buffer[at++];
      if (byte === undefined) throw new Error('a structured value is cut short');
      result += (byte & 0x7f) * scale;
      if (byte < 0x80) return result;
      scale *= 128;
    }
  };
  while (at < buffer.length) {
    const tag = number();
    if (tag === 0x08) content.timestamp = number();
    else if (tag === 0x12) {
      const length = number();
      content.payload = buffer.subarray(at, at += length);
    } else throw new Error(`a structured value has no field with tag ${tag}`);
  }
  return content;
}

function varint(number) {
  const out = [];
  for (; number >= 0x80; number = Math.floor(number / 128)) out.push((number % 128) | 0x80);
  out.push(number);
  return Buffer.from(out);
}
