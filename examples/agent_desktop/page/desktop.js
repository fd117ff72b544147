// The page around the adapter and the CRM. It knows the adapter by its events alone.
'use strict';

const adapter = document.querySelector('iframe[name="adapter_frame"]');
const iframeTarget = document.querySelector('iframe[name="target_iframe_adapter"]');
const state = document.getElementById('status');
const record = document.getElementById('record');
const again = document.getElementById('again');
let opened = '';

// An adapter of another host would be trusted by that host's origin.
const isFromAdapter = (event) =>
  event.origin === window.location.origin && event.source === adapter.contentWindow;

// Opens pages of the CRM alone: an event must not lead the frame anywhere else.
const recordPath = (recordUrl) => {
  if (!URL.canParse(recordUrl)) return '';
  const url = new URL(recordUrl);
  const ours = url.origin === window.location.origin && /^\/(records|accounts)\/\d+$/.test(url.pathname);
  return ours ? url.pathname : '';
};

const openRecord = (recordUrl) => {
  const path = recordPath(recordUrl);
  if (!path) {
    record.textContent = 'refused to open a page that isn\'t the CRM\'s';
    return;
  }
  opened = path;
  iframeTarget.src = path;
  record.textContent = path.slice(1).replace('/', ' ').replace('records', 'Record').replace('accounts', 'Account');
  again.disabled = false;
};

// Another caller's record must not stay beside a new call.
const closeRecord = () => {
  if (!opened) return;
  opened = '';
  iframeTarget.src = '/welcome';
  record.textContent = 'no record yet';
  again.disabled = true;
};

const handlers = {
  Agent_Login: () => { state.textContent = 'Ready'; },
  Agent_Logout: () => { state.textContent = 'Not connected'; },
  New_Call: (data) => {
    state.textContent = `Call ${data.call_id} in ${data.queue_path}`;
    closeRecord();
  },
  End_Call: (data) => { state.textContent = `Call ${data.call_id} has ended`; },
  CRM_Record_Pop: (data) => {
    if (data.recordUrl) openRecord(data.recordUrl);
  },
};

const read = (text) => {
  try {
    const event = JSON.parse(text);
    return typeof event === 'object' && event !== null ? event : {};
  } catch {
    return {};
  }
};

window.addEventListener('message', (e) => {
  if (!isFromAdapter(e)) return;
  const data = read(e.data);
  const known = typeof data.type === 'string' && Object.hasOwn(handlers, data.type);
  if (known) handlers[data.type](data.data ?? {});
});

again.addEventListener('click', () => { iframeTarget.src = opened; });

// What stands for a telephone network, and for a CRM with a bad day.
const simulator = document.getElementById('simulator');
const simulated = document.getElementById('simulated');

const simulate = async (path, parameters) => {
  const reply = await fetch(`/simulate/${path}?${new URLSearchParams(parameters)}`, { method: 'POST' });
  simulated.textContent = reply.ok ? '' : (await reply.json()).error;
  return reply.ok;
};

document.getElementById('ring').addEventListener('submit', async (e) => {
  e.preventDefault();
  if (!await simulate('ring', new FormData(e.target))) return;
  simulator.open = false;
  adapter.focus();
});

simulator.addEventListener('keydown', (e) => {
  if (e.key !== 'Escape' || !simulator.open) return;
  simulator.open = false;
  simulator.querySelector('summary').focus();
});

document.getElementById('crm_down').addEventListener('change', (e) => {
  simulate('crm', { down: e.target.checked ? '1' : '0' });
});
