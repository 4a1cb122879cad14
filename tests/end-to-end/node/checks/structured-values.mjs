// The SDKs wrap values in Content before they send them; the server stores the bytes and looks at none of them.
import { bytes, decodeContent, encodeContent } from '../encode.mjs';
import { provesWrite } from '../proves.mjs';
import { hex } from '../vectors.mjs';

export async function structuredValues(context) {
  const { client, checks, log, vectors } = context;
  for (const { timestamp, payload, encoded } of vectors.content) {
    const content = { timestamp, payload: hex(payload) };
    const value = encodeContent(timestamp, hex(payload));
    checks.equal(value, hex(encoded), 'Content vector');

    const key = bytes(`structured ${timestamp} ${payload}`);
    const rootIndex = log.size - 1;
    log.append(key, value);
    const proof = await client.call('SafeSet', { kv: { key, value }, rootIndex: { index: rootIndex } });
    provesWrite(context, proof, rootIndex, 'the leaf covers the serialised Content');
    checks.equal(decodeContent((await client.call('Get', { key })).value), content, 'Content comes back');
  }

  const now = Math.floor(Date.now() / 1000);
  const KVs = Array.from({ length: 12 }, (_, number) =>
    ({ key: bytes(`structured batch ${number}`), value: encodeContent(now, bytes(`payload ${number}`)) }));
  for (const { key, value } of KVs) log.append(key, value);
  await client.call('SetBatch', { KVs });
  const { items } = await client.call('GetBatch', { keys: KVs.map(({ key }) => ({ key })) });
  checks.equal(
    items.map(({ value }) => decodeContent(value)),
    KVs.map((_, number) => ({ timestamp: now, payload: bytes(`payload ${number}`) })),
    'a batch of structured values');
}
