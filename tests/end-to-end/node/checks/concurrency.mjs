// Many writers at once: every safe write is answered with the tree that ends in its own entry.
import { bytes } from '../encode.mjs';
import { provesWrite } from '../proves.mjs';

const writers = 64;
const rounds = 4;

export async function concurrency(context) {
  const { client, checks, log } = context;
  for (let round = 0; round < rounds; round++) {
    const rootIndex = log.size - 1;
    const written = await Promise.all(Array.from({ length: writers }, async (_, writer) => {
      const kv = { key: bytes(`writer ${writer}`), value: bytes(`round ${round}`) };
      return { kv, proof: await client.call('SafeSet', { kv, rootIndex: { index: rootIndex } }) };
    }));
    written.sort((left, right) => left.proof.index - right.proof.index);
    for (const { kv, proof } of written) {
      log.append(kv.key, kv.value);
      provesWrite(context, proof, rootIndex, 'a concurrent SafeSet');
    }
  }
  const { payload } = await client.call('CurrentRoot');
  checks.equal(payload, { index: log.size - 1, root: log.root() }, 'the root after the race');
}
