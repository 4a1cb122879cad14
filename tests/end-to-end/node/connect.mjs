// One connection over TLS, and what came of it: "served" or "refused CODE".
//
//   node connect.mjs HOST:PORT --roots FILE [--certificate FILE --key FILE]
import { parseArgs } from 'node:util';
import { status } from '@grpc/grpc-js';
import { ImmuClient, tlsCredentials, tlsOptions } from './client.mjs';
import { bytes } from './encode.mjs';

const { values: options, positionals: [address] } = parseArgs({ allowPositionals: true, options: tlsOptions });
const client = new ImmuClient(address, tlsCredentials(options));
try {
  const { token } = await client.call('Login', { user: bytes('immudb'), password: bytes('immudb') });
  client.authorization = `Bearer ${token}`;
  await client.call('Set', { key: bytes('from node'), value: bytes('over TLS') });
  const { value } = await client.call('Get', { key: bytes('from node') });
  if (value.toString() !== 'over TLS') throw new Error(`read ${value}`);
  console.log('served');
} catch (error) {
  if (typeof error.code !== 'number') throw error;
  console.log(`refused ${status[error.code]}`);
} finally {
  client.close();
}
