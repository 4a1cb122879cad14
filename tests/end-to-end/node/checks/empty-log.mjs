// An empty log: nothing is found, and CurrentRoot still carries both sub-messages.
import { bytes } from '../encode.mjs';
import { hex } from '../vectors.mjs';
import { verifyRootSignature } from '../verify.mjs';

export async function emptyLog({ client, checks, signed }) {
  await emptyRoot({ client, checks, signed });

  await checks.refused(client.call('ByIndex', { index: 0 }), 'NOT_FOUND', 'index not found', 'ByIndex');
  await checks.refused(client.call('BySafeIndex', { index: 0 }), 'NOT_FOUND', 'index not found', 'BySafeIndex');
  await checks.refused(client.call('IScan', { pageSize: 10 }), 'NOT_FOUND', 'index not found', 'IScan');
  await checks.refused(client.call('Inclusion', { index: 0 }), 'NOT_FOUND', 'index not found', 'Inclusion');
  await checks.refused(client.call('Consistency', { index: 0 }), 'NOT_FOUND', 'index not found', 'Consistency');
  await checks.refused(client.call('Get', { key: bytes('k') }), 'NOT_FOUND', 'Key not found', 'Get');
  await checks.refused(client.call('SafeGet', { key: bytes('k') }), 'NOT_FOUND', 'Key not found', 'SafeGet');

  checks.equal(await client.call('Scan', {}), { items: [] }, 'Scan');
  checks.equal(await client.call('ZScan', { set: bytes('s') }), { items: [] }, 'ZScan');
  checks.equal(await client.call('History', { key: bytes('k') }), { items: [] }, 'History');
  checks.equal(await client.call('GetBatch', {}), { items: [] }, 'GetBatch');
  checks.equal(await client.call('Count', { prefix: bytes('k') }), { count: 0 }, 'Count');
  checks.equal(await client.call('CountAll'), { count: 0 }, 'CountAll');
  checks.equal(await client.stream('Dump'), [], 'Dump');
  await client.call('PrintTree');

  // No client can trust a root of a log that has none.
  const kv = { key: bytes('k'), value: bytes('v') };
  await checks.refused(client.call('SafeSet', { kv, rootIndex: { index: 1 } }), 'INVALID_ARGUMENT', 'invalid root index');
  await checks.refused(
    client.call('SafeGet', { key: bytes('k'), rootIndex: { index: 1 } }), 'INVALID_ARGUMENT', 'invalid root index');
  await emptyRoot({ client, checks, signed });
}

async function emptyRoot({ client, checks, signed }) {
  if (!signed) {
    checks.equal(await client.raw('CurrentRoot', Buffer.alloc(0)), hex('0a001200'), 'CurrentRoot of an empty log');
    return;
  }
  const root = await client.call('CurrentRoot');
  checks.equal(root.payload, { index: 0, root: Buffer.alloc(0) }, 'CurrentRoot of an empty log');
  checks.ok(verifyRootSignature(Buffer.alloc(0), root.signature), 'the signature over the empty root');
}
