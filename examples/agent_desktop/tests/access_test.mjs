// Who gets in, and what the server says of itself. No browser.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { desktopToken, ring, startDesktop } from './desktop.mjs';

const token = { Authorization: `Bearer ${desktopToken}` };
const upgrade = {
  Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
};

const ask = (desktop, path, { method = 'GET', headers = {} } = {}) => new Promise((resolve, reject) => {
  const asked = request(`${desktop.url}${path}`, { method, headers, agent: false });
  asked.on('response', async (reply) => {
    let text = '';
    for await (const piece of reply) text += piece;
    resolve({ status: reply.statusCode, headers: reply.headers, text });
  });
  asked.on('upgrade', (reply, socket) => {
    socket.destroy();
    resolve({ status: reply.statusCode, headers: reply.headers, text: '' });
  });
  asked.on('error', reject);
  asked.end();
});

const statusOf = async (...what) => (await ask(...what)).status;

test('nobody gets in without the link, and the link works once', async (t) => {
  const desktop = await startDesktop(t);
  const paths = ['/', '/agent/', '/desktop.js', '/records/1', '/style.css', '/nothing'];
  for (const path of paths) assert.equal(await statusOf(desktop, path), 401, path);
  assert.equal(await statusOf(desktop, '/simulate/ring', { method: 'POST' }), 401);
  assert.equal(await statusOf(desktop, '/login'), 401);
  assert.equal(await statusOf(desktop, '/login?once=0'), 401);

  const once = desktop.link.slice(desktop.url.length);
  const done = await ask(desktop, once);
  assert.deepEqual([done.status, done.headers.location], [303, '/']);
  const [cookie, ...rules] = done.headers['set-cookie'][0].split('; ');
  assert.deepEqual(rules, ['Path=/', 'HttpOnly', 'SameSite=Strict']);
  assert.equal(await statusOf(desktop, '/', { headers: { Cookie: `a=b; ${cookie}` } }), 200);
  assert.equal(await statusOf(desktop, '/', { headers: { Cookie: cookie.slice(0, -1) } }), 401);
  assert.equal(await statusOf(desktop, once), 401);
  const another = (await desktop.nextLink()).slice(desktop.url.length);
  assert.equal(await statusOf(desktop, another), 303);
});

test('pages of other sites, and names that lead here, are refused', async (t) => {
  const desktop = await startDesktop(t);
  const { host } = new URL(desktop.url);
  const origin = desktop.url;
  const with_ = (headers) => ({ method: 'POST', headers: { ...token, ...headers } });
  assert.equal(await statusOf(desktop, '/simulate/ring', with_({ Origin: 'https://evil.example' })), 403);
  assert.equal(await statusOf(desktop, '/simulate/ring', with_({ Origin: 'null' })), 403);
  assert.equal(await statusOf(desktop, '/simulate/ring', with_({ Host: `evil.example:${host.split(':')[1]}` })), 403);
  assert.equal(await statusOf(desktop, '/simulate/ring', with_({ Origin: origin })), 202);

  const socket = (headers) => ask(desktop, '/agent/events', { headers: { ...upgrade, ...headers } });
  assert.equal((await socket({ ...token, Origin: origin })).status, 101);
  assert.equal((await socket({ ...token, Origin: 'https://evil.example' })).status, 403);
  assert.equal((await socket(token)).status, 403);
  assert.equal((await socket({ Origin: origin })).status, 401);
});

test('what is too long, or no text, or one call too many, is refused', async (t) => {
  const desktop = await startDesktop(t);
  const post = (path) => statusOf(desktop, path, { method: 'POST', headers: token });
  assert.equal(await post(`/simulate/ring?from=${'1'.repeat(65)}`), 400);
  assert.equal(await post(`/simulate/ring?name=${'x'.repeat(501)}`), 400);
  assert.equal(await post('/simulate/ring?name=%FF'), 400);
  assert.equal(await post('/simulate/ring'), 202);
  assert.equal(await post('/simulate/ring'), 409);
  assert.equal(await post('/simulate/other'), 404);
  assert.equal(await post('/'), 405);
  assert.equal(await statusOf(desktop, '/simulate/ring', { headers: token }), 405);
  assert.equal(await statusOf(desktop, `/${'x'.repeat(4000)}`, { headers: token }), 400);
  assert.equal(await statusOf(desktop, '/', { headers: { ...token, Long: 'x'.repeat(17_000) } }), 400);
  for (const path of ['/records/0x1', '/records/1/2', '/files/1', '/api/records/1', '/records/', '/login/x'])
    assert.equal(await statusOf(desktop, path, { headers: token }), 404, path);
  assert.equal(await statusOf(desktop, '/records/999999', { headers: token }), 404);
});

test('every page has a policy without exceptions', async (t) => {
  const desktop = await startDesktop(t);
  for (const path of ['/', '/agent/', '/welcome', '/records/1', '/accounts/1', '/desktop.js', '/icon.svg']) {
    const { status, headers } = await ask(desktop, path, { headers: token });
    const policy = headers['content-security-policy'];
    assert.equal(status, 200, path);
    assert.match(policy, /^default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe|\*|data:|https?:/);
    assert.match(policy, path === '/' || path.includes('.') ? /frame-ancestors 'none'/ : /frame-ancestors 'self'/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['referrer-policy'], 'no-referrer');
  }
});

test('Ctrl-C ends it in the middle of a call, with a page open', async (t) => {
  const desktop = await startDesktop(t);
  const headers = { ...upgrade, ...token, Origin: desktop.url };
  const asked = request(`${desktop.url}/agent/events`, { headers, agent: false });
  asked.end();
  const [, socket] = await once(asked, 'upgrade');
  socket.resume();
  await ring(desktop, { from: '+12025559876' });
  desktop.program.kill('SIGINT');
  const [[status]] = await Promise.all([once(desktop.program, 'exit'), once(socket, 'close')]);
  assert.equal(status, 0);
});

test('the program explains itself, and refuses what it doesn\'t know', () => {
  const help = spawnSync(process.env.AGENT_DESKTOP, ['--help'], { encoding: 'utf8' });
  assert.equal(help.status, 0);
  assert.match(help.stdout, /--port/);
  assert.equal(spawnSync(process.env.AGENT_DESKTOP, ['--wrong']).status, 2);
});
