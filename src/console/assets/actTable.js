// Acts of operators, the newest first, with a way to those before.

import { ask, attempt, dayTime } from './asking.js';
import { byId } from './elements.js';
import { createTable } from './table.js';

/** @typedef {import('../actsView.ts').ActRow} ActRow */
/** @typedef {import('../actsView.ts').ActPage} ActPage */

/**
 * The table of acts of a page, empty until it is asked to read.
 * @returns {(fields: Record<string, string>) => Promise<void>}
 */
export function createActTable() {
  const show = createTable('acts', columns(), ({ seq }) => String(seq));
  const more = byId('acts-more');
  /** @type {ActRow[]} */
  let rows = [];
  /** @type {Record<string, string>} */
  let asked = {};
  /** @param {Record<string, string>} fields */
  const read = async (fields) => {
    const page = /** @type {ActPage} */ (await ask('audit/list', fields));
    rows = [...rows, ...page.lines];
    show(rows);
    byId('acts-none').hidden = rows.length > 0;
    more.hidden = page.nextBeforeSeq === undefined || page.lines.length === 0;
    more.dataset['before'] = String(page.nextBeforeSeq ?? '');
  };
  more.addEventListener('click', () => {
    void attempt(async () => {
      await read({ ...asked, before: more.dataset['before'] ?? '' });
      return undefined;
    });
  });
  return (fields) => {
    rows = [];
    asked = fields;
    return read(fields);
  };
}

/** @returns {readonly import('./table.js').Column<ActRow>[]} */
function columns() {
  return [
    { name: 'Number', text: ({ seq }) => String(seq) },
    { name: 'When', text: ({ atMs }) => dayTime(atMs) },
    { name: 'Act', text: ({ act }) => act, note: factsOf },
    {
      name: 'Account',
      title: 'Its name in the log, which says nobody’s once the account is gone.',
      text: ({ account }) => account?.slice(0, 12) ?? '–',
    },
    {
      name: 'By',
      text: ({ by }) => by.name ?? by.token ?? '–',
      note: ({ by }) => (by.name && by.token ? `${by.door}, ${by.token}` : by.door),
    },
    {
      name: 'Outcome',
      text: ({ outcome }) => outcome ?? 'not known',
      tone: ({ outcome }) => (outcome === 'done' ? undefined : 'warn'),
    },
  ];
}

/** @param {ActRow} row */
function factsOf({ facts = {} }) {
  return Object.entries(facts)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(', ');
}
