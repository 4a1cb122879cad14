// The log as it must be: everything this program wrote, with the roots and paths the RFC's recursion gives.
import { leafHash, nodeHash } from './verify.mjs';

export class ExpectedLog {
  entries = [];
  #levels = [[]];

  get size() {
    return this.entries.length;
  }

  /** Appends what a write must have stored and returns its index. */
  append(key, value, kind = 'plain') {
    const index = this.entries.push({ key, value, kind }) - 1;
    let hash = leafHash(index, key, value);
    this.#levels[0].push(hash);
    for (let level = 0; this.#levels[level].length % 2 === 0; level++) {
      const nodes = this.#levels[level];
      hash = nodeHash(nodes.at(-2), nodes.at(-1));
      (this.#levels[level + 1] ??= []).push(hash);
    }
    return index;
  }

  item(index) {
    const { key, value } = this.entries[index];
    return { key, value, index };
  }

  leaf(index) {
    return this.#levels[0][index];
  }

  /** The root over the first `size` entries; empty bytes for none, as CurrentRoot reports it. */
  root(size = this.size) {
    return size === 0 ? Buffer.alloc(0) : this.#hash(0, size);
  }

  /** PATH(index, D[size]), deepest sibling first. */
  inclusion(index, size = this.size) {
    const path = [];
    for (let [from, to] = [0, size]; to - from > 1;) {
      const middle = from + split(to - from);
      if (index < middle) {
        path.unshift(this.#hash(middle, to));
        to = middle;
      } else {
        path.unshift(this.#hash(from, middle));
        from = middle;
      }
    }
    return path;
  }

  /** PROOF(first + 1, D[second + 1]), deepest hash first. */
  consistency(first, second = this.size - 1) {
    return first >= second ? [] : this.#subproof(first + 1, 0, second + 1, true);
  }

  #subproof(size, from, to, whole) {
    if (size === to - from) return whole ? [] : [this.#hash(from, to)];
    const left = split(to - from);
    return size <= left
      ? [...this.#subproof(size, from, from + left, whole), this.#hash(from + left, to)]
      : [...this.#subproof(size - left, from + left, to, false), this.#hash(from, from + left)];
  }

  #hash(from, to) {
    const width = to - from;
    const level = Math.log2(width);
    if (Number.isInteger(level)) return this.#levels[level][from / width];
    const middle = from + split(width);
    return nodeHash(this.#hash(from, middle), this.#hash(middle, to));
  }
}

/** The largest power of two strictly smaller than `size`. */
function split(size) {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
}
