// Follows a login as a browser does: redirects, cookies, and the forms of oidc-provider's own pages.
//
//   node browser.mjs URL     prints the status and the text of the last page
//   node browser.mjs --deny URL

const deny = process.argv[2] === '--deny';
let url = new URL(process.argv.at(-1));
const origin = url.origin;
const jar = new Map();

const visit = async (form) => {
  const response = await fetch(url, {
    redirect: 'manual',
    method: form ? 'POST' : 'GET',
    body: form && new URLSearchParams(form),
    headers: url.origin === origin ? { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') } : {},
  });
  for (const cookie of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
    if (value) jar.set(name, value); else jar.delete(name);
  }
  return response;
};

let form;
for (let step = 0; step < 20; ++step) {
  const response = await visit(form);
  form = undefined;
  const location = response.headers.get('location');
  if (location) {
    url = new URL(location, url);
    continue;
  }
  const page = await response.text();
  const [, action] = /<form[^>]* action="([^"]+)"/.exec(page) ?? [];
  const [, prompt] = /name="prompt" value="([^"]+)"/.exec(page) ?? [];
  if (url.origin !== origin || !action) {
    console.log(`${response.status} ${page.replace(/<[^>]*>/g, ' ').trim()}`);
    process.exit(response.ok ? 0 : 1);
  }
  const [, abort] = /href="([^"]+\/abort)"/.exec(page) ?? [];
  if (deny) {
    url = new URL(abort, url);
    continue;
  }
  url = new URL(action, url);
  form = prompt === 'login' ? { prompt, login: 'kim', password: 'any' } : { prompt };
}
console.error('the login never ends');
process.exit(1);
