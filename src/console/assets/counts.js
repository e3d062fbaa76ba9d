// Counts of the last day: asking for them, and their sums.

import { whole } from './format.js';

/** @typedef {import('../countsView.ts').DayView} DayView */
/**
 * @typedef {object} CountRow
 * @property {string} name
 * @property {readonly number[]} slots
 * @property {number} slot in the present slot and the one before it
 * @property {number} hour
 * @property {number} day
 */

const askTimeoutMs = 5000;
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

/**
 * Asks every few seconds, as long as the page is in sight.
 * @param {(day: DayView) => void} show
 */
export function watchDay(show) {
  let timer = 0;
  const ask = async () => {
    try {
      const signal = AbortSignal.timeout(askTimeoutMs);
      const answer = await fetch('/console/day', { cache: 'no-store', signal });
      if (answer.status === 401) return location.assign('/console/login');
      if (answer.ok) show(await answer.json());
    } catch {
      // Whatever else the page shows tells that nobody answers.
    }
    if (!document.hidden) timer = window.setTimeout(ask, everyMs);
    return undefined;
  };
  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    if (!document.hidden) void ask();
  });
  void ask();
}

/** @param {readonly number[]} counts */
function sum(counts) {
  return counts.reduce((all, one) => all + one, 0);
}
