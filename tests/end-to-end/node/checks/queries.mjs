// The service beside immudb's, from its own schema: entries by value, keys at earlier times with proofs, figures, cursors.
import { bytes, encodeContent } from '../encode.mjs';
import { verifyConsistency, verifyInclusion } from '../verify.mjs';

const key = bytes('queried');

export async function queries(context) {
  const { client, log } = context;
  for (const value of ['red', 'green', 'red']) {
    log.append(key, bytes(value));
    await client.call('Set', { key, value: bytes(value) });
  }
  const wrapped = encodeContent(1_600_000_000, bytes('red'));
  for (const [name, value] of [['queried a', bytes('red')], ['queried a', bytes('redder')], ['queried b', wrapped]]) {
    log.append(bytes(name), value);
    await client.call('Set', { key: bytes(name), value });
  }
  await byValue(context, wrapped);
  await pages(context);
  await past(context);
  await figures(context);
  await refusals(context);
}

async function byValue({ client, checks, log }, wrapped) {
  const at = log.size - 6;
  const find = async (query) => (await client.query('FindByValue', query)).items.map(({ index }) => index - at);
  const keys = async (query) => (await client.query('KeysWithValue', query)).items.map(({ index }) => index - at);

  checks.equal(await find({ equal: bytes('red') }), [2, 0, 3, 5], 'every version with the value, by key, newest first');
  checks.equal(await find({ prefix: bytes('red') }), [2, 0, 3, 5, 4], 'values that begin so, in their order');
  checks.equal(await find({ equal: wrapped }), [5], 'a wrapped value by its own bytes');
  checks.equal(await find({ equal: bytes('nobody has this value') }), [], 'a value that nobody has');
  checks.equal(await keys({ equal: bytes('red') }), [2, 5], 'keys whose newest version has the value');
  checks.equal(await keys({ equal: bytes('green') }), [], 'an overwritten value');
  checks.equal(
    (await client.query('FindByValue', { equal: wrapped })), { items: [log.item(at + 5)], next: Buffer.alloc(0) }, 'as stored');
}

async function pages({ client, checks }) {
  const { items: all, next: end } = await client.query('FindByValue', { prefix: Buffer.alloc(0), limit: 10_000 });
  checks.equal(end, Buffer.alloc(0), 'everything fits one page');

  const seen = [];
  let after = Buffer.alloc(0);
  do {
    const page = await client.query('FindByValue', { prefix: Buffer.alloc(0), after, limit: 37 });
    checks.ok(page.items.length <= 37, 'a page has at most 37 items');
    seen.push(...page.items);
    after = page.next;
  } while (after.length > 0);
  checks.equal(seen, all, 'pages of 37 give the same');
}

async function past({ client, checks, log }) {
  const now = log.size - 1;
  const first = log.size - 6;
  for (const [time, version] of [[first, 0], [first + 1, 1], [first + 2, 2], [now, 2]]) {
    const root = { index: time, root: log.root(time + 1) };
    const { item, inclusion, consistency } = await client.query('GetAt', { key, root });
    checks.equal(item, log.item(first + version), `the version of ${time}`);
    checks.equal(await client.query('GetAt', { key, index: time }), { item, inclusion, consistency }, 'the same by index');
    checks.equal(
      inclusion,
      { at: time, index: item.index, root: root.root, leaf: log.leaf(item.index), path: log.inclusion(item.index, time + 1) },
      `inclusion in the log of ${time}`);
    checks.ok(verifyInclusion(inclusion), 'the client accepts it');
    checks.equal(
      consistency,
      { first: time, second: now, firstRoot: root.root, secondRoot: log.root(), path: log.consistency(time) },
      `consistency since ${time}`);
    checks.ok(verifyConsistency(consistency), 'the client accepts it');
  }
}

async function figures({ client, checks, log }) {
  const distinct = new Set(log.entries.map((entry) => entry.key.toString('latin1'))).size;
  const stats = await client.query('Stats', { exact_keys: true });
  checks.equal(stats.entries, log.size, 'entries');
  checks.equal(stats.root, { index: log.size - 1, root: log.root() }, 'root');
  checks.equal(stats.keys, distinct, 'distinct keys, counted');
  checks.ok(stats.keys_at_most >= distinct && stats.keys_at_most <= log.size, 'and estimated from above');
  checks.ok(stats.log_bytes > 0 && stats.has_value_index, 'the log has bytes, values are indexed');
  checks.equal((await client.query('Stats')).keys, undefined, 'keys are not counted unasked');
}

async function refusals({ client, checks, log }) {
  const root = { index: 1, root: log.root(1) };
  await checks.refused(
    client.query('GetAt', { key, root }), 'FAILED_PRECONDITION',
    'this ledger never had the root given: it is of another ledger, or one of the two was changed');
  await checks.refused(
    client.query('GetAt', { key, root: { index: log.size, root: log.root() } }), 'FAILED_PRECONDITION',
    'the root given is of more entries than this ledger has: it is of another ledger, or entries were cut off');
  await checks.refused(client.query('GetAt', { key, index: log.size }), 'NOT_FOUND', 'index not found', 'GetAt');
  await checks.refused(client.query('GetAt', { key, index: 0 }), 'NOT_FOUND', 'Key not found', 'GetAt before the key');
  await checks.refused(client.query('GetAt', { key }), 'INVALID_ARGUMENT', 'give a time in index or in root');
  await checks.refused(client.query('FindByValue', {}), 'INVALID_ARGUMENT', 'give a value in equal or in prefix');
  await checks.refused(client.query('FindByValue', { equal: key, after: key }), 'INVALID_ARGUMENT', 'invalid cursor');
  await checks.refused(client.query('Stats', {}, null), 'UNKNOWN', 'please login first', 'Stats without a token');
}
