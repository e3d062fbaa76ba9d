// The cluster in six figures, each with its course over the last minutes.

import { Course } from './course.js';
import { byId, make, mark, say } from './elements.js';
import { duration, milliseconds, rate, whole } from './format.js';
import { History } from './history.js';

/** @typedef {import('../view.ts').Snapshot} Snapshot */
/** @typedef {import('../view.ts').WorkerRow} WorkerRow */

/** From here on a figure is one to worry about; the same numbers as the verdict's. */
const slowAckMs = 1000;

/**
 * @typedef {object} Tile
 * @property {string} name
 * @property {string} title
 * @property {(snapshot: Snapshot) => number | null} value
 * @property {(value: number) => string} format
 * @property {(snapshot: Snapshot) => string} note
 * @property {(value: number) => boolean} [isWorrying]
 */

/** @type {readonly Tile[]} */
const tiles = [
  {
    name: 'Sends a second',
    title: 'Envelopes accepted and on disk, all workers together, mean of the last ten seconds.',
    value: (snapshot) => sum(snapshot, (worker) => worker.sendsPerSecond),
    format: rate,
    note: sendsNote,
  },
  {
    name: 'Deliveries a second',
    title: 'Envelopes handed to connected devices, mean of the last ten seconds.',
    value: (snapshot) => sum(snapshot, (worker) => worker.deliveriesPerSecond),
    format: rate,
    note: (snapshot) =>
      told(
        sum(snapshot, ({ sockets }) => sockets),
        'sockets',
      ),
  },
  {
    name: 'Refusals a second',
    title: 'Requests and events answered with an error code, mean of the last ten seconds.',
    value: (snapshot) => sum(snapshot, (worker) => worker.refusalsPerSecond),
    format: rate,
    note: (snapshot) =>
      told(
        sum(snapshot, ({ deadLetters }) => deadLetters),
        'dead letters',
      ),
  },
  {
    name: 'Acknowledged within',
    title: '99 of 100 sends are acknowledged within this time, at the slowest worker.',
    value: (snapshot) => worst(snapshot, (worker) => worker.ackP99Ms),
    format: milliseconds,
    note: () => '99 of 100 sends',
    isWorrying: (value) => value > slowAckMs,
  },
  {
    name: 'Delivered within',
    title: '99 of 100 envelopes for connected devices are handed over within this time.',
    value: (snapshot) => worst(snapshot, (worker) => worker.deliverP99Ms),
    format: milliseconds,
    note: () => '99 of 100 deliveries',
    isWorrying: (value) => value > slowAckMs,
  },
  {
    name: 'Waiting',
    title: 'Envelopes that wait in Redis for their devices, at the last survey.',
    value: (snapshot) => snapshot.queue?.waiting ?? null,
    format: whole,
    note: ({ queue }) => (queue?.oldestMs ? `the oldest for ${duration(queue.oldestMs)}` : ''),
  },
];

/** @returns {(snapshot: Snapshot) => void} */
export function createTiles() {
  const history = new History();
  const drawn = tiles.map((tile) => {
    const parts = {
      value: make('p', { class: 'figure' }),
      note: make('p', { class: 'note' }),
      course: new Course(tile.name, tile.format),
    };
    const card = make('article', { class: 'card tile' });
    const facts = make('div', { class: 'facts', title: tile.title });
    facts.append(make('h2', {}, tile.name), parts.value, parts.note);
    card.append(facts, parts.course.element);
    byId('tiles').append(card);
    return { tile, card, ...parts };
  });
  return (snapshot) => {
    const values = Object.fromEntries(tiles.map((tile) => [tile.name, tile.value(snapshot)]));
    history.add({ atMs: snapshot.atMs, values });
    for (const { tile, card, value, note, course } of drawn) {
      const now = values[tile.name] ?? null;
      say(value, now === null ? '–' : tile.format(now));
      say(note, tile.note(snapshot));
      mark(card, 'data-tone', now !== null && tile.isWorrying?.(now) ? 'warn' : 'plain');
      course.draw(history.of(tile.name), snapshot.atMs);
    }
  };
}

/**
 * What people wait for, and what clients tell each other by themselves.
 * @param {Snapshot} snapshot
 */
function sendsNote(snapshot) {
  const urgent = sum(snapshot, (worker) => worker.urgentSendsPerSecond ?? 0);
  const quiet = sum(snapshot, (worker) => worker.quietSendsPerSecond ?? 0);
  return urgent === null ? '' : `${rate(urgent)} urgent, ${rate(quiet ?? 0)} quiet (receipts)`;
}

/** @param {Snapshot} snapshot */
function present({ workers }) {
  return workers?.filter(({ status }) => status !== 'gone') ?? null;
}

/** @param {Snapshot} snapshot @param {(worker: WorkerRow) => number} figure */
function sum(snapshot, figure) {
  return present(snapshot)?.reduce((total, worker) => total + figure(worker), 0) ?? null;
}

/** @param {Snapshot} snapshot @param {(worker: WorkerRow) => number | null} figure */
function worst(snapshot, figure) {
  const known = present(snapshot)?.flatMap((worker) => figure(worker) ?? []) ?? [];
  return known.length === 0 ? null : Math.max(...known);
}

/** @param {number | null} count @param {string} what */
function told(count, what) {
  return count === null ? '' : `${whole(count)} ${what}`;
}
