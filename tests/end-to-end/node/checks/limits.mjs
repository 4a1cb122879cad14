// The longest key and the largest batch are accepted; one more is refused with the original's text.
import { bytes, sortedSetKey, referenceValue } from '../encode.mjs';

const maxKey = 65_000;
const maxBatch = 52_427;
const tooBig = 'Txn is too big to fit into one request';

export async function limits(context) {
  await keys(context);
  await batches(context);
}

async function keys({ client, checks, log }) {
  const value = bytes('v');
  const longest = Buffer.alloc(maxKey, 'k');
  const index = log.append(longest, value);
  checks.equal(await client.call('Set', { key: longest, value }), { index }, 'a key of 65,000 bytes');
  checks.equal(await client.call('Get', { key: longest }), { key: longest, value, index }, 'and back');

  const tooLong = Buffer.alloc(maxKey + 1, 'k');
  const text = /^unknown error: Key with size 65001 exceeded 65000 limit\. Key:/;
  await checks.refused(client.call('Set', { key: tooLong, value }), 'UNKNOWN', text);
  await checks.refused(client.call('SafeSet', { kv: { key: tooLong, value } }), 'UNKNOWN', text);
  await checks.refused(client.call('Get', { key: tooLong }), 'NOT_FOUND', 'Key not found', 'reading a key too long');

  // For a sorted set the composed key counts.
  const key = bytes('greeting');
  const room = maxKey - sortedSetKey(Buffer.alloc(0), 1, key).length;
  const set = Buffer.alloc(room, 's');
  const member = log.append(sortedSetKey(set, 1, key), referenceValue(key), 'member');
  checks.equal(await client.call('ZAdd', { set, score: { score: 1 }, key }), { index: member }, 'the longest member');
  await checks.refused(
    client.call('ZAdd', { set: Buffer.alloc(room + 1, 's'), score: { score: 1 }, key }), 'UNKNOWN', text, 'one byte more');
}

async function batches({ client, checks, log }) {
  const pairs = Array.from({ length: maxBatch + 1 }, (_, number) => ({ key: bytes(`b${number}`), value: bytes('v') }));
  await checks.refused(client.call('SetBatch', { KVs: pairs }), 'UNKNOWN', tooBig);
  await checks.refused(client.call('ExecAllOps', { Operations: pairs.map((KVs) => ({ KVs })) }), 'UNKNOWN', tooBig);
  await checks.refused(client.call('Get', { key: bytes('b0') }), 'NOT_FOUND', 'Key not found', 'nothing of it is stored');

  const KVs = pairs.slice(0, maxBatch);
  for (const { key, value } of KVs) log.append(key, value);
  checks.equal(await client.call('SetBatch', { KVs }), { index: log.size - 1 }, `a batch of ${maxBatch}`);
  const { payload } = await client.call('CurrentRoot');
  checks.equal(payload, { index: log.size - 1, root: log.root() }, 'the root over the largest batch');

  const some = KVs.slice(0, 10_000);
  const { items } = await client.call('GetBatch', { keys: some.map(({ key }) => ({ key })) });
  checks.equal(items.length, some.length, 'GetBatch of 10,000 fits one reply');
  checks.ok(items.every(({ key, value }, at) => key.equals(some[at].key) && value.equals(some[at].value)), 'in order');
}
