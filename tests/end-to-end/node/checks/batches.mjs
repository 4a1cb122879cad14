// SetBatch and GetBatch.
import { bytes, reservedKey } from '../encode.mjs';

const pair = (key, value) => ({ key: Buffer.from(key), value: Buffer.from(value) });

export async function batches({ client, checks, log }) {
  await setBatch({ client, checks, log });
  await getBatch({ client, checks, log });
  await refusals({ client, checks, log });
}

async function setBatch({ client, checks, log }) {
  const KVs = [pair('batch c', '3'), pair('batch a', '1'), pair('batch b', ''), pair('greeting', 'from a batch')];
  for (const { key, value } of KVs) log.append(key, value);
  checks.equal(await client.call('SetBatch', { KVs }), { index: log.size - 1 }, 'SetBatch gives the last index');
  for (const [position, { key, value }] of KVs.entries())
    checks.equal(
      await client.call('Get', { key }), { key, value, index: log.size - KVs.length + position },
      'the entries of a batch have consecutive indexes in its order');
}

async function getBatch({ client, checks, log }) {
  const first = log.size - 4;
  const keys = ['batch b', 'absent', 'batch a', 'batch b', 'batch c'].map((key) => ({ key: bytes(key) }));
  checks.equal(
    await client.call('GetBatch', { keys }),
    { items: [log.item(first + 2), log.item(first + 1), log.item(first + 2), log.item(first)] },
    'GetBatch: the order asked for, absent keys left out, repeated keys repeated');
  checks.equal(await client.call('GetBatch', { keys: [] }), { items: [] }, 'GetBatch of no keys');
  await checks.refused(
    client.call('GetBatch', { keys: [{ key: bytes('batch a') }, { key: Buffer.alloc(0) }] }),
    'INVALID_ARGUMENT', 'invalid key', 'GetBatch with an empty key');
}

async function refusals({ client, checks, log }) {
  const duplicated = 'duplicated keys are not supported in single batch transaction';
  const refused = (KVs, text) => checks.refused(client.call('SetBatch', { KVs }), 'INVALID_ARGUMENT', text);
  await refused([], 'empty set');
  await refused([pair('x', '1'), pair('y', '1'), pair('x', '2')], duplicated);
  await refused([pair('never stored', '1'), pair('', '1')], 'invalid key');
  await refused([pair('never stored', '1'), { key: reservedKey, value: bytes('1') }], 'invalid key');
  await refused([pair('never stored', '1'), pair('!badger!x', '1')], 'invalid key');
  await checks.refused(
    client.call('Get', { key: bytes('never stored') }), 'NOT_FOUND', 'Key not found', 'a refused batch stores nothing');

  // The original loses the indexes of a refused batch; here the next safe write must follow without a gap.
  const index = log.append(bytes('after a refused batch'), bytes('v'));
  const proof = await client.call('SafeSet', { kv: pair('after a refused batch', 'v'), rootIndex: { index: index - 1 } });
  checks.equal({ index: proof.index, root: proof.root }, { index, root: log.root() }, 'no index was lost');
}
