// A call from its ring to its end, as the agent sees it and as the CRM has it afterwards.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { accept, askCrm, commentsOf, openDesktop, ring, setCrmDown, startDesktop, told, until } from './desktop.mjs';

const stranger = { from: '+12025559876', name: 'Robin Fox' };

test('a call rings, its record pops, and what the agent writes is in the CRM', async (t) => {
  const desktop = await startDesktop(t);
  const seen = await openDesktop(desktop);
  const { page, adapter, record } = seen;
  await page.getByText('Simulate', { exact: true }).click();
  await page.getByRole('button', { name: 'Let it ring' }).click();

  // Somebody whom the CRM knows: the dip's parameters for the agent, no others, and attached data.
  await adapter.getByText('Incoming call').waitFor();
  const display = adapter.getByLabel('From the data dip');
  await display.getByText('open tickets').waitFor();
  assert.match(await display.textContent(), /^name.+tier(standard|silver|gold|vip)open tickets\d+$/);
  const attached = adapter.getByLabel('Attached data');
  await attached.getByText('Record', { exact: true }).waitFor();
  await attached.getByText('Customer id', { exact: true }).waitFor();
  assert.match(await attached.textContent(), /Name.+Customer id[A-Z]-\d+Open records\d+.*Record\d+/);
  assert.match(await adapter.getByRole('alert').textContent(), /^Call from \+1/);

  const id = await accept(seen);
  await record.getByText('Small CRM').waitFor();
  await record.getByRole('heading', { level: 1 }).waitFor();
  assert.equal(page.frame('target_iframe_adapter').url(), `${desktop.url}/records/${id}`);
  await page.getByText(/^Call 1001 in Customer\/Invoices$/).waitFor();

  await adapter.getByLabel('Comment').fill('Wants a copy\nof the invoice');
  await adapter.getByRole('button', { name: 'Send' }).click();
  await told(seen, 'Comment: in the CRM');
  await adapter.getByLabel('Disposition').selectOption('Resolved');
  await adapter.getByLabel('Notes').fill('Copy sent');
  await adapter.getByRole('button', { name: 'Save' }).click();
  await told(seen, 'Disposition: in the CRM');
  await page.getByRole('button', { name: 'Open again' }).click();
  await record.getByText('Copy sent').waitFor();
  await adapter.getByRole('button', { name: 'Hang up' }).click();
  await told(seen, 'End of the call: in the CRM');
  await adapter.getByRole('heading', { name: 'Waiting for calls' }).waitFor();
  await page.getByText('Call 1001 has ended').waitFor();

  const [start, comment, disposition, end, ...more] = await commentsOf(desktop, id);
  assert.match(start, /^Call started\n/);
  assert.equal(comment, 'Wants a copy\nof the invoice');
  assert.equal(disposition, 'Disposition\nCode: Resolved\nNotes: Copy sent');
  assert.match(end, /^Call ended\nDuration: 00:\d\d\n/);
  assert.deepEqual(more, []);
});

test('a caller whom nobody knows gets an account and a record by the network\'s name', async (t) => {
  const desktop = await startDesktop(t);
  const seen = await openDesktop(desktop);
  await ring(desktop, stranger);
  await seen.adapter.getByRole('heading', { name: 'Robin Fox' }).waitFor();
  await seen.adapter.getByText(stranger.from).waitFor();
  const id = await accept(seen);
  const { record } = await askCrm(desktop, `/records/${id}`);
  const { account } = await askCrm(desktop, `/accounts/${record.account_id}`);
  assert.deepEqual([account.name, account.phone], [stranger.name, stranger.from]);
  await seen.record.getByRole('link', { name: 'Robin Fox' }).click();
  await seen.record.getByRole('heading', { name: 'Robin Fox' }).waitFor();
});

test('what a failing CRM doesn\'t take is told later, and the agent hears of both', async (t) => {
  const desktop = await startDesktop(t);
  const seen = await openDesktop(desktop);
  await ring(desktop, stranger);
  const id = await accept(seen);
  await told(seen, 'Start of the call: in the CRM');
  await setCrmDown(desktop, true);
  await seen.adapter.getByLabel('Comment').fill('The first of all');
  await seen.adapter.getByRole('button', { name: 'Send' }).click();
  await told(seen, 'Comment: the CRM doesn\'t answer; it will be told later');
  await seen.page.getByRole('button', { name: 'Open again' }).click();
  await seen.record.getByText('The CRM doesn\'t answer').waitFor();
  // The browser says so, too.
  await until(() => seen.complaints.length > 0, 'a complaint about the page');
  assert.match(seen.complaints.splice(0).join(), /^console: Failed to load resource: .* 502 \(Bad Gateway\)$/);
  await seen.adapter.getByRole('button', { name: 'Hang up' }).click();
  await told(seen, 'End of the call: the CRM doesn\'t answer; it will be told later');
  await setCrmDown(desktop, false);
  await told(seen, 'What had to wait: in the CRM');
  await until(async () => (await commentsOf(desktop, id)).length === 3, 'three comments');
  const [, comment, end] = await commentsOf(desktop, id);
  assert.equal(comment, 'The first of all');
  assert.match(end, /^Call ended/);
});

test('a declined call tells the CRM nothing, and the next one rings', async (t) => {
  const desktop = await startDesktop(t);
  const seen = await openDesktop(desktop);
  await ring(desktop, stranger);
  await seen.adapter.getByText('an open one').or(seen.adapter.getByText('new', { exact: true })).waitFor();
  const number = await seen.adapter.getByLabel('Attached data').locator('dt:text-is("Record") + dd').textContent();
  await seen.adapter.getByRole('button', { name: 'Decline' }).click();
  await seen.adapter.getByRole('heading', { name: 'Waiting for calls' }).waitFor();
  assert.deepEqual(await commentsOf(desktop, number), []);
  await ring(desktop, { from: '+12025559877' });
  await seen.adapter.getByRole('heading', { name: '+12025559877' }).waitFor();
});

test('a page that is loaded again in the middle of a call shows it again', async (t) => {
  const desktop = await startDesktop(t);
  const seen = await openDesktop(desktop);
  await ring(desktop, stranger);
  const id = await accept(seen);
  await seen.page.reload();
  await seen.page.getByText(`Record ${id}`).waitFor();
  await seen.adapter.getByText('In a call').waitFor();
});
