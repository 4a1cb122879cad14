// ByIndex, BySafeIndex, IScan: entries as stored, in index order.
import { proves } from '../proves.mjs';

export async function indexes(context) {
  const { client, checks, log } = context;
  const last = log.size - 1;
  for (const index of [0, 1, 16, 17, last]) {
    checks.equal(await client.call('ByIndex', { index }), log.item(index), `ByIndex ${index}`);
    const rootIndex = Math.min(index, 5);
    const { item, proof } = await client.call('BySafeIndex', { index, rootIndex: { index: rootIndex } });
    checks.equal(item, log.item(index), `BySafeIndex ${index}`);
    proves(context, proof, { index, at: last, rootIndex }, `BySafeIndex ${index}`);
  }
  for (const rpc of ['ByIndex', 'BySafeIndex'])
    for (const index of [log.size, '18446744073709551615'])
      await checks.refused(client.call(rpc, { index }), 'NOT_FOUND', 'index not found', `${rpc} ${index}`);
  await checks.refused(
    client.call('BySafeIndex', { index: 0, rootIndex: { index: log.size } }), 'INVALID_ARGUMENT', 'invalid root index');
  await checks.refused(
    client.call('BySafeIndex', { index: log.size, rootIndex: { index: log.size } }),
    'NOT_FOUND', 'index not found', 'BySafeIndex looks the entry up before the root');

  await pages({ client, checks, log });
}

async function pages({ client, checks, log }) {
  const page = (pageSize, pageNumber) => client.call('IScan', { pageSize, pageNumber });
  const slice = (from, to) => log.entries.slice(from, to).map((_, position) => log.item(from + position));
  const size = log.size;

  checks.equal(await page(10, 0), { items: slice(0, 10), more: true }, 'page 0 is the first');
  checks.equal(await page(10, 1), { items: slice(0, 10), more: true }, 'page 1 is the first, too');
  checks.equal(await page(10, 2), { items: slice(10, 20), more: true }, 'page 2');
  checks.equal(await page(size, 1), { items: slice(0, size), more: false }, 'a page of everything');
  checks.equal(await page(size - 1, 1), { items: slice(0, size - 1), more: true }, 'a page of all but one');
  checks.equal(await page(size - 1, 2), { items: slice(size - 1, size), more: false }, 'the page of the last one');
  checks.equal(await page(size + 9, 1), { items: slice(0, size), more: false }, 'a page beyond the end is short');
  await checks.refused(page(size, 2), 'NOT_FOUND', 'index not found', 'a page after the end');
  await checks.refused(
    page('18446744073709551615', '18446744073709551615'), 'NOT_FOUND', 'index not found', 'a page number that overflows');
}
