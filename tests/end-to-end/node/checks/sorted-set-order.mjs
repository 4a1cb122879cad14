// ZScan's order, ranges, limits and paging, quirks included: scores sort by their bits, so negative ones come last.
import { bytes, referenceValue, separator, sortedSetKey } from '../encode.mjs';

const set = bytes('order');
const key = bytes('order target');
const forward = [0, 0.5, 1, 1.5, 100, Infinity, -0, -0.5, -1, -2, -100, -Infinity];

export async function sortedSetOrder({ client, checks, log }) {
  log.append(key, bytes('v'));
  await client.call('Set', { key, value: bytes('v') });
  for (const score of [...forward].reverse()) {
    log.append(sortedSetKey(set, score, key), referenceValue(key), 'member');
    await client.call('ZAdd', { set, score: { score }, key });
  }

  const scan = async (options = {}) => (await client.call('ZScan', { set, ...options })).items;
  const scores = async (options) => (await scan(options)).map((member) => storedScore(checks, member));
  // Reverse starts at the set's prefix and a byte ff: a key whose score begins with ff, such as -Infinity, lies after it.
  const backward = [...forward].reverse().filter((score) => score !== -Infinity);

  checks.equal(await scores(), forward, 'forward: ascending bits');
  checks.equal(await scores({ reverse: true }), backward, 'reverse: descending bits');
  checks.equal(await scores({ limit: 3 }), forward.slice(0, 3), 'limit');
  checks.equal(await scores({ limit: 3, reverse: true }), backward.slice(0, 3), 'limit in reverse');
  checks.equal(await scores({ min: { score: 1 } }), [1, 1.5, 100, Infinity], 'min starts at its bits and filters');
  checks.equal(
    await scores({ max: { score: 1 } }), [0, 0.5, 1, -0, -0.5, -1, -2, -100, -Infinity], 'max filters and does not stop');
  checks.equal(await scores({ min: { score: 0.5 }, max: { score: 1.5 } }), [0.5, 1, 1.5], 'min and max');
  checks.equal(await scores({ min: { score: -1 } }), [-1], 'a negative min loses what lies before its bits');
  checks.equal(
    await scores({ max: { score: 1.5 }, reverse: true }), [1.5, 1, 0.5, 0], 'max is where reverse starts');
  checks.equal(
    await scores({ min: { score: 0 }, max: { score: 100 }, reverse: true, limit: 2 }), [100, 1.5], 'reverse with a range');

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
