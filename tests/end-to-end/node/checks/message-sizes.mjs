// A message of 4 MiB is accepted, one more byte is refused by its size. Reads as large as a client receives come back.
import { encodeRequest } from '../client.mjs';
import { bytes } from '../encode.mjs';

const maxMessage = 4 * 1024 * 1024;

export async function messageSizes({ client, checks, log }) {
  const key = bytes('largest value');
  const half = maxMessage / 2;
  const overhead = encodeRequest('Set', { key, value: Buffer.alloc(half) }).length - half;
  const largest = Buffer.alloc(maxMessage - overhead, 0xa5);
  checks.equal(encodeRequest('Set', { key, value: largest }).length, maxMessage, 'the request is as large as allowed');

  const index = log.append(key, largest);
  checks.equal(await client.call('Set', { key, value: largest }), { index }, 'a message of 4 MiB');
  await checks.refused(
    client.call('Set', { key, value: Buffer.alloc(largest.length + 1) }), 'RESOURCE_EXHAUSTED',
    `grpc: received message larger than max (${maxMessage + 1} vs. ${maxMessage})`);
  checks.equal(await client.call('Count', { prefix: key }), { count: 1 }, 'the refused message stored nothing');

  const large = { key: bytes('large value'), value: Buffer.alloc(4_000_000, 0x5a) };
  const at = log.append(large.key, large.value);
  await client.call('Set', large);
  checks.equal(await client.call('Get', { key: large.key }), { ...large, index: at }, 'a value of 4,000,000 bytes');

  const { payload } = await client.call('CurrentRoot');
  checks.equal(payload, { index: log.size - 1, root: log.root() }, 'the root over them');
}
