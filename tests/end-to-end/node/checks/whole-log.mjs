// What the host holds is exactly what this program wrote.

const pageSize = 5_000;

export async function wholeLog({ client, checks, log }) {
  for (let from = 0, page = 1; from < log.size; from += pageSize, page++) {
    const { items, more } = await client.call('IScan', { pageSize, pageNumber: page });
    const to = Math.min(from + pageSize, log.size);
    const same = items.length === to - from && items.every(({ key, value, index }, at) =>
      index === from + at && key.equals(log.entries[index].key) && value.equals(log.entries[index].value));
    checks.ok(same, `entries ${from} to ${to} are as written`);
    checks.equal(more, to < log.size, `there is more after ${to}`);
  }
}
