// Checks one proof twice: byte for byte against the expected log, and with the client's own verifier.
import { verifyProof } from './verify.mjs';

/**
 * The proof must be for entry `index` in the tree whose last leaf is `at`, from the root at `rootIndex`.
 * Without a root index (null) the path starts at root 0, which a client without a root ignores.
 */
export function proves({ checks, log }, proof, { index, at, rootIndex = null }, what) {
  checks.equal(proof, {
    leaf: log.leaf(index),
    index,
    root: log.root(at + 1),
    at,
    inclusionPath: log.inclusion(index, at + 1),
    consistencyPath: log.consistency(rootIndex ?? 0, at),
  }, `${what}: proof`);
  const trusted = rootIndex === null
    ? { index: 0, root: Buffer.alloc(0) }
    : { index: rootIndex, root: log.root(rootIndex + 1) };
  const { key, value } = log.item(index);
  checks.ok(verifyProof(proof, log.leaf(index), trusted), `${what}: the client accepts the proof of ${key.toString('latin1').slice(0, 60)} (${value.length} bytes)`);
}

/** A safe write must be answered with the tree that ends in the entry written: at == index. */
export function provesWrite(context, proof, rootIndex, what) {
  const index = context.log.size - 1;
  proves(context, proof, { index, at: index, rootIndex }, what);
}
