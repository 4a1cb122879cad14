// Logout ends every session of the user.

export async function logout({ client, checks, account }) {
  const other = `Bearer ${(await client.call('Login', account)).token}`;
  await client.call('Logout');
  await checks.refused(client.call('CurrentRoot'), 'UNKNOWN', 'please login first', 'the token that logged out');
  await checks.refused(client.call('CurrentRoot', {}, other), 'UNKNOWN', 'please login first', 'another token of the user');

  client.authorization = `Bearer ${(await client.call('Login', account)).token}`;
  await client.call('CurrentRoot');
  checks.ok(true, 'a new login reads again');
}
