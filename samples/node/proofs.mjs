// What has to be checked of a ledger's answer: RFC 9162, sections 2.1.3.2 and 2.1.4.2. Sizes and indexes are BigInts.
import { createHash } from 'node:crypto';

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const node = (left, right) => sha256(Buffer.of(1), left, right);
const u64 = (number) => Buffer.from(BigInt(number).toString(16).padStart(16, '0'), 'hex');

/** The hash of an entry: what was written, and where. */
export const leafHash = (index, key, value) => sha256(Buffer.of(0), u64(index), u64(key.length), key, value);

/** Whether `leaf` is entry `index` of the log of `size` entries that has this root. */
export function isIncluded(index, size, leaf, root, path) {
  return index < size && climb(index, size - 1n, leaf, leaf, path).now?.equals(root) === true;
}

/** Whether the log of `size` entries begins with the one of `oldSize` entries: nothing in it has changed or gone. */
export function continues(oldSize, oldRoot, size, root, path) {
  if (oldSize === size) return oldRoot.equals(root) && path.length === 0;
  if (oldSize > size) return false;
  let [at, last] = [oldSize - 1n, size - 1n];
  while (at & 1n) [at, last] = [at >> 1n, last >> 1n];
  const [first, ...rest] = at === 0n ? [oldRoot, ...path] : path;
  if (first === undefined) return false;
  const { before, now } = climb(at, last, first, first, rest);
  return now?.equals(root) === true && before.equals(oldRoot);
}

// From a node up to the root; `before` is the root of the tree that had nothing to the right of where the climb began.
function climb(at, last, before, now, path) {
  for (const hash of path) {
    if (last === 0n || hash.length !== 32) return {};
    if (at & 1n || at === last) {
      [before, now] = [node(hash, before), node(hash, now)];
      while (!(at & 1n) && at !== 0n) [at, last] = [at >> 1n, last >> 1n];
    } else {
      now = node(now, hash);
    }
    [at, last] = [at >> 1n, last >> 1n];
  }
  return last === 0n ? { before, now } : {};
}
