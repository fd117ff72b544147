// Runs Node-RED on a loopback port of the system's choice, and writes the port to descriptor 3.
//
//   node server.js MODULES-FOLDER USER-FOLDER FLOW-FILE CUSTOMERS-FILE

'use strict';

const fs = require('fs');
const http = require('http');
const { createRequire } = require('module');
const path = require('path');

const [modules, userDir, flowFile, customers] = process.argv.slice(2).map((name) => path.resolve(name));
const RED = createRequire(path.join(modules, 'package.json'))('node-red');
const server = http.createServer((request, response) => RED.httpNode(request, response));

RED.init(server, {
  userDir,
  flowFile,
  httpAdminRoot: false,
  httpNodeRoot: '/',
  telemetry: { enabled: false, updateNotification: false },
  externalModules: { autoInstall: false },
  functionGlobalContext: { customers: JSON.parse(fs.readFileSync(customers, 'utf8')) },
  logging: { console: { level: 'info', metrics: false, audit: false } },
});

const fail = (error) => {
  console.error(error);
  process.exit(1);
};

RED.events.once('flows:started', () => {
  server.listen(0, '127.0.0.1', () => fs.writeSync(3, `${server.address().port}\n`));
});
server.once('error', fail);
RED.start().catch(fail);

process.once('SIGTERM', () => {
  server.closeAllConnections();
  server.close();
  RED.stop().then(() => process.exit(0), fail);
});
