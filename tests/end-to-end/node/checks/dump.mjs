// Dump: every version of every entry, keys ascending, versions newest first, in messages a client can receive.
import { reservedKey, u64 } from '../encode.mjs';

export async function dump({ client, checks, log }) {
  const messages = await client.stream('Dump');
  checks.ok(messages.length > 0, 'the stream has messages');
  const records = messages.flatMap(({ kv }) => kv)
    .filter(({ key }) => key[0] !== 0 && !key.equals(reservedKey)); // tree records and the flush mark are the server's own

  const expected = log.entries
    .map(({ key, value, kind }, index) =>
      ({ index, key, value: Buffer.concat([u64(index + 1), value]), user_meta: Buffer.of(kind === 'plain' ? 0 : 1) }))
    .sort((left, right) => Buffer.compare(left.key, right.key) || right.index - left.index)
    .map(({ key, value, user_meta }) => ({ key, value, user_meta }));
  checks.equal(
    records.map(({ key, value, user_meta }) => ({ key, value, user_meta })), expected, 'every entry, in order, once');
}
