// Counts of the last day: asking for them, and their sums.

import { whole } from './format.js';
import { watch } from './watch.js';

/** @typedef {import('../countsView.ts').DayView} DayView */
/**
 * @typedef {object} CountRow
 * @property {string} name
 * @property {readonly number[]} slots
 * @property {number} slot in the present slot and the one before it
 * @property {number} hour
 * @property {number} day
 */

const everyMs = 5000;
const hourMs = 60 * 60 * 1000;

/** What was counted below this first part of a name. @param {DayView} day @param {string} first */
export function rowsOf({ counts, slotMs }, first) {
  return Object.entries(counts)
    .filter(([name]) => name.startsWith(`${first}.`))
    .map(([name, slots]) => rowOf(name.slice(first.length + 1), slots, slotMs));
}

/**
 * @param {string} name
 * @param {readonly number[]} slots
 * @param {number} slotMs
 * @returns {CountRow}
 */
function rowOf(name, slots, slotMs) {
  const last = (/** @type {number} */ count) => sum(slots.slice(-count));
  return { name, slots, slot: last(2), hour: last(hourMs / slotMs), day: sum(slots) };
}

/** @returns {import('./table.js').Column<CountRow>[]} */
export function countColumns() {
  return [
    {
      name: '5–10 min',
      title: 'In the last five to ten minutes.',
      text: ({ slot }) => whole(slot),
    },
    { name: 'Hour', text: ({ hour }) => whole(hour) },
    { name: 'Day', text: ({ day }) => whole(day) },
  ];
}

/** @param {(day: DayView) => void} show */
export function watchDay(show) {
  watch('/console/day', everyMs, (told) => show(/** @type {DayView} */ (told)));
}

/** @param {readonly number[]} counts */
function sum(counts) {
  return counts.reduce((all, one) => all + one, 0);
}
