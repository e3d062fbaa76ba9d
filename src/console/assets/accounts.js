// The page of one account: found by its id alone, how it stands, its sessions, and what operators
// have done with it.

import { createActTable } from './actTable.js';
import { ask, attempt, day, onSubmit } from './asking.js';
import { byId, make, say } from './elements.js';
import { createTable } from './table.js';

/** @typedef {import('../actsView.ts').AccountView} AccountView */
/** @typedef {import('../actsView.ts').SessionRow} SessionRow */

const dayMs = 24 * 60 * 60 * 1000;
const showActs = createActTable();
const showDevices = createTable('devices', deviceColumns(), ({ id }) => String(id));
const showSessions = createTable('sessions', sessionColumns(), ({ id }) => id, withButton);
/** The id that was found. */
let account = '';

onSubmit('find', async ({ account: id = '' }) => {
  byId('found').hidden = true;
  const told = /** @type {AccountView} */ (await ask('account/show', { account: id }));
  account = id;
  showAccount(told);
  showSessions([]);
  byId('found').hidden = false;
  await showActs({ account });
  return 'Found. That you looked is noted.';
});

onSubmit('set-kind', ({ kind = '' }) => set('kind', { kind }));
press('suspend', () => set(byId('suspend').dataset['act'] ?? ''));
press('list-sessions', listSessions);
press('end-sessions', async () => {
  await ask('account/end-sessions', { account });
  await listSessions();
  return 'All sessions are ended.';
});
press('reset-limits', async () => {
  await ask('account/reset-limits', { account });
  await showActs({ account });
  return 'Its limits are full again.';
});

/**
 * @param {string} id
 * @param {() => Promise<string | undefined>} work
 */
function press(id, work) {
  byId(id).addEventListener('click', () => void attempt(work));
}

/**
 * @param {string} what
 * @param {Record<string, string>} [fields]
 */
async function set(what, fields = {}) {
  const asked = { ...fields, account };
  showAccount(/** @type {AccountView} */ (await ask(`account/${what}`, asked)));
  await showActs({ account });
  return 'Done.';
}

async function listSessions() {
  const told = /** @type {readonly SessionRow[]} */ (await ask('account/sessions', { account }));
  showSessions(told);
  await showActs({ account });
  return told.length === 0 ? 'It has no sessions.' : undefined;
}

/** @param {AccountView} view */
function showAccount({ createdAtMs, kind, isKindGiven, suspendedAtMs, hasNumber, devices }) {
  const isSuspended = suspendedAtMs !== undefined;
  say(byId('made'), day(createdAtMs));
  say(byId('kind'), isKindGiven ? `${kind}, said by an operator` : kind);
  say(byId('suspended'), isSuspended ? `since ${day(suspendedAtMs)}` : 'no');
  byId('suspended').dataset['tone'] = isSuspended ? 'warn' : 'plain';
  say(byId('number'), hasNumber ? 'yes' : 'no');
  byId('suspend').dataset['act'] = isSuspended ? 'unsuspend' : 'suspend';
  say(byId('suspend'), isSuspended ? 'Let it in again' : 'Suspend');
  showDevices(devices);
}

/** @returns {readonly import('./table.js').Column<AccountView['devices'][number]>[]} */
function deviceColumns() {
  return [
    { name: 'Device', text: ({ id }) => String(id) },
    { name: 'Made', text: ({ createdAtMs }) => day(createdAtMs) },
    {
      name: 'Connected last',
      text: ({ seenOnDay }) => (seenOnDay === undefined ? 'never' : day(seenOnDay * dayMs)),
    },
  ];
}

/** @returns {readonly import('./table.js').Column<SessionRow>[]} */
function sessionColumns() {
  return [
    { name: 'Session', text: ({ id }) => id.slice(0, 12) },
    { name: 'Device', text: ({ device }) => String(device) },
    { name: 'Scope', text: ({ scopes }) => scopes.join(', ') },
    { name: 'Began', text: ({ beganAtMs }) => day(beganAtMs) },
    { name: 'Used', text: ({ usedAtMs }) => day(usedAtMs) },
    { name: 'End', text: () => '' },
  ];
}

/**
 * @param {HTMLElement} row
 * @param {SessionRow} session
 */
function withButton(row, { id }) {
  const cell = row.lastElementChild?.firstElementChild;
  if (!cell || cell.childElementCount > 0) return;
  const button = make('button', { type: 'button' }, 'End');
  button.setAttribute('aria-label', `End session ${id.slice(0, 12)}`);
  button.addEventListener('click', () => {
    void attempt(async () => {
      await ask('account/end-sessions', { account, session: id });
      await listSessions();
      return 'The session is ended.';
    });
  });
  cell.replaceChildren(button);
}
