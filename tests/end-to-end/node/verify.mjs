// What a client checks, written from the specification (RFC 6962 tree, immudb 0.8's 0-based roots), not from the server.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { u64 } from './encode.mjs';

export function leafHash(index, key, value) {
  return sha256(Buffer.of(0), u64(index), u64(key.length), key, value);
}

export function nodeHash(left, right) {
  return sha256(Buffer.of(1), left, right);
}

/** True if `leaf` is entry `index` of the tree whose last leaf is `at` and whose root is `root`. */
export function verifyInclusion({ index, at, leaf, root, path }) {
  if (index > at || (at > 0 && path.length === 0)) return false;
  let [i, last, hash] = [BigInt(index), BigInt(at), leaf];
  for (const sibling of path) {
    hash = i % 2n === 0n && i !== last ? nodeHash(hash, sibling) : nodeHash(sibling, hash);
    i /= 2n;
    last /= 2n;
  }
  return i === last && hash.equals(root);
}

/** True if the tree whose last leaf is `first` is a prefix of the one whose last leaf is `second`. */
export function verifyConsistency({ first, second, firstRoot, secondRoot, path }) {
  if (first === second) return path.length === 0 && firstRoot.equals(secondRoot);
  if (first > second || path.length === 0) return false;

  let [old, last] = [BigInt(first), BigInt(second)];
  const oldSize = old + 1n;
  const hashes = (oldSize & (oldSize - 1n)) === 0n ? [firstRoot, ...path] : [...path];
  for (; old % 2n === 1n; old /= 2n) last /= 2n;

  let oldHash = hashes[0];
  let newHash = hashes[0];
  for (const hash of hashes.slice(1)) {
    if (last === 0n) return false;
    if (old % 2n === 1n || old === last) {
      oldHash = nodeHash(hash, oldHash);
      newHash = nodeHash(hash, newHash);
      for (; old % 2n === 0n && old !== 0n; old /= 2n) last /= 2n;
    } else {
      newHash = nodeHash(newHash, hash);
    }
    old /= 2n;
    last /= 2n;
  }
  return oldHash.equals(firstRoot) && newHash.equals(secondRoot) && last === 0n;
}

/** The whole check of a safe call: the client's own leaf, inclusion, then consistency with the root it trusts (or none). */
export function verifyProof(proof, leaf, trusted) {
  if (!proof.leaf.equals(leaf)) return false;
  const included = verifyInclusion({ ...proof, path: proof.inclusionPath });
  if (!included || trusted.root.length === 0) return included;
  return verifyConsistency({
    first: trusted.index,
    second: proof.at,
    firstRoot: trusted.root,
    secondRoot: proof.root,
    path: proof.consistencyPath,
  });
}

/** True if the DER signature of a CurrentRoot reply holds over `payload`, with the uncompressed P-256 point beside it. */
export function verifyRootSignature(payload, { signature, publicKey }) {
  if (publicKey.length !== 65 || publicKey[0] !== 4) return false;
  const key = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: publicKey.subarray(1, 33).toString('base64url'),
      y: publicKey.subarray(33).toString('base64url'),
    },
  });
  return verify('sha256', payload, { key, dsaEncoding: 'der' }, signature);
}

function sha256(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
