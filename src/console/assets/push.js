// The page of push services: how each does, what became of the calls, how long a wake takes, and
// what waits.

import { Bars } from './bars.js';
import { countColumns, rowsOf, watchDay } from './counts.js';
import { byId, make, say } from './elements.js';
import { clockTime, milliseconds, whole } from './format.js';
import { createTable } from './table.js';
import { watchFigures } from './watchFigures.js';

/** @typedef {import('../countsView.ts').DayView} DayView */
/** @typedef {import('../view.ts').Snapshot} Snapshot */
/** @typedef {import('./counts.js').CountRow} CountRow */
/**
 * @typedef {object} Service
 * @property {string} kind
 * @property {string} health
 * @property {string} [tone]
 * @property {Record<string, CountRow>} outcomes
 */

/** What each outcome of a call comes to; all others are tried again. */
const delivered = ['accepted'];
const gone = ['gone'];
const dropped = ['refused'];
const retried = ['throttled', 'unavailable', 'credentials'];

const bars = new Bars('Calls to push services by outcome');
byId('calls-course').append(bars.element);
const showServices = createTable('services', serviceColumns(), ({ kind }) => kind);
const showCalls = createTable('calls', namedColumns('Service and outcome'), ({ name }) => name);
const showUnneeded = createTable('unneeded', namedColumns('Needed no more'), ({ name }) => name);
/** @type {{ day?: DayView, snapshot?: Snapshot }} */
const latest = {};

watchDay((day) => {
  latest.day = day;
  const calls = rowsOf(day, 'push');
  bars.draw(day, calls);
  showCalls(calls);
  byId('calls-none').hidden = calls.length > 0;
  const unneeded = rowsOf(day, 'unneeded');
  showUnneeded(unneeded);
  byId('unneeded-none').hidden = unneeded.length > 0;
  byId('unneeded').hidden = unneeded.length === 0;
  showLatencies(day);
  showWakes(day);
  show();
});
watchFigures((snapshot) => {
  latest.snapshot = snapshot;
  say(byId('freshness'), `As of ${clockTime(snapshot.atMs)}`);
  showJobs(snapshot);
  show();
});

function show() {
  const services = servicesOf(latest);
  showServices(services);
  byId('services-none').hidden = services.length > 0;
}

/** @param {typeof latest} known @returns {Service[]} */
function servicesOf({ day, snapshot }) {
  /** @type {Map<string, string[]>} */
  const states = new Map();
  for (const { push = {}, status } of snapshot?.workers ?? []) {
    if (status === 'gone') continue;
    for (const [kind, state] of Object.entries(push)) {
      states.set(kind, [...(states.get(kind) ?? []), state]);
    }
  }
  const calls = day ? rowsOf(day, 'push') : [];
  return [...states].map(([kind, told]) => {
    const own = calls.filter(({ name }) => name.startsWith(`${kind}.`));
    const outcomes = Object.fromEntries(own.map((row) => [row.name.slice(kind.length + 1), row]));
    return { kind, outcomes, ...healthOf(told) };
  });
}

/** @param {readonly string[]} told by each worker */
function healthOf(told) {
  const failing = told.filter((state) => state === 'failing').length;
  const known = told.filter((state) => state === 'ready').length;
  if (failing > 0)
    return { health: `failing at ${failing} of ${told.length} workers`, tone: 'bad' };
  return { health: known > 0 ? 'ready' : 'unknown: no call yet' };
}

/** @param {DayView} day */
function showLatencies({ wakes }) {
  for (const which of /** @type {const} */ (['gateway', 'socket'])) {
    const { hour, day } = wakes[which];
    say(byId(`${which}-p50`), milliseconds(hour.p50Ms));
    say(byId(`${which}-p99`), milliseconds(hour.p99Ms));
    const inDay = `${milliseconds(day.p50Ms)} and ${milliseconds(day.p99Ms)}`;
    const words = `${whole(hour.count)} in the hour; in the day ${whole(day.count)}, ${inDay}`;
    say(byId(`${which}-note`), words);
  }
}

/** @param {DayView} day */
function showWakes(day) {
  const wakes = rowsOf(day, 'wake');
  const words = wakes.map(({ name, hour, day: inDay }) => {
    return `${name}: ${whole(hour)} in the hour, ${whole(inDay)} in the day`;
  });
  say(byId('wakes'), words.length > 0 ? words.join('; ') : 'None in the day');
}

/** @param {Snapshot} snapshot */
function showJobs({ jobs }) {
  const job = jobs?.find(({ name }) => name === 'push');
  const states = /** @type {const} */ (['waiting', 'active', 'delayed', 'failed']);
  byId('jobs').replaceChildren(
    ...states.map((state) =>
      make('div', {}, make('dt', {}, state), make('dd', {}, job ? whole(job[state]) : '–')),
    ),
  );
}

/** @returns {readonly import('./table.js').Column<Service>[]} */
function serviceColumns() {
  return [
    { name: 'Service', text: ({ kind }) => kind },
    { name: 'Health', text: ({ health }) => health, tone: ({ tone }) => tone },
    ...[
      { name: 'Delivered', of: delivered, title: 'The service took the call.' },
      { name: 'Retried', of: retried, title: 'It was busy, away, or refused our credentials.' },
      { name: 'Token gone', of: gone, title: 'Nothing is there any more; it is forgotten.' },
      { name: 'Dropped', of: dropped, title: 'The service takes no such call, and never will.' },
    ].map(({ name, of, title }) => ({
      name,
      title: `${title} In the last hour, and in a day.`,
      text: (/** @type {Service} */ { outcomes }) => whole(sum(of, outcomes, 'hour')),
      note: (/** @type {Service} */ { outcomes }) => `${whole(sum(of, outcomes, 'day'))} a day`,
    })),
  ];
}

/**
 * @param {readonly string[]} of
 * @param {Service['outcomes']} outcomes
 * @param {'hour' | 'day'} span
 */
function sum(of, outcomes, span) {
  return of.reduce((all, outcome) => all + (outcomes[outcome]?.[span] ?? 0), 0);
}

/** @param {string} name @returns {readonly import('./table.js').Column<CountRow>[]} */
function namedColumns(name) {
  return [{ name, text: (row) => row.name }, ...countColumns()];
}
