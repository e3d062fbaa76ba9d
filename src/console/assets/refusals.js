// Which error codes clients were given, over time.

import { Bars } from './bars.js';
import { countColumns, rowsOf } from './counts.js';
import { byId } from './elements.js';
import { createTable } from './table.js';

/** @typedef {import('../countsView.ts').DayView} DayView */

/** @returns {(day: DayView) => void} */
export function createRefusals() {
  const bars = new Bars('Refusals by code');
  byId('refusals-course').append(bars.element);
  const show = createTable(
    'refusals',
    [{ name: 'Code', text: ({ name }) => name }, ...countColumns()],
    (/** @type {import('./counts.js').CountRow} */ { name }) => name,
  );
  return (day) => {
    const rows = rowsOf(day, 'refusal').sort((a, b) => b.day - a.day || (a.name < b.name ? -1 : 1));
    bars.draw(day, rows);
    show(rows);
    byId('refusals-none').hidden = rows.length > 0;
  };
}
