// The call adapter. All that comes from outside is shown as text; nothing of it becomes markup.
'use strict';

const at = (id) => document.getElementById(id);
const desktop = window.location.origin;
const mostTold = 6;
let call = { state: 'none' };
let socket;

// The window around it hears of an event as a JSON string.
const post = (text) => {
  if (window.parent !== window) window.parent.postMessage(text, desktop);
};

// Returns whether there is a connection that takes it.
const send = (message) => {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(message));
  return true;
};

const fill = (list, entries) => {
  list.replaceChildren(...entries.flatMap(({ name, value }) => {
    const term = document.createElement('dt');
    const description = document.createElement('dd');
    term.textContent = name.replaceAll('_', ' ');
    description.textContent = value;
    return [term, description];
  }));
  list.parentElement.hidden = entries.length === 0;
};

const announce = (before) => {
  if (call.id === before.id && call.state === before.state) return;
  const ringing = call.state === 'ringing';
  at('announcement').textContent = ringing ? `Call from ${call.name || call.number}` : '';
  // Only who works in here already: keys that are meant for another page must not accept a call.
  if (ringing && document.hasFocus()) at('accept').focus();
  if (call.state === 'talking' && document.hasFocus()) at('words').focus();
  if (call.state !== 'none' && call.id !== before.id) {
    at('comment').reset();
    at('disposition').reset();
    at('told').replaceChildren();
  }
};

const showCall = (next) => {
  const before = call;
  call = next;
  const none = call.state === 'none';
  const ringing = call.state === 'ringing';
  at('idle').hidden = !none;
  at('call').hidden = none;
  at('known').hidden = none;
  if (!none) {
    at('phase').textContent = ringing ? 'Incoming call' : 'In a call';
    at('caller').textContent = call.name || call.number;
    at('number').textContent = call.name ? call.number : '';
    at('queue').textContent = call.queue;
    at('ringing').hidden = !ringing;
    at('hanging').hidden = ringing;
    at('work').hidden = ringing;
    fill(at('display'), call.display);
    fill(at('attached'), call.attached);
  }
  document.body.classList.toggle('ringing', ringing);
  announce(before);
};

const outcomes = {
  done: 'in the CRM',
  later: 'the CRM doesn\'t answer; it will be told later',
  skipped: 'the CRM doesn\'t want it',
  failed: 'not in the CRM',
};

const showTold = ({ what, status, why }) => {
  const line = document.createElement('li');
  line.className = status;
  line.textContent = `${what}: ${outcomes[status]}`;
  line.title = why;
  at('told').prepend(line);
  while (at('told').childElementCount > mostTold) at('told').lastElementChild.remove();
};

const receive = (message) => {
  if (message.kind === 'event') post(message.text);
  if (message.kind === 'call') showCall(message);
  if (message.kind === 'told') showTold(message);
};

const connect = () => {
  socket = new WebSocket(`${desktop.replace('http', 'ws')}/agent/events`);
  socket.addEventListener('open', () => { at('connection').hidden = true; });
  socket.addEventListener('message', (e) => receive(JSON.parse(e.data)));
  socket.addEventListener('close', () => {
    at('connection').hidden = false;
    setTimeout(connect, 1000);
  });
};

window.addEventListener('focus', () => {
  if (call.state === 'ringing' && document.activeElement === document.body) at('accept').focus();
});

const act = (action) => () => send({ do: action });
at('accept').addEventListener('click', act('accept'));
at('decline').addEventListener('click', act('decline'));
at('hang_up').addEventListener('click', act('hang_up'));

for (const action of ['comment', 'disposition']) {
  at(action).addEventListener('submit', (e) => {
    e.preventDefault();
    // What wasn't sent stays where it was typed.
    if (send({ do: action, ...Object.fromEntries(new FormData(e.target)) })) e.target.reset();
  });
}

document.addEventListener('keydown', (e) => {
  if (call.state === 'ringing' && e.key === 'Escape') send({ do: 'decline' });
  // On a button Enter presses that button.
  if (call.state === 'ringing' && e.key === 'Enter' && e.target === document.body) send({ do: 'accept' });
  if (e.key === 'Enter' && e.ctrlKey && e.target === at('words')) at('comment').requestSubmit();
});

connect();
