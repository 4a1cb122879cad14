// ExecAllOps: sets, references and sorted-set members in one batch.
import { bytes, referenceValue, sortedSetKey } from '../encode.mjs';

const set = (key, value) => ({ KVs: { key: bytes(key), value: bytes(value) } });
const reference = (name, key, index) =>
  ({ ROpts: { reference: bytes(name), key: bytes(key), index: index === undefined ? null : { index } } });
const member = (name, score, key, index) => ({
  ZOpts: { set: bytes(name), score: { score }, key: bytes(key), index: index === undefined ? null : { index } },
});

export async function atomicOperations(context) {
  await mixed(context);
  await onEarlierEntries(context);
  await refusals(context);
}

async function mixed({ client, checks, log }) {
  const first = log.size;
  const forced = (key, index) => referenceValue(bytes(key), index);
  // The index of an operation on a key set earlier in the list is forced to the new entry, whatever the request says.
  const Operations = [
    set('atomic a', '1'),
    reference('atomic ref', 'atomic a'),
    set('atomic b', '2'),
    member('atomic set', 2.5, 'atomic b', 0),
    member('atomic set', 0, 'atomic a'),
    reference('atomic ref b', 'atomic b', first),
  ];
  log.append(bytes('atomic a'), bytes('1'));
  log.append(bytes('atomic ref'), forced('atomic a', first), 'reference');
  log.append(bytes('atomic b'), bytes('2'));
  log.append(sortedSetKey(bytes('atomic set'), 2.5, bytes('atomic b'), first + 2), forced('atomic b', first + 2), 'member');
  log.append(sortedSetKey(bytes('atomic set'), 0, bytes('atomic a'), first), forced('atomic a', first), 'member');
  log.append(bytes('atomic ref b'), forced('atomic b', first + 2), 'reference');

  checks.equal(await client.call('ExecAllOps', { Operations }), { index: log.size - 1 }, 'the last index');
  for (let index = first; index < log.size; index++)
    checks.equal(await client.call('ByIndex', { index }), log.item(index), `stored form of operation ${index - first}`);
  checks.equal((await client.call('CurrentRoot')).payload.root, log.root(), 'the root over them');
  checks.equal(await client.call('Get', { key: bytes('atomic ref') }), log.item(first), 'Get through the reference');

  const { items } = await client.call('ZScan', { set: bytes('atomic set') });
  checks.equal(
    items.map(({ item, score, index }) => ({ item, score, index })),
    [{ item: log.item(first), score: 0, index: first + 4 }, { item: log.item(first + 2), score: 2.5, index: first + 3 }],
    'each member has its own index');
}

async function onEarlierEntries({ client, checks, log }) {
  const { index: target } = await client.call('Get', { key: bytes('atomic a') });
  const Operations = [
    reference('atomic by index', '', target),
    member('atomic set', 1, 'atomic a', target),
    set('same name', 'plain'),
    reference('same name', 'atomic a', target),
  ];
  const value = referenceValue(bytes('atomic a'), target);
  const first = log.size;
  log.append(bytes('atomic by index'), value, 'reference');
  log.append(sortedSetKey(bytes('atomic set'), 1, bytes('atomic a'), target), value, 'member');
  log.append(bytes('same name'), bytes('plain'));
  log.append(bytes('same name'), value, 'reference');
  checks.equal(await client.call('ExecAllOps', { Operations }), { index: log.size - 1 }, 'on earlier entries');
  for (let index = first; index < log.size; index++)
    checks.equal(await client.call('ByIndex', { index }), log.item(index), `entry ${index} is readable by index`);
  checks.equal(
    await client.call('Get', { key: bytes('same name') }), log.item(target), 'the newest of one name in a batch wins');
}

async function refusals({ client, checks, log }) {
  const refused = (Operations, code, text) => checks.refused(client.call('ExecAllOps', { Operations }), code, text);
  const invalid = (Operations, text) => refused(Operations, 'INVALID_ARGUMENT', text);
  const size = log.size;

  await invalid([], 'empty set');
  await invalid([set('x', '1'), {}], 'operation is not set');
  await invalid([set('x', '1'), set('x', '2')], 'duplicated keys are not supported in single batch transaction');
  await invalid(
    [set('x', '1'), member('s', 1, 'x'), member('s', 2, 'x')],
    'duplicated index inside zAdd insertions are not supported in single batch transaction');
  await invalid(
    [set('x', '1'), reference('r', 'x'), reference('r', 'x')],
    'duplicated references insertions are not supported in single batch transaction');
  await invalid([member('s', 1, 'greeting')], 'zAdd index not provided');
  await invalid([reference('r', 'greeting')], 'reference index not provided');
  await invalid([member('s', 1, 'x'), set('x', '1')], 'zAdd index not provided');
  await invalid([reference('r', 'x'), set('x', '1')], 'reference index not provided');
  await refused([member('s', 1, 'greeting', size)], 'NOT_FOUND', 'index not found');
  await refused([reference('r', 'greeting', size)], 'NOT_FOUND', 'index not found');
  await invalid([member('s', 1, 'greeting', 0)], 'mismatch between provided index and key');
  await invalid([reference('r', 'greeting', 0)], 'mismatch between provided index and key');
  await invalid([set('x', '1'), set('', '1')], 'invalid key');
  await invalid([set('x', '1'), reference('', 'x')], 'invalid key');

  checks.equal(
    (await client.call('CurrentRoot')).payload, { index: size - 1, root: log.root() }, 'refused lists left no trace');
}
