// Writes an entry and reads it, believing nothing that the ledger does not prove.
//
//   node verified-set-get.mjs [HOST:PORT]
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { continues, isIncluded, leafHash } from './proofs.mjs';

const address = process.argv[2] ?? '127.0.0.1:3322';
const schema = fileURLToPath(new URL('../../protocol/immudb-0.8.proto', import.meta.url));
const { immudb } = grpc.loadPackageDefinition(loadSync(schema, { keepCase: true, longs: String, defaults: true }));
const ledger = new immudb.schema.ImmuService(address, grpc.credentials.createInsecure());
const metadata = new grpc.Metadata();
const call = (rpc, request) => new Promise((resolve, reject) =>
  ledger[rpc](request, metadata, { deadline: Date.now() + 60_000 }, (error, answer) => error ? reject(error) : resolve(answer)));

const { token } = await call('Login', { user: Buffer.from('immudb'), password: Buffer.from('immudb') });
metadata.set('authorization', `Bearer ${token}`);

// The newest root seen is all there is to remember: with it, no later answer can deny what was there. Without one, the first is believed.
const memory = 'trusted-root.json';
let trusted = existsSync(memory) ? recall(readFileSync(memory)) : await firstRoot();

const key = Buffer.from('greeting');
const value = Buffer.from('hello from Node');
const written = await call('SafeSet', { kv: { key, value }, rootIndex: { index: lastIndex() } });
if (BigInt(written.index) < trusted.size) throw new Error('the entry was there before it was written');
trust(written, leafHash(written.index, key, value));
console.log(`entry ${written.index} is in the log of ${trusted.size} entries`);

const { item, proof } = await call('SafeGet', { key, rootIndex: { index: lastIndex() } });
if (!item.key.equals(key) || item.index !== proof.index) throw new Error('the answer is another entry');
trust(proof, leafHash(item.index, item.key, item.value));
console.log(`${item.key} = ${item.value}, verified`);

writeFileSync(memory, JSON.stringify({ size: String(trusted.size), root: trusted.root.toString('hex') }));
ledger.close();

function trust({ index, at, root, inclusionPath, consistencyPath }, leaf) {
  const size = BigInt(at) + 1n;
  if (!isIncluded(BigInt(index), size, leaf, root, inclusionPath)) throw new Error(`entry ${index} is not in the ledger`);
  if (trusted.size > 0n && !continues(trusted.size, trusted.root, size, root, consistencyPath)) throw new Error('the ledger is not the one seen before');
  trusted = { size, root };
}

async function firstRoot() {
  const { payload } = await call('CurrentRoot', {});
  return payload.root.length === 0 ? { size: 0n, root: payload.root } : { size: BigInt(payload.index) + 1n, root: payload.root };
}

function recall(file) {
  const { size, root } = JSON.parse(file);
  return { size: BigInt(size), root: Buffer.from(root, 'hex') };
}

function lastIndex() {
  return trusted.size === 0n ? 0 : String(trusted.size - 1n);
}
