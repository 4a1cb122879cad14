// Set, SafeSet, Get, SafeGet: values come back as written, proofs hold, wrong keys are refused and leave no trace.
import { bytes, reservedKey } from '../encode.mjs';
import { proves, provesWrite } from '../proves.mjs';

export async function writes(context) {
  await plain(context);
  await safe(context);
  await wrongKeys(context);
  await wrongRootIndexes(context);
}

async function plain({ client, checks, log }) {
  const pairs = [
    ['greeting', 'hello'],
    ['greeting', 'hello again'],
    ['empty value', ''],
    [Buffer.from([1]), Buffer.from([0])],
    [Buffer.from([0xff, 0x00, 0xff]), Buffer.from([...Array(256).keys()])],
    ['_~|IMMU|~_almost a set', 'an ordinary key'],
  ];
  for (const [key, value] of pairs.map((pair) => pair.map((part) => Buffer.from(part)))) {
    const index = log.append(key, value);
    checks.equal(await client.call('Set', { key, value }), { index }, 'Set gives the index');
    checks.equal(await client.call('Get', { key }), { key, value, index }, 'Get gives what was set');
  }
  await checks.refused(client.call('Get', { key: bytes('greetin') }), 'NOT_FOUND', 'Key not found', 'a shorter key');
}

async function safe(context) {
  const { client, checks, log } = context;
  for (const rootIndex of [null, 0, 1, 7, log.size - 1]) {
    const key = bytes(`safe ${rootIndex}`);
    const value = bytes('v');
    const index = log.append(key, value);
    const trusted = rootIndex === null ? {} : { rootIndex: { index: rootIndex } };
    const proof = await client.call('SafeSet', { kv: { key, value }, ...trusted });
    provesWrite(context, proof, rootIndex, `SafeSet from root ${rootIndex}`);

    const { item, proof: read } = await client.call('SafeGet', { key, ...trusted });
    checks.equal(item, { key, value, index }, 'SafeGet gives what was set');
    proves(context, read, { index, at: log.size - 1, rootIndex }, `SafeGet from root ${rootIndex}`);
  }
  const { item, proof } = await client.call('SafeGet', { key: bytes('greeting'), rootIndex: { index: 3 } });
  checks.equal(item.value, bytes('hello again'), 'SafeGet gives the newest version');
  proves(context, proof, { index: item.index, at: log.size - 1, rootIndex: 3 }, 'SafeGet of an older entry');
}

async function wrongKeys({ client, checks }) {
  const value = bytes('v');
  for (const key of [Buffer.alloc(0), Buffer.from([0]), Buffer.from([0, 1, 2]), reservedKey]) {
    const refusal = ['INVALID_ARGUMENT', 'invalid key'];
    await checks.refused(client.call('Set', { key, value }), ...refusal);
    await checks.refused(client.call('Get', { key }), ...refusal);
    await checks.refused(client.call('SafeSet', { kv: { key, value } }), ...refusal);
    await checks.refused(client.call('SafeGet', { key }), ...refusal);
  }
  await checks.refused(client.call('SafeSet', {}), 'INVALID_ARGUMENT', 'invalid key', 'SafeSet without a pair');

  const badger = bytes('!badger!x');
  await checks.refused(client.call('Set', { key: badger, value }), 'INVALID_ARGUMENT', 'invalid key');
  await checks.refused(client.call('SafeSet', { kv: { key: badger, value } }), 'INVALID_ARGUMENT', 'invalid key');
  await checks.refused(client.call('Get', { key: badger }), 'NOT_FOUND', 'Key not found');
}

async function wrongRootIndexes({ client, checks, log }) {
  const kv = { key: bytes('greeting'), value: bytes('never stored') };
  const refusal = ['INVALID_ARGUMENT', 'invalid root index'];
  for (const index of [log.size, log.size + 1, '18446744073709551615']) {
    const rootIndex = { index };
    await checks.refused(client.call('SafeSet', { kv, rootIndex }), ...refusal, 'SafeSet');
    await checks.refused(client.call('SafeGet', { key: kv.key, rootIndex }), ...refusal, 'SafeGet');
    await checks.refused(client.call('SafeGet', { key: bytes('absent'), rootIndex }), ...refusal, 'before the look-up');
  }
  await checks.refused(
    client.call('SafeSet', { kv: { key: Buffer.alloc(0) }, rootIndex: { index: log.size } }),
    'INVALID_ARGUMENT', 'invalid key', 'the key comes before the root index');

  const { payload } = await client.call('CurrentRoot');
  checks.equal(payload, { index: log.size - 1, root: log.root() }, 'refused writes left no trace');
}
