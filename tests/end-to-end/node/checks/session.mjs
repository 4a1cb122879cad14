// Health, Login, UseDatabase, DatabaseList: what works without a token, what each wrong token is told.
import { bytes } from '../encode.mjs';

const defaultPasswordWarning =
  'immudb user has the default password: please change it to ensure proper security';

export async function session({ client, checks, account }) {
  await answersWithoutLogin({ client, checks });
  await wrongLogins({ client, checks, account });

  const { reply: login } = await client.exchange('Login', account);
  checks.ok(login.token.length > 0, 'Login gives a token');
  const isDefault = account.user.equals(bytes('immudb')) && account.password.equals(bytes('immudb'));
  checks.equal(login.warning.toString(), isDefault ? defaultPasswordWarning : '', 'Login warns of the default password');

  await databases({ client, checks }, login.token);
  await tokenForms({ client, checks }, login.token);
  await identity({ client, checks });
}

async function answersWithoutLogin({ client, checks }) {
  const { reply } = await client.exchange('Health');
  checks.equal(reply.status, true, 'Health is good');
  checks.ok(reply.version.startsWith('immudb '), `Health names a version: ${reply.version}`);

  await checks.refused(client.call('Get', { key: bytes('k') }), 'UNKNOWN', 'please login first');
  await checks.refused(client.call('CurrentRoot'), 'UNKNOWN', 'please login first');
  await checks.refused(client.call('Get', { key: bytes('k') }, 'Bearer nonsense'), 'UNKNOWN', 'please login first');
  await checks.refused(client.call('DatabaseList'), 'UNKNOWN', 'please login');
  await checks.refused(client.call('UseDatabase', { databasename: 'defaultdb' }), 'UNAUTHENTICATED', 'Please login');
  await checks.refused(client.call('Logout'), 'UNAUTHENTICATED', 'no Authorization header found on request');
  await checks.refused(client.call('Logout', {}, 'Bearer nonsense'), 'UNAUTHENTICATED', 'invalid token');
  await checks.refused(client.raw('NoSuchCall', Buffer.alloc(0)), 'UNIMPLEMENTED', /./, 'an unknown rpc');
}

async function wrongLogins({ client, checks, account }) {
  const refusal = 'invalid user name or password';
  await checks.refused(client.call('Login', { ...account, password: bytes('wrong') }), 'PERMISSION_DENIED', refusal);
  await checks.refused(client.call('Login', { ...account, user: bytes('nobody') }), 'PERMISSION_DENIED', refusal);
  await checks.refused(client.call('Login', {}), 'PERMISSION_DENIED', refusal);
}

async function databases({ client, checks }, token) {
  client.authorization = `Bearer ${token}`;
  const { databases: list } = await client.call('DatabaseList');
  checks.equal(list[0], { databasename: 'defaultdb' }, 'defaultdb is the first database');
  await checks.refused(
    client.call('UseDatabase', { databasename: 'systemdb' }), 'UNKNOWN', 'this database can not be selected');
  await checks.refused(client.call('UseDatabase', { databasename: 'nowhere' }), 'NOT_FOUND', 'nowhere does not exist');

  const { token: bound } = await client.call('UseDatabase', { databasename: 'defaultdb' });
  checks.ok(bound.length > 0, 'UseDatabase gives a token');
  client.authorization = `Bearer ${bound}`;
  await client.call('CurrentRoot');
  checks.ok(true, 'the token of UseDatabase reads');
  await client.call('CurrentRoot', {}, `Bearer ${token}`);
  checks.ok(true, 'the token of Login still reads');
}

// Clients of the 0.8 family send the token bare, and one gateway says Bearer twice.
async function tokenForms({ client, checks }, token) {
  for (const form of [token, `Bearer Bearer ${token}`]) {
    await client.call('CurrentRoot', {}, form);
    checks.ok(true, 'an unusual token form reads');
  }
}

async function identity({ client, checks }) {
  const { header } = await client.exchange('Health');
  const [uuid] = header.get('immudb-uuid');
  checks.ok(/^[0-9a-v]{20}$/.test(uuid), `immudb-uuid is 20 characters of base32-hex: ${uuid}`);

  const { header: onData } = await client.exchange('CurrentRoot');
  checks.equal(onData.get('immudb-uuid'), [uuid], 'the same immudb-uuid on a data call');
  const refused = await client.exchange('Get', { key: bytes('absent') }).catch((error) => error);
  checks.equal(refused.header.get('immudb-uuid'), [uuid], 'the same immudb-uuid on a failing call');
}
