// The page of what operators have done, whether the log of it is whole, and invitations.

import { createActTable } from './actTable.js';
import { ask, attempt, day, onSubmit } from './asking.js';
import { byId, make, say } from './elements.js';
import { createTable } from './table.js';

/** @typedef {import('../actsView.ts').InvitationRow} InvitationRow */
/** @typedef {import('../actsView.ts').LogVerdict} LogVerdict */

/** @type {Readonly<Record<string, string>>} */
const faultWords = {
  changed: 'not as written',
  missing: 'taken away',
  unsealed: 'no end that this cluster has sealed',
  beyond: 'behind the end',
  mended: 'here the log was found not whole, and went on',
  witness: 'not what was kept elsewhere',
};

const showActs = createActTable();
const showInvitations = createTable('invitations', columns(), ({ id }) => id, withButton);

byId('verify').addEventListener('click', () => void attempt(verify));
byId('list-invitations').addEventListener('click', () => void attempt(listInvitations));
onSubmit('invite', async (fields) => {
  const made = /** @type {{ token: string }} */ (await ask('invitation/make', fields));
  say(byId('token'), made.token);
  byId('made').hidden = false;
  await listInvitations();
  return 'Made. Its token is shown this once.';
});
void attempt(async () => {
  await showActs({});
  return undefined;
});

async function verify() {
  const verdict = /** @type {LogVerdict} */ (await ask('audit/verify'));
  const { entries, head, faults } = verdict;
  const isWhole = faults.length === 0;
  byId('verdict').dataset['tone'] = isWhole ? 'ok' : 'bad';
  say(byId('verdict'), isWhole ? `Whole: ${entries} entries.` : 'Not whole.');
  byId('faults').replaceChildren(
    ...faults.map(({ kind, fromSeq, toSeq }) => {
      const where = fromSeq === toSeq ? String(fromSeq) : `${fromSeq} to ${toSeq}`;
      return make('li', {}, `${where}: ${faultWords[kind] ?? kind}`);
    }),
  );
  say(byId('head'), head === undefined ? '' : `Its end, to be kept elsewhere: ${head}`);
  return undefined;
}

async function listInvitations() {
  showInvitations(/** @type {readonly InvitationRow[]} */ (await ask('invitation/list')));
  await showActs({});
  return undefined;
}

/** @returns {readonly import('./table.js').Column<InvitationRow>[]} */
function columns() {
  return [
    { name: 'Invitation', text: ({ id }) => id },
    { name: 'Used', text: ({ used, uses }) => `${used} of ${uses}` },
    { name: 'Until', text: ({ expiresAtMs }) => day(expiresAtMs) },
    { name: 'Revoke', text: () => '' },
  ];
}

/**
 * @param {HTMLElement} row
 * @param {InvitationRow} invitation
 */
function withButton(row, { id }) {
  const cell = row.lastElementChild?.firstElementChild;
  if (!cell || cell.childElementCount > 0) return;
  const button = make('button', { type: 'button', 'aria-label': `Revoke ${id}` }, 'Revoke');
  button.addEventListener('click', () => {
    void attempt(async () => {
      await ask('invitation/revoke', { invitation: id });
      await listInvitations();
      return 'Revoked. Who has registered with it stays.';
    });
  });
  cell.replaceChildren(button);
}
