// Texts that are made to be more than text: nothing of them runs, and they arrive as they were.
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { accept, askCrm, commentsOf, openDesktop, ring, startDesktop, told } from './desktop.mjs';

const naughty = [
  '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '"><img src=x onerror=alert(1)>', '\'><svg/onload=alert(1)>',
  '</title><script>alert(1)</script>', '</textarea><script>alert(1)</script>', '<iframe srcdoc="<script>parent.alert(1)</script>">',
  '<style>*{display:none}</style>', '<base href="https://evil.example/">', '<meta http-equiv="refresh" content="0;https://evil.example/">',
  '<a href="javascript:alert(1)" autofocus onfocus=alert(1)>x</a>', 'javascript:alert(1)', '&lt;b&gt;', '" autofocus onfocus="alert(1)',
  '{{7*7}}', '${alert(1)}', '{PHONE_NUMBER}', '{EVENT_DETAILS}', '=DEFAULT_VALUE({NAME})', '%s%s%n', '\\', '\\u0022', '"', '\'', '`',
  '{"kind":"call","state":"none"}', '{"type":"CRM_Record_Pop","data":{"recordUrl":"https://evil.example/"}}', '__proto__', 'constructor',
  '\u202eright to left', '\ufeffmark', 'e\u0301', '👩‍👩‍👧‍👦', '田中さん', 'مرحبا', 'Z͑ͫ̓a̴l̡g̕o', '\u2028separator', 'x'.repeat(200), 'null', '0', '-1', 'NaN',
];

const collected = () => {
  const path = process.env.NAUGHTY_STRINGS;
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];
};

// What fits into the simulation's query, and has a character that means something to a browser.
const fits = (text) => /[<>"'`&{}:\\\p{C}]/u.test(text) && encodeURIComponent(text).length < 1500 && Buffer.byteLength(text) <= 500;
const shown = (text) => text.replace(/\s+/g, ' ').trim();
const typed = (text) => text.replace(/\r\n?/g, '\n');

const call = async (desktop, seen, name, number) => {
  await ring(desktop, { from: number, name });
  const heading = seen.adapter.locator('#call:not([hidden]) #caller');
  await heading.waitFor();
  assert.equal(shown(await heading.textContent()), shown(name));
};

const write = async (seen, text) => {
  await seen.adapter.getByLabel('Comment').fill(text);
  await seen.adapter.getByRole('button', { name: 'Send' }).click();
};

test('naughty names and comments are shown as they are, in the adapter and in the CRM', async (t) => {
  const desktop = await startDesktop(t);
  const seen = await openDesktop(desktop);
  for (const [i, text] of naughty.entries()) {
    await call(desktop, seen, text, `+1202556${1000 + i}`);
    const id = await accept(seen);
    await told(seen, 'Start of the call: in the CRM');
    await write(seen, text);
    await told(seen, 'Comment: in the CRM');
    await seen.page.getByRole('button', { name: 'Open again' }).click();
    await seen.record.locator('.comment').nth(1).waitFor();
    assert.equal(shown(await seen.record.locator('.comment .words').nth(1).textContent()), shown(text));
    const [, comment] = await commentsOf(desktop, id);
    assert.equal(comment, typed(text));
    const { record } = await askCrm(desktop, `/records/${id}`);
    const { account } = await askCrm(desktop, `/accounts/${record.account_id}`);
    assert.equal(account.name, text);
    await seen.adapter.getByRole('button', { name: 'Hang up' }).click();
    await told(seen, 'End of the call: in the CRM');
  }
});

test('so are those that others have collected', { skip: collected().length === 0 && 'the collection isn\'t there' }, async (t) => {
  const texts = collected().filter(fits);
  const desktop = await startDesktop(t);
  const seen = await openDesktop(desktop);
  for (const [i, text] of texts.entries()) {
    await call(desktop, seen, text, `+1202557${1000 + i}`);
    await seen.adapter.getByRole('button', { name: 'Decline' }).click();
    await seen.adapter.getByRole('heading', { name: 'Waiting for calls' }).waitFor();
  }
  await ring(desktop, { from: '+12025559876' });
  const id = await accept(seen);
  for (const text of texts) await write(seen, text);
  await seen.adapter.getByRole('button', { name: 'Hang up' }).click();
  await told(seen, 'End of the call: in the CRM');
  assert.deepEqual((await commentsOf(desktop, id)).filter((body) => !/^Call (started|ended)/.test(body)).slice(0, 150),
    texts.map(typed).slice(0, 150));
  await seen.page.getByRole('button', { name: 'Open again' }).click();
  await seen.record.getByText('Call started').waitFor();
});

test('events that aren\'t the adapter\'s, or lead elsewhere, open nothing', async (t) => {
  const desktop = await startDesktop(t);
  const { page } = await openDesktop(desktop);
  const say = (data, foreign = {}) => page.evaluate(([text, { origin, source }]) => {
    const adapter = document.querySelector('iframe[name="adapter_frame"]').contentWindow;
    window.dispatchEvent(new MessageEvent('message', {
      data: text, origin: origin ?? window.location.origin, source: source === 'self' ? window : adapter,
    }));
  }, [typeof data === 'string' ? data : JSON.stringify(data), foreign]);
  const pop = (recordUrl) => ({ type: 'CRM_Record_Pop', data: { recordUrl } });
  const good = `${desktop.url}/records/1`;
  const frame = page.frame('target_iframe_adapter');
  const before = frame.url();

  await say(pop(good), { origin: 'https://evil.example' });
  await say(pop(good), { source: 'self' });
  assert.equal(await page.locator('#record').textContent(), 'no record yet');
  for (const text of ['', '{', 'null', '[]', '1', '"x"', '{"type":1}', '{"type":"toString"}', '{"type":"__proto__"}', '{"type":"End_Call"}',
    '{"type":"CRM_Record_Pop"}', '{"type":"CRM_Record_Pop","data":null}', ...naughty]) await say(text);
  for (const url of ['javascript:alert(1)', 'data:text/html,<script>alert(1)</script>', 'https://evil.example/records/1', '//evil.example',
    `${desktop.url}/agent/`, `${desktop.url}/records/1/../../agent/`, `${desktop.url}/login?once=1`, 'about:blank', 17, {}, ...naughty]) await say(pop(url));
  assert.equal(frame.url(), before);
  await say({ type: 'New_Call', data: { call_id: naughty[1], queue_path: naughty[0] } });
  assert.equal(await page.locator('#status').textContent(), `Call ${naughty[1]} in ${naughty[0]}`);
  await say(pop(good));
  await page.getByText('Record 1', { exact: true }).waitFor();
});
