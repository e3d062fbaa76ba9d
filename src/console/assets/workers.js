// The workers, those that are gone a while longer than the others, and the colour each has.

import { paint } from './colours.js';
import { Drains } from './drain.js';
import { make } from './elements.js';
import { duration, megabytes, milliseconds, percent, rate, shortName, whole } from './format.js';
import { createTable } from './table.js';

/** @typedef {import('../view.ts').Snapshot} Snapshot */
/** @typedef {import('../view.ts').WorkerRow} WorkerRow */
/**
 * @typedef {object} Shown
 * @property {WorkerRow} worker
 * @property {string} name
 * @property {string} state
 * @property {number} slot
 * @property {string} [tone]
 */

/** A worker that left, or that died and has a successor, stays in sight for this long. */
const goneShownMs = 30_000;
/** One without a successor: somebody may have taken a host away for good. */
const missingShownMs = 10 * 60_000;
const lagWorryMs = 250;
const ackWorryMs = 1000;

/** Remembers the workers from one snapshot to the next. */
export class Workers {
  /** @type {Map<string, { worker: WorkerRow, goneAtMs?: number }>} */
  #known = new Map();
  /** @type {(string | undefined)[]} */
  #slots = [];
  #drains = new Drains();
  #render = createTable(
    'workers',
    columns,
    ({ worker }) => worker.member,
    (row, shown) => this.#decorate(row, shown),
  );

  /** @param {Snapshot} snapshot */
  update({ workers, atMs }) {
    if (workers === null) return;
    const present = new Set(workers.map(({ member }) => member));
    for (const worker of workers) {
      const { goneAtMs = atMs } = this.#known.get(worker.member) ?? {};
      this.#known.set(worker.member, worker.status === 'gone' ? { worker, goneAtMs } : { worker });
    }
    for (const [member, { worker, goneAtMs = atMs }] of this.#known) {
      if (!present.has(member)) this.#known.set(member, { worker, goneAtMs });
      const shownMs = this.#isMissing(member) ? missingShownMs : goneShownMs;
      if (atMs - goneAtMs > shownMs) this.#known.delete(member);
    }
    this.#assignColours();
    this.#render(this.#rows());
    this.#drains.update(workers, atMs, (worker) => this.#nameOf(worker));
  }

  /** @param {HTMLElement} row @param {Shown} shown */
  #decorate(row, { worker, name, state, slot }) {
    if (slot >= 0) paint(row, slot);
    row.dataset['state'] = state;
    const place = row.lastElementChild?.firstElementChild;
    if (!place) return;
    const mayLeave = state === 'serving';
    if (mayLeave === place.childElementCount > 0) return;
    if (!mayLeave) return place.replaceChildren();
    const button = make('button', { type: 'button', 'aria-label': `Drain ${name}` }, 'Drain');
    button.addEventListener('click', () => {
      const known = this.#known.get(worker.member)?.worker ?? worker;
      const serving = this.#rows().filter((one) => one.state === 'serving');
      this.#drains.ask(
        { worker: known, name },
        serving.filter((one) => mayReplace(one, worker)).length,
      );
    });
    place.replaceChildren(button);
  }

  /** The names of workers that died and have no successor yet. */
  missing() {
    return [...this.#known]
      .filter(([member]) => this.#isMissing(member))
      .map(([, { worker }]) => this.#nameOf(worker));
  }

  /** @param {string} member */
  #isMissing(member) {
    const { worker, goneAtMs } = this.#known.get(member) ?? {};
    if (!worker || goneAtMs === undefined || worker.status === 'draining') return false;
    return ![...this.#known.values()].some(
      ({ worker: other, goneAtMs: otherGoneAtMs }) =>
        otherGoneAtMs === undefined && other.index === worker.index && other.host === worker.host,
    );
  }

  /** A worker's name, and its place among the colours. @param {string} member */
  lookOf(member) {
    const known = this.#known.get(member);
    const slot = this.#slots.indexOf(member);
    return { name: known ? this.#nameOf(known.worker) : (member.split('-')[0] ?? ''), slot };
  }

  #rows() {
    return [...this.#known.values()]
      .map(({ worker, goneAtMs }) => this.#shown(worker, goneAtMs !== undefined))
      .sort(
        (a, b) =>
          a.worker.host.localeCompare(b.worker.host) ||
          a.worker.index - b.worker.index ||
          a.worker.uptimeMs - b.worker.uptimeMs,
      );
  }

  /** @param {WorkerRow} worker @param {boolean} isGone @returns {Shown} */
  #shown(worker, isGone) {
    const common = { worker, ...this.lookOf(worker.member) };
    if (!isGone) {
      return worker.status === 'draining'
        ? { ...common, state: 'leaving', tone: 'warn' }
        : { ...common, state: 'serving' };
    }
    if (worker.status === 'draining') return { ...common, state: 'left' };
    const state = this.#isMissing(worker.member) ? 'gone' : 'replaced';
    return { ...common, state, tone: 'bad' };
  }

  /** @param {WorkerRow} worker */
  #nameOf(worker) {
    const hosts = new Set([...this.#known.values()].map((one) => one.worker.host));
    return shortName(worker, hosts.size > 1);
  }

  /** A newcomer takes the first colour that nobody present has. */
  #assignColours() {
    this.#slots = this.#slots.map((member) =>
      member !== undefined && this.#known.get(member)?.goneAtMs === undefined ? member : undefined,
    );
    for (const [member, { goneAtMs }] of this.#known) {
      if (goneAtMs !== undefined || this.#slots.includes(member)) continue;
      const free = this.#slots.indexOf(undefined);
      this.#slots[free < 0 ? this.#slots.length : free] = member;
    }
  }
}

/** @type {readonly import('./table.js').Column<Shown>[]} */
const columns = [
  {
    name: 'Worker',
    text: ({ name }) => name,
    note: ({ worker }) => `pid ${worker.pid} on ${worker.host}`,
  },
  { name: 'State', text: ({ state }) => state, tone: ({ tone }) => tone },
  { name: 'Up', text: ({ worker }) => duration(worker.uptimeMs) },
  { name: 'Shards', text: ({ worker }) => whole(worker.shards), title: 'Of 256.' },
  { name: 'Sockets', text: ({ worker }) => whole(worker.sockets) },
  { name: 'Sends/s', text: ({ worker }) => rate(worker.sendsPerSecond) },
  { name: 'Deliv./s', text: ({ worker }) => rate(worker.deliveriesPerSecond) },
  {
    name: 'Ack p99',
    title: '99 of 100 of its sends are acknowledged within this time.',
    text: ({ worker }) => milliseconds(worker.ackP99Ms),
    tone: ({ worker }) => ((worker.ackP99Ms ?? 0) > ackWorryMs ? 'warn' : undefined),
  },
  {
    name: 'Lag',
    title: 'Event-loop lag: how long 1 turn in 100 is held up.',
    text: ({ worker }) => milliseconds(worker.eventLoopLagP99Ms),
    tone: ({ worker }) => (worker.eventLoopLagP99Ms > lagWorryMs ? 'warn' : undefined),
  },
  {
    name: 'Mailbox',
    title: 'The fullest mailbox of an actor of late.',
    text: ({ worker }) => whole(worker.mailboxDepthMax),
  },
  { name: 'Memory', text: ({ worker }) => megabytes(worker.residentBytes) },
  { name: 'CPU', text: ({ worker }) => percent(worker.cpuRatio), title: '100 % is one core.' },
  { name: 'Drain', title: 'Sends it away; another takes its place.' },
];

/**
 * Whether a worker may have what another has: one that is pinned has its label's alone, which
 * stands at the end of its name.
 * @param {Shown} one
 * @param {WorkerRow} other
 */
function mayReplace({ worker }, other) {
  const [own, its] = [worker, other].map(({ member }) => member.split('-')[2]);
  return own === undefined || its === undefined || own === its;
}
