// Drives a running host from outside and checks every answer and every proof.
//
//   node drive.mjs HOST:PORT [--user NAME] [--password TEXT] [--signed] [--roots FILE [--certificate FILE --key FILE]]
//
// The host must serve an empty `defaultdb` and index values (--value-index). --signed says that it signs its roots with the key of tests/vectors.
// With --roots the connection is over TLS, and --certificate is shown.
// One line per group of checks; the last line is "N checks passed". Exit code 0 only if everything held.
import { parseArgs } from 'node:util';
import { Checks } from './checks.mjs';
import { ImmuClient, tlsCredentials, tlsOptions } from './client.mjs';
import { ExpectedLog } from './log.mjs';
import { readVectors } from './vectors.mjs';
import { session } from './checks/session.mjs';
import { emptyLog } from './checks/empty-log.mjs';
import { vectors } from './checks/vectors.mjs';
import { writes } from './checks/writes.mjs';
import { batches } from './checks/batches.mjs';
import { atomicOperations } from './checks/atomic-operations.mjs';
import { references } from './checks/references.mjs';
import { sortedSets } from './checks/sorted-sets.mjs';
import { sortedSetOrder } from './checks/sorted-set-order.mjs';
import { scans } from './checks/scans.mjs';
import { indexes } from './checks/indexes.mjs';
import { history } from './checks/history.mjs';
import { structuredValues } from './checks/structured-values.mjs';
import { queries } from './checks/queries.mjs';
import { concurrency } from './checks/concurrency.mjs';
import { proofs } from './checks/proofs.mjs';
import { limits } from './checks/limits.mjs';
import { dump } from './checks/dump.mjs';
import { wholeLog } from './checks/whole-log.mjs';
import { messageSizes } from './checks/message-sizes.mjs';
import { logout } from './checks/logout.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    user: { type: 'string', default: 'immudb' },
    password: { type: 'string', default: 'immudb' },
    signed: { type: 'boolean', default: false },
    ...tlsOptions,
  },
});
if (positionals.length !== 1) {
  console.error('usage: node drive.mjs HOST:PORT [--user NAME] [--password TEXT] [--signed] [--roots FILE [--certificate FILE --key FILE]]');
  process.exit(2);
}

const client = new ImmuClient(positionals[0], tlsCredentials(options));
const checks = new Checks();
const context = {
  client,
  checks,
  log: new ExpectedLog(),
  vectors: readVectors(),
  signed: options.signed,
  account: { user: Buffer.from(options.user), password: Buffer.from(options.password) },
};

// The order matters: the log starts empty, and each group knows what the groups before it wrote.
const groups = {
  session, emptyLog, vectors, writes, batches, atomicOperations, references, sortedSets, sortedSetOrder, scans, indexes,
  history, structuredValues, queries, concurrency, proofs, dump, limits, wholeLog, messageSizes, logout,
};
for (const [name, group] of Object.entries(groups))
  await checks.group(name, () => group(context));

client.close();
process.exitCode = checks.summarise();
