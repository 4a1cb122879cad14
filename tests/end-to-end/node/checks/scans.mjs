// Scan: order, prefixes, offsets (exclusive places), limits, deep scans; the same as a stream.
import { bytes, reservedKey } from '../encode.mjs';

export async function scans(context) {
  const { client, log } = context;
  for (const key of ['sc:aaa', 'sc:abc', 'sc:acc', 'sc:acd', 'sc:bbb', 'sc:bbbx']) {
    log.append(bytes(key), bytes(`${key} v`));
    await client.call('Set', { key: bytes(key), value: bytes(`${key} v`) });
  }
  await ranges(context);
  await paging(context);
  await deep(context);
  await everything(context);
  await refusals(context);
}

async function names(client, options) {
  const { items } = await client.call('Scan', Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, typeof value === 'string' ? bytes(value) : value])));
  return items.map(({ key }) => key.toString('latin1').replace('sc:', ''));
}

async function ranges({ client, checks, log }) {
  const scan = (options) => names(client, options);
  checks.equal(await scan({ prefix: 'sc:a' }), ['aaa', 'abc', 'acc', 'acd'], 'prefix');
  checks.equal(await scan({ prefix: 'sc:a', reverse: true }), ['acd', 'acc', 'abc', 'aaa'], 'prefix in reverse');
  checks.equal(await scan({ prefix: 'sc:', limit: 2 }), ['aaa', 'abc'], 'limit');
  checks.equal(await scan({ prefix: 'sc:', limit: 2, reverse: true }), ['bbbx', 'bbb'], 'limit in reverse');
  checks.equal(await scan({ prefix: 'sc:zzz' }), [], 'a prefix nobody has');

  checks.equal(await scan({ prefix: 'sc:a', offset: 'sc:abc' }), ['acc', 'acd'], 'an offset is skipped');
  checks.equal(await scan({ prefix: 'sc:a', offset: 'sc:ab' }), ['abc', 'acc', 'acd'], 'an offset in a gap skips nothing');
  checks.equal(await scan({ prefix: 'sc:a', offset: 'sc:abc', reverse: true }), ['aaa'], 'offset in reverse');
  checks.equal(
    await scan({ prefix: 'sc:', offset: 'sc:bbb', reverse: true }), ['acd', 'acc', 'abc', 'aaa'],
    'in reverse a longer key is above the offset');
  checks.equal(await scan({ prefix: 'sc:a', offset: 'sc:b' }), [], 'an offset past the prefix leaves nothing');
  checks.equal(await scan({ prefix: 'sc:b', offset: 'sc:aaa' }), ['bbb', 'bbbx'], 'one before the prefix leaves all of it');

  log.append(bytes('sc:abc'), bytes('newer'));
  await client.call('Set', { key: bytes('sc:abc'), value: bytes('newer') });
  const { items } = await client.call('Scan', { prefix: bytes('sc:ab') });
  checks.equal(items, [log.item(log.size - 1)], 'the newest version, once');
}

// immudb-py pages by the last key returned.
async function paging({ client, checks, log }) {
  const KVs = Array.from({ length: 25 }, (_, number) =>
    ({ key: bytes(`page:${String(number).padStart(2, '0')}`), value: bytes(String(number)) }));
  for (const { key, value } of KVs) log.append(key, value);
  await client.call('SetBatch', { KVs });

  for (const reverse of [false, true]) {
    const seen = [];
    for (let offset = Buffer.alloc(0); ;) {
      const { items } = await client.call('Scan', { prefix: bytes('page:'), offset, limit: 10, reverse });
      if (items.length === 0) break;
      seen.push(...items.map(({ key }) => key));
      offset = items.at(-1).key;
    }
    const expected = KVs.map(({ key }) => key);
    checks.equal(seen, reverse ? expected.reverse() : expected, `pages of 10, reverse ${reverse}`);
  }
}

async function deep({ client, checks, log }) {
  const scan = async (options) => (await client.call('Scan', { prefix: bytes('ref '), ...options })).items;
  const shallow = await scan({});
  checks.equal(shallow.map(({ key }) => key.toString()), ['ref target'], 'references are left out');
  checks.equal(await scan({ limit: 1 }), shallow, 'and do not count against the limit');

  const resolved = await scan({ deep: true });
  const newest = new Map(log.entries.map((entry, index) => [entry.key.toString('latin1'), { ...entry, index }]));
  const expected = [...newest.entries()]
    .filter(([name]) => name.startsWith('ref '))
    .sort(([left], [right]) => Buffer.compare(Buffer.from(left, 'latin1'), Buffer.from(right, 'latin1')))
    .map(([, { key, value, kind, index }]) => kind === 'plain' ? { key, value, index } : target(log, newest, value));
  checks.equal(resolved, expected, 'a deep scan gives the targets: the entry at the index, or the newest version');
}

function target(log, newest, value) {
  if (value.at(-1) === 1) return log.item(Number(value.readBigUInt64BE(value.length - 9)));
  const { key, value: stored, index } = newest.get(value.subarray(0, -9).toString('latin1'));
  return { key, value: stored, index };
}

async function everything({ client, checks, log }) {
  const newest = new Map(log.entries.map((entry, index) => [entry.key.toString('latin1'), { entry, index }]));
  const plain = [...newest.values()]
    .filter(({ entry }) => entry.kind === 'plain')
    .map(({ index }) => log.item(index))
    .sort((left, right) => Buffer.compare(left.key, right.key));
  checks.equal((await client.call('Scan', {})).items, plain, 'an empty prefix scans all plain keys in byte order');

  const { items } = await client.call('Scan', { deep: true });
  checks.equal(items.length, newest.size, 'an empty-prefix deep scan shows every key once and no internals');

  const streamed = async (options) => (await client.queryStream('Scan', options)).flatMap((message) => message.items);
  checks.equal(await streamed({}), plain, 'a stream of all plain keys');
  checks.equal(await streamed({ deep: true, reverse: true }), [...items].reverse(), 'a deep stream in reverse');
}

async function refusals({ client, checks }) {
  for (const prefix of [Buffer.of(0), reservedKey]) {
    await checks.refused(client.call('Scan', { prefix }), 'INVALID_ARGUMENT', 'invalid key prefix', 'Scan');
    await checks.refused(client.call('Scan', { offset: prefix }), 'INVALID_ARGUMENT', 'invalid offset', 'Scan');
  }
}
