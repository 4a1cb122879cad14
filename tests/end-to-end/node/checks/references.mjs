// Reference, SafeReference, GetReference, and how Get resolves one level.
import { bytes, referenceValue, reservedKey } from '../encode.mjs';
import { proves, provesWrite } from '../proves.mjs';

export async function references(context) {
  const target = await versions(context);
  await stored(context, target);
  await resolution(context, target);
  await safeReferences(context, target);
  await refusals(context);
}

/** Three versions of the target; returns the index of the first. */
async function versions({ client, log }) {
  const key = bytes('ref target');
  const first = log.size;
  for (const value of ['one', 'two', 'three']) {
    log.append(key, bytes(value));
    await client.call('Set', { key, value: bytes(value) });
  }
  return first;
}

async function stored(context, target) {
  const { client, checks, log } = context;
  const key = bytes('ref target');
  const forms = [
    { name: 'ref newest', key, index: null },
    { name: 'ref pinned', key, index: { index: target } },
    { name: 'ref by index', key: Buffer.alloc(0), index: { index: target + 1 } },
    { name: 'ref to entry 0', key: bytes('0'), index: { index: 0 } },
  ];
  for (const { name, key: asked, index } of forms) {
    const resolved = asked.length > 0 ? asked : key;
    const at = log.append(bytes(name), referenceValue(resolved, index?.index ?? null), 'reference');
    checks.equal(await client.call('Reference', { reference: bytes(name), key: asked, index }), { index: at }, name);
    checks.equal(await client.call('ByIndex', { index: at }), log.item(at), `${name}: stored form`);
  }
}

async function resolution({ client, checks, log }, target) {
  const newest = log.item(target + 2);
  const get = (key) => client.call('Get', { key: bytes(key) });
  const getReference = (key) => client.call('GetReference', { key: bytes(key) });
  for (const name of ['ref newest', 'ref pinned', 'ref by index'])
    checks.equal(await get(name), newest, `Get ${name}: the newest version, the stored index is ignored`);
  checks.equal(await getReference('ref newest'), newest, 'GetReference without index: the newest version');
  checks.equal(await getReference('ref pinned'), log.item(target), 'GetReference honours the index');
  checks.equal(await getReference('ref by index'), log.item(target + 1), 'GetReference by index alone');
  checks.equal(await getReference('ref to entry 0'), log.item(0), 'GetReference to entry 0');
  checks.equal(
    await client.call('GetBatch', { keys: [{ key: bytes('ref pinned') }] }), { items: [newest] }, 'GetBatch resolves');

  // One level only: a reference to a reference gives the inner one as stored.
  const inner = log.entries.findIndex(({ key }) => key.equals(bytes('ref newest')));
  log.append(bytes('ref nested'), referenceValue(bytes('ref newest')), 'reference');
  await client.call('Reference', { reference: bytes('ref nested'), key: bytes('ref newest') });
  checks.equal(await get('ref nested'), log.item(inner), 'a nested reference gives the raw inner one');
  checks.equal(await getReference('ref nested'), log.item(inner), 'GetReference of a nested reference');

  // The newest version decides the kind, both ways.
  log.append(bytes('ref newest'), bytes('plain now'));
  await client.call('Set', { key: bytes('ref newest'), value: bytes('plain now') });
  checks.equal((await get('ref newest')).value, bytes('plain now'), 'a reference overwritten by a plain key');
  await checks.refused(getReference('ref newest'), 'INVALID_ARGUMENT', 'provided argument is not a reference');
  log.append(bytes('ref newest'), referenceValue(bytes('ref target')), 'reference');
  await client.call('Reference', { reference: bytes('ref newest'), key: bytes('ref target') });
  checks.equal(await get('ref newest'), newest, 'and back to a reference');
}

async function safeReferences(context, target) {
  const { client, checks, log } = context;
  const key = bytes('ref target');
  for (const index of [null, { index: target }]) {
    const name = bytes(`ref safe ${index?.index}`);
    const rootIndex = log.size - 1;
    log.append(name, referenceValue(key, index?.index ?? null), 'reference');
    const proof = await client.call('SafeReference', { ro: { reference: name, key, index }, rootIndex: { index: rootIndex } });
    provesWrite(context, proof, rootIndex, 'SafeReference');

    const { item, proof: read } = await client.call('SafeGet', { key: name, rootIndex: { index: rootIndex } });
    checks.equal(item, log.item(target + 2), 'SafeGet of a reference gives the target');
    proves(context, read, { index: target + 2, at: log.size - 1, rootIndex }, 'SafeGet of a reference proves the target');
  }
}

async function refusals({ client, checks, log }) {
  const name = bytes('ref refused');
  const key = bytes('ref target');
  const empty = Buffer.alloc(0);
  const refused = (rpc, request, code, text) => checks.refused(
    client.call(rpc, rpc === 'Reference' ? request : { ro: request }), code, text, `${rpc}: ${text}`);

  await refused('Reference', { reference: name, key: empty }, 'UNKNOWN', 'Key cannot be empty');
  await refused('SafeReference', { reference: name, key: empty }, 'INVALID_ARGUMENT', 'invalid key');
  await refused('Reference', { reference: empty, key }, 'UNKNOWN', 'Key cannot be empty');
  await refused('SafeReference', { reference: empty, key }, 'INVALID_ARGUMENT', 'invalid reference');
  await checks.refused(client.call('SafeReference', {}), 'INVALID_ARGUMENT', 'invalid key', 'SafeReference of nothing');
  for (const rpc of ['Reference', 'SafeReference']) {
    await refused(rpc, { reference: name, key: reservedKey }, 'INVALID_ARGUMENT', 'invalid key');
    await refused(rpc, { reference: reservedKey, key }, 'INVALID_ARGUMENT', 'invalid reference');
    await refused(rpc, { reference: name, key: bytes('absent') }, 'NOT_FOUND', 'Key not found');
    await refused(rpc, { reference: name, key, index: { index: log.size } }, 'NOT_FOUND', 'index not found');
    await refused(
      rpc, { reference: name, key, index: { index: 0 } }, 'INVALID_ARGUMENT', 'mismatch between provided index and key');
  }
  await checks.refused(
    client.call('SafeReference', { ro: { reference: name, key }, rootIndex: { index: log.size } }),
    'INVALID_ARGUMENT', 'invalid root index', 'SafeReference');
  await checks.refused(client.call('Get', { key: name }), 'NOT_FOUND', 'Key not found', 'a refused reference');

  await checks.refused(client.call('GetReference', { key: empty }), 'INVALID_ARGUMENT', 'invalid reference');
  await checks.refused(client.call('GetReference', { key: reservedKey }), 'INVALID_ARGUMENT', 'invalid reference');
  await checks.refused(client.call('GetReference', { key: bytes('absent') }), 'NOT_FOUND', 'Key not found');
  await checks.refused(
    client.call('GetReference', { key }), 'INVALID_ARGUMENT', 'provided argument is not a reference', 'a plain key');
}
