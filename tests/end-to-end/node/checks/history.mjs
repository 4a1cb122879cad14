// History, Count, CountAll.
import { bytes, referenceValue, reservedKey } from '../encode.mjs';

const key = bytes('versions');

export async function history({ client, checks, log }) {
  const versions = [];
  for (let number = 0; number < 7; number++) {
    for (const name of [key, bytes('versions of another'), bytes('version')]) {
      const index = log.append(name, bytes(String(number)));
      await client.call('Set', { key: name, value: bytes(String(number)) });
      if (name === key) versions.push(index);
    }
  }
  const pinned = referenceValue(bytes('greeting'));
  versions.push(log.append(key, pinned, 'reference'));
  await client.call('Reference', { reference: key, key: bytes('greeting') });

  const oldest = versions.map((index) => log.item(index));
  const newest = [...oldest].reverse();
  const read = async (options) => (await client.call('History', { key, ...options })).items;

  checks.equal(await read({}), newest, 'newest first, values as stored');
  checks.equal(await read({ reverse: true }), oldest, 'reverse: oldest first');
  checks.equal(await read({ limit: 3 }), newest.slice(0, 3), 'limit');
  checks.equal(await read({ offset: versions[5] }), newest.slice(3), 'offset: only older, itself left out');
  checks.equal(await read({ offset: versions[5] + 1 }), newest.slice(2), 'an offset between two versions');
  checks.equal(await read({ offset: versions[2], reverse: true }), oldest.slice(3), 'offset in reverse: only newer');
  checks.equal(
    await read({ offset: versions[2], reverse: true, limit: 2 }), oldest.slice(3, 5), 'offset and limit in reverse');
  checks.equal(await client.call('History', { key: bytes('absent') }), { items: [] }, 'an unknown key');
  checks.equal(await client.call('History', {}), { items: [] }, 'an empty key');
  await checks.refused(client.call('History', { key: reservedKey }), 'INVALID_ARGUMENT', 'invalid key', 'History');

  const count = async (prefix) => (await client.call('Count', { prefix: bytes(prefix) })).count;
  checks.equal(await count('versions'), 8, 'Count counts the versions of exactly this key');
  checks.equal(await count('versio'), 0, 'not of keys that start with it');
  checks.equal(await count(''), 0, 'Count of the empty key');
  await checks.refused(client.call('Count', { prefix: reservedKey }), 'INVALID_ARGUMENT', 'invalid key prefix', 'Count');

  const distinct = new Set(log.entries.map((entry) => entry.key.toString('latin1'))).size;
  checks.equal(await client.call('CountAll'), { count: distinct + log.size }, 'CountAll: distinct keys and log size');
}
