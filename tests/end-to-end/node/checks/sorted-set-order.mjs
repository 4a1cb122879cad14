// ZScan's order, ranges, limits and paging: scores sort as numbers, -0 before 0; as a list and as a stream.
import { bytes, referenceValue, separator, sortedSetKey } from '../encode.mjs';

const set = bytes('order');
const key = bytes('order target');
const forward = [-Infinity, -100, -2, -1, -0.5, -0, 0, 0.5, 1, 1.5, 100, Infinity];

export async function sortedSetOrder({ client, checks, log }) {
  log.append(key, bytes('v'));
  await client.call('Set', { key, value: bytes('v') });
  for (const score of [0.5, ...forward.filter((score) => score !== 0.5).reverse()]) {
    log.append(sortedSetKey(set, score, key), referenceValue(key), 'member');
    await client.call('ZAdd', { set, score: { score }, key });
  }

  const scan = async (options = {}) => (await client.call('ZScan', { set, ...options })).items;
  const scores = async (options) => (await scan(options)).map((member) => storedScore(checks, member));
  const backward = [...forward].reverse();

  checks.equal(await scores(), forward, 'forward: ascending');
  checks.equal(await scores({ reverse: true }), backward, 'reverse: descending');
  checks.equal(await scores({ limit: 3 }), forward.slice(0, 3), 'limit');
  checks.equal(await scores({ limit: 3, reverse: true }), backward.slice(0, 3), 'limit in reverse');
  checks.equal(await scores({ min: { score: 1 } }), [1, 1.5, 100, Infinity], 'min belongs to the range');
  checks.equal(
    await scores({ max: { score: 1 } }), [-Infinity, -100, -2, -1, -0.5, -0, 0, 0.5, 1], 'and so does max');
  checks.equal(await scores({ min: { score: 0.5 }, max: { score: 1.5 } }), [0.5, 1, 1.5], 'min and max');
  checks.equal(
    await scores({ min: { score: -1 }, max: { score: 0.5 } }), [-1, -0.5, -0, 0, 0.5], 'a range across zero');
  checks.equal(await scores({ min: { score: 0 }, max: { score: 0 } }), [-0, 0], 'zero is both zeros');
  checks.equal(
    await scores({ max: { score: 1.5 }, reverse: true }), backward.slice(2), 'max is where reverse starts');
  checks.equal(
    await scores({ min: { score: 0 }, max: { score: 100 }, reverse: true, limit: 2 }), [100, 1.5], 'reverse with a range');

  checks.equal(await scan({ offset: bytes('order target') }), [], 'an offset that is no member of the set');
  const streamed = await client.queryStream('ZScan', { set, reverse: true });
  checks.equal(streamed.flatMap((message) => message.items), await scan({ reverse: true }), 'the same as a stream');

  await paging({ checks, scan }, false, forward);
  await paging({ checks, scan }, true, backward);
}

async function paging({ checks, scan }, reverse, expected) {
  const seen = [];
  for (let offset = Buffer.alloc(0); ;) {
    const page = await scan({ offset, reverse, limit: 5 });
    if (page.length === 0) break;
    seen.push(...page.map((member) => storedScore(checks, member)));
    offset = page.at(-1).currentOffset;
  }
  checks.equal(seen, expected, `pages of 5 by the last offset, reverse ${reverse}`);
}

// Some protobuf libraries leave -0 out of a message as if it were 0; the stored key keeps the sign.
function storedScore(checks, { score, currentOffset }) {
  const stored = currentOffset.readDoubleBE(2 * separator.length + set.length);
  checks.ok(score === stored, `the score ${score} is the one in the stored key, ${stored}`);
  return stored;
}
