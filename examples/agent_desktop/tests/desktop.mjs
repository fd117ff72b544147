// What the tests of the agent's desktop share: the program, the browser, and an eye on what must not happen.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { request } from 'node:https';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import assert from 'node:assert/strict';

const crmToken = 'crm-token-of-this-test';
export const desktopToken = 'desktop-token-of-this-test';
export const screenshots = process.env.SCREENSHOTS;
const patience = 20_000;

// The program; ends with the test.
export const startDesktop = async (t, ...options) => {
  const program = spawn(process.env.AGENT_DESKTOP, options, {
    env: { ...process.env, CRM_TOKEN: crmToken, DESKTOP_TOKEN: desktopToken }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  const browsers = [];
  t.after(async () => {
    // The browsers first: they would complain of a server that is gone.
    for (const close of browsers) await close();
    if (program.exitCode !== null) return;
    program.kill('SIGINT');
    const [status] = await once(program, 'exit');
    assert.equal(status, 0, 'Ctrl-C ends it cleanly');
  });
  const said = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
  const next = async (start) => {
    for (;;) {
      const { value, done } = await said.next();
      assert.ok(!done, 'the desktop ended');
      if (value.startsWith(start)) return value.slice(start.length);
    }
  };
  const crm = await next('the CRM is on ');
  const link = await next('open ');
  return { program, browsers, crm, link, url: new URL(link).origin, nextLink: () => next('open ') };
};

// The CRM's API, past the desktop.
export const askCrm = (desktop, path) => new Promise((resolve, reject) => {
  // Its authority was made a moment ago, in the program under test.
  const asked = request(`${desktop.crm}/api${path}`, {
    rejectUnauthorized: false, headers: { Authorization: `Bearer ${crmToken}` },
  }, async (reply) => {
    let text = '';
    for await (const piece of reply) text += piece;
    if (reply.statusCode === 200) resolve(JSON.parse(text)); else reject(new Error(`${path}: ${reply.statusCode}`));
  });
  asked.on('error', reject);
  asked.end();
});

export const commentsOf = async (desktop, record) =>
  (await askCrm(desktop, `/records/${record}/comments`)).comments.map(({ body }) => body);

// A browser that has logged in. Whatever a page complains about, or opens, fails the test.
export const openDesktop = async (desktop, look = {}) => {
  const sandbox = process.getuid() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: [...sandbox, '--disable-gpu'] });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...look });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  const complaints = [];
  page.on('dialog', async (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (line) => complaints.push(`console: ${line.text()}`));
  page.on('popup', (popup) => complaints.push(`popup: ${popup.url()}`));
  page.on('request', (asked) => {
    if (new URL(asked.url()).origin !== desktop.url) complaints.push(`request: ${asked.url()}`);
  });
  desktop.browsers.push(async () => {
    await browser.close();
    assert.deepEqual(complaints, []);
  });
  await page.goto(desktop.link);
  const seen = {
    page, context, complaints, adapter: page.frameLocator('iframe[name="adapter_frame"]'),
    record: page.frameLocator('iframe[name="target_iframe_adapter"]'),
  };
  await seen.adapter.getByRole('heading', { name: 'Waiting for calls' }).waitFor();
  await page.getByText('Ready', { exact: true }).waitFor();
  return seen;
};

// Lets a call come in, as a program would.
export const ring = async (desktop, caller) => {
  const reply = await fetch(`${desktop.url}/simulate/ring?${new URLSearchParams(caller)}`, {
    method: 'POST', headers: { Authorization: `Bearer ${desktopToken}` },
  });
  assert.equal(reply.status, 202, await reply.text());
};

export const setCrmDown = (desktop, down) => fetch(`${desktop.url}/simulate/crm?down=${down ? 1 : 0}`, {
  method: 'POST', headers: { Authorization: `Bearer ${desktopToken}` },
});

// Waits until something holds, for what no page shows.
export const until = async (holds, what) => {
  const limit = Date.now() + patience;
  while (!await holds()) {
    assert.ok(Date.now() < limit, `never: ${what}`);
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
};

// Waits for what the adapter says of something that was told to the CRM.
export const told = ({ adapter }, text) => adapter.getByRole('log').getByText(text).first().waitFor();

export const shoot = async ({ page }, name) => {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: `${screenshots}/${name}.png` });
};

// Accepts the call that rings; returns the id of the record that pops.
export const accept = async (seen) => {
  await seen.adapter.getByRole('button', { name: 'Accept' }).click();
  return popped(seen);
};

// An earlier call's record may still be shown: waits for that of the call in the adapter.
export const popped = async ({ page, adapter }) => {
  const id = await adapter.locator('#attached dt:text-is("Record") + dd').textContent();
  await page.getByText(`Record ${id}`, { exact: true }).waitFor();
  return id;
};
