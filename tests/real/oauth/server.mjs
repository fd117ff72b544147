// Runs oidc-provider, and an API that its tokens open, on a loopback port of the system's choice, and writes the
// port to descriptor 3.
//
//   node server.mjs MODULES-FOLDER
//
// Beside the provider's own:
//   GET /api             200 with a good access token, else 401
//   POST /advance?s=N    lets N seconds pass for the provider
//   GET /counts          how many tokens were issued by each grant, and what was refused

import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

let ahead = 0;
const now = Date.now;
Date.now = () => now() + ahead;

const modules = path.resolve(process.argv[2], 'node_modules/oidc-provider/lib/index.js');
const { default: Provider } = await import(pathToFileURL(modules));

const counts = { refused: 0, api: 0, api_refused: 0 };
const count = (name) => { counts[name] = (counts[name] ?? 0) + 1; };

const server = http.createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'crm client',
    client_secret: process.env.OAUTH_SECRET,
    application_type: 'native',
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    redirect_uris: ['http://127.0.0.1/callback'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_basic',
  }],
  features: { clientCredentials: { enabled: true }, devInteractions: { enabled: true } },
  pkce: { required: () => true },
  rotateRefreshToken: true,
  ttl: { AccessToken: 60, ClientCredentials: 60, RefreshToken: 86400, Grant: 86400 * 14, Session: 86400, Interaction: 3600 },
  cookies: { keys: ['a test has nothing to hide'] },
});
provider.on('grant.success', (context) => count(context.oidc.params.grant_type));
provider.on('grant.error', () => count('refused'));
provider.on('server_error', (context, error) => console.error(error));

const answer = (response, status, body) => {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
};

const isGood = async (request) => {
  const [, token] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
  if (!token) return false;
  const found = await provider.AccessToken.find(token) ?? await provider.ClientCredentials.find(token);
  return found !== undefined && found.isValid;
};

const handle = provider.callback();
server.on('request', async (request, response) => {
  const url = new URL(request.url, issuer);
  if (url.pathname === '/counts') return answer(response, 200, counts);
  if (url.pathname === '/advance') {
    ahead += Number(url.searchParams.get('s')) * 1000;
    return answer(response, 200, {});
  }
  if (url.pathname !== '/api') return handle(request, response);
  count('api');
  const good = await isGood(request);
  if (!good) count('api_refused');
  return answer(response, good ? 200 : 401, { good });
});

fs.writeSync(3, `${server.address().port}\n`);
process.once('SIGTERM', () => process.exit(0));
