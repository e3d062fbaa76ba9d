// The page of what may be somebody who tries: how often, over time, and from when on an alert says
// that it is much.

import { Bars } from './bars.js';
import { countColumns, rowsOf, watchDay } from './counts.js';
import { byId, say } from './elements.js';
import { clockTime, whole } from './format.js';
import { createTable } from './table.js';

/** @typedef {import('./counts.js').CountRow} CountRow */
/** @typedef {import('../countsView.ts').DayView} DayView */
/** @typedef {CountRow & { what: string, alert?: DayView['securityKinds'][number]['alert'] }} Row */

const bars = new Bars('Security events');
byId('events-course').append(bars.element);
const show = createTable('kinds', columns(), ({ name }) => name);

watchDay((day) => {
  const counted = new Map(rowsOf(day, 'security').map((row) => [row.name, row]));
  const rows = day.securityKinds.map(({ kind, ...more }) => {
    const none = { name: kind, slots: [], slot: 0, hour: 0, day: 0 };
    return { ...(counted.get(kind) ?? none), ...more };
  });
  bars.draw(day, [...counted.values()]);
  show(rows);
  const loud = rows.filter(isLoud).map(({ name }) => name);
  byId('state').dataset['tone'] = loud.length > 0 ? 'bad' : 'ok';
  say(byId('state'), loud.length > 0 ? `Much: ${loud.join(', ')}.` : 'Nothing is above its alert.');
  say(byId('freshness'), `As of ${clockTime(Date.now())}`);
});

/** @param {Row} row */
function isLoud({ slot, alert }) {
  return alert !== undefined && slot > alert.aboveIn10Min;
}

/** @returns {readonly import('./table.js').Column<Row>[]} */
function columns() {
  return [
    { name: 'Event', text: ({ name }) => name, note: ({ what }) => what },
    ...countColumns().map((column) => ({
      ...column,
      tone: (/** @type {Row} */ row) => (isLoud(row) ? 'bad' : undefined),
    })),
    {
      name: 'Alert',
      text: ({ alert }) => alert?.name ?? 'none',
      note: ({ alert }) => (alert ? `above ${whole(alert.aboveIn10Min)} in 10 min` : ''),
    },
  ];
}
