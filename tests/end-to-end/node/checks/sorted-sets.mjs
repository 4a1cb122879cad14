// ZAdd and SafeZAdd: the stored form, the proof, the refusals; how members resolve.
import { bytes, referenceValue, reservedKey, separator, sortedSetKey } from '../encode.mjs';
import { proves, provesWrite } from '../proves.mjs';

const set = bytes('set');
const key = bytes('set target');

export async function sortedSets(context) {
  const { client, log } = context;
  const target = log.size;
  for (const value of ['old', 'new']) {
    log.append(key, bytes(value));
    await client.call('Set', { key, value: bytes(value) });
  }
  await stored(context, target);
  await safe(context, target);
  await resolution(context, target);
  await refusals(context, target);
}

async function stored({ client, checks, log }, target) {
  const forms = [
    { score: { score: 1.5 }, index: null },
    { score: { score: -1 }, index: { index: target } },
    { score: { score: 0 }, index: null },
    { score: null, index: { index: target } }, // a missing score counts as 0
  ];
  for (const { score, index } of forms) {
    const at = log.append(
      sortedSetKey(set, score?.score ?? 0, key, index?.index ?? null), referenceValue(key, index?.index ?? null), 'member');
    checks.equal(await client.call('ZAdd', { set, score, key, index }), { index: at }, 'ZAdd gives the index');
    checks.equal(await client.call('ByIndex', { index: at }), log.item(at), 'ZAdd: stored form');
  }
  const byIndex = bytes('set by index');
  const at = log.append(sortedSetKey(byIndex, 2, key, target), referenceValue(key, target), 'member');
  checks.equal(
    await client.call('ZAdd', { set: byIndex, score: { score: 2 }, key: Buffer.alloc(0), index: { index: target } }),
    { index: at }, 'ZAdd by index alone');
}

async function safe(context, target) {
  const { client, log } = context;
  for (const index of [null, { index: target }]) {
    const rootIndex = log.size - 1;
    log.append(sortedSetKey(set, 7, key, index?.index ?? null), referenceValue(key, index?.index ?? null), 'member');
    const zopts = { set, score: { score: 7 }, key, index };
    provesWrite(context, await client.call('SafeZAdd', { zopts, rootIndex: { index: rootIndex } }), rootIndex, 'SafeZAdd');
  }
}

async function resolution(context, target) {
  const { client, checks, log } = context;
  const { items } = await client.call('ZScan', { set });
  checks.equal(
    items.map(({ item, score }) => [score, item]),
    [
      [-1, log.item(target)],
      [0, log.item(target + 1)], // without index: the newest version
      [0, log.item(target)], // with index: the entry at it
      [1.5, log.item(target + 1)],
      [7, log.item(target + 1)],
      [7, log.item(target)],
    ],
    'ZScan resolves members');
  for (const { currentOffset, index } of items)
    checks.equal(currentOffset, log.item(index).key, 'a member carries its stored key and its own index');

  // The same member again is a new entry, but shown once.
  const again = log.append(sortedSetKey(set, 1.5, key), referenceValue(key), 'member');
  await client.call('ZAdd', { set, score: { score: 1.5 }, key });
  const { items: after } = await client.call('ZScan', { set });
  checks.equal(after.map(({ score }) => score), items.map(({ score }) => score), 'a repeated member is shown once');
  checks.equal(after[3].index, again, 'with its newest index');

  // A sorted-set key is a key: Get resolves it, SafeGet proves its target.
  checks.equal(await client.call('Get', { key: items[3].currentOffset }), log.item(target + 1), 'Get of a member key');
  const { item, proof } = await client.call('SafeGet', { key: items[3].currentOffset });
  checks.equal(item, log.item(target + 1), 'SafeGet of a member key');
  proves(context, proof, { index: target + 1, at: log.size - 1 }, 'SafeGet of a member key');

  // A plain entry that somebody wrote among the members is no member.
  const intruder = sortedSetKey(set, 1, key);
  log.append(intruder, bytes('plain'));
  await client.call('Set', { key: intruder, value: bytes('plain') });
  const { items: last } = await client.call('ZScan', { set });
  checks.equal(last.length, items.length, 'a plain entry among the members is skipped');
  checks.equal(await client.call('ZScan', { set: bytes('no such set') }), { items: [] }, 'an unknown set');
}

async function refusals({ client, checks, log }, target) {
  const score = { score: 1 };
  const refused = async (zopts, code, text) => {
    await checks.refused(client.call('ZAdd', { score, ...zopts }), code, text, `ZAdd: ${text}`);
    await checks.refused(client.call('SafeZAdd', { zopts: { score, ...zopts } }), code, text, `SafeZAdd: ${text}`);
  };
  await refused({ set }, 'INVALID_ARGUMENT', 'invalid key');
  await refused({ set, key: reservedKey }, 'INVALID_ARGUMENT', 'invalid key');
  await refused({ key }, 'INVALID_ARGUMENT', 'invalid set');
  await refused({ set: reservedKey, key }, 'INVALID_ARGUMENT', 'invalid set');
  await refused({ set: Buffer.of(0, 1), key }, 'INVALID_ARGUMENT', 'invalid set');
  await refused({ set: Buffer.concat([set, separator]), key }, 'INVALID_ARGUMENT', 'invalid set');
  await refused({ set, key: bytes('absent') }, 'NOT_FOUND', 'Key not found');
  await refused({ set, key, index: { index: log.size } }, 'NOT_FOUND', 'index not found');
  await refused(
    { set, key: bytes('greeting'), index: { index: target } }, 'INVALID_ARGUMENT', 'mismatch between provided index and key');
  await checks.refused(client.call('SafeZAdd', {}), 'INVALID_ARGUMENT', 'invalid key', 'SafeZAdd of nothing');
  await checks.refused(
    client.call('SafeZAdd', { zopts: { set, score, key }, rootIndex: { index: log.size } }),
    'INVALID_ARGUMENT', 'invalid root index', 'SafeZAdd');
  await checks.refused(client.call('ZScan', {}), 'INVALID_ARGUMENT', 'invalid set', 'ZScan of no set');
  await checks.refused(client.call('ZScan', { set: reservedKey }), 'INVALID_ARGUMENT', 'invalid set', 'ZScan');
  await checks.refused(client.call('ZScan', { set, offset: reservedKey }), 'INVALID_ARGUMENT', 'invalid offset', 'ZScan');
}
