// Inclusion and Consistency of a grown log, against the recursion and with the client's verifier.
import { verifyConsistency, verifyInclusion } from '../verify.mjs';

export async function proofs({ client, checks, log }) {
  const last = log.size - 1;
  const indexes = [0, 1, 2, 3, 7, 8, 15, 16, 31, 32, 63, 64, 127, 128, 255, 256, 257, last - 1, last]
    .filter((index) => index <= last);

  for (const index of indexes) {
    const inclusion = await client.call('Inclusion', { index });
    const path = log.inclusion(index);
    checks.equal(
      inclusion, { at: last, index, root: log.root(), leaf: log.leaf(index), path }, `Inclusion of ${index}`);
    checks.ok(verifyInclusion(inclusion), `the client accepts the inclusion of ${index}`);

    const consistency = await client.call('Consistency', { index });
    checks.equal(
      consistency,
      { first: index, second: last, firstRoot: Buffer.alloc(0), secondRoot: log.root(), path: log.consistency(index) },
      `Consistency from ${index}`);
    checks.ok(
      verifyConsistency({ ...consistency, firstRoot: log.root(index + 1) }), `the client accepts the consistency from ${index}`);
  }
  for (const rpc of ['Inclusion', 'Consistency'])
    for (const index of [log.size, '18446744073709551615'])
      await checks.refused(client.call(rpc, { index }), 'NOT_FOUND', 'index not found', `${rpc} past the end`);
}
