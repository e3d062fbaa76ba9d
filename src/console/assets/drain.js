// Sending a worker away: asked once more before it is done, then shown until it is empty.

import { ask, attempt } from './asking.js';
import { byId, keep, make, say } from './elements.js';
import { whole } from './format.js';

/** @typedef {import('../view.ts').WorkerRow} WorkerRow */
/** @typedef {{ worker: WorkerRow, name: string }} Named */
/**
 * What a worker had when it began to leave, and what it has still.
 * @typedef {object} Leaving
 * @property {string} member
 * @property {string} name
 * @property {number} hadSockets
 * @property {number} hadShards
 * @property {number} sockets
 * @property {number} shards
 * @property {boolean} isGone
 * @property {number} atMs
 */

/** One that has left is told of for so long. */
const toldMs = 60_000;

/** Workers that are sent away. */
export class Drains {
  #dialog = /** @type {HTMLDialogElement} */ (byId('drain'));
  /** @type {Named | undefined} */
  #asked;
  /** @type {Map<string, Leaving>} */
  #leaving = new Map();
  /** What each had before it began to leave. @type {Map<string, WorkerRow>} */
  #before = new Map();

  constructor() {
    this.#dialog.addEventListener('close', () => {
      const asked = this.#asked;
      if (this.#dialog.returnValue !== 'yes' || !asked) return;
      void attempt(async () => {
        await ask('worker/drain', { member: asked.worker.member });
        this.#note(asked.worker, asked.name);
        return `${asked.name} is told to leave. That is noted.`;
      });
    });
  }

  /**
   * Asks whether it is meant.
   * @param {Named} named
   * @param {number} serving workers that may have what it has, it included
   */
  ask(named, serving) {
    this.#asked = named;
    const { worker, name } = named;
    const alone =
      'It is the only one for what it has: nobody there is served until another has its place.';
    const [sockets, shards] = [whole(worker.sockets), whole(worker.shards)];
    const words = [
      `${name}, pid ${worker.pid} on ${worker.host}: what is connected there (${sockets}) is sent`,
      `to other workers, its shards (${shards}) are handed over, then it ends. Who started it`,
      `starts another in its place.${serving > 1 ? '' : ` ${alone}`}`,
    ];
    say(byId('drain-what'), words.join(' '));
    this.#dialog.returnValue = 'no';
    this.#dialog.showModal();
  }

  /** @param {WorkerRow} worker @param {string} name */
  #note(worker, name) {
    const { member, sockets, shards } = worker;
    const had = this.#before.get(member) ?? worker;
    const known = this.#leaving.get(member);
    this.#leaving.set(member, {
      ...{ hadSockets: had.sockets, hadShards: had.shards, ...known },
      ...{ member, name, sockets, shards, isGone: false, atMs: 0 },
    });
  }

  /**
   * @param {readonly WorkerRow[]} workers
   * @param {number} atMs
   * @param {(worker: WorkerRow) => string} nameOf
   */
  update(workers, atMs, nameOf) {
    const present = new Map(workers.map((worker) => [worker.member, worker]));
    for (const worker of workers) {
      const { member, status } = worker;
      const isLeaving = status === 'draining' || this.#leaving.has(member);
      if (isLeaving) this.#note(worker, nameOf(worker));
      else this.#before.set(member, worker);
    }
    for (const [member, one] of this.#leaving) {
      if (!present.has(member) && !one.isGone)
        this.#leaving.set(member, { ...one, isGone: true, atMs });
      if (one.isGone && atMs - one.atMs > toldMs) this.#leaving.delete(member);
    }
    for (const member of this.#before.keys()) if (!present.has(member)) this.#before.delete(member);
    keep(
      byId('leaving'),
      [...this.#leaving.values()],
      ({ member }) => member,
      () => make('li'),
      (element, one) => {
        element.classList.toggle('left', one.isGone);
        say(element, wordsOf(one));
      },
    );
  }
}

/** @param {Leaving} leaving */
function wordsOf({ name, hadSockets, hadShards, sockets, shards, isGone }) {
  if (isGone && sockets + shards === 0) return `${name} has left, empty.`;
  const of = (/** @type {number} */ now, /** @type {number} */ had) => {
    return `${whole(now)} of ${whole(had)}`;
  };
  const still = `${of(sockets, hadSockets)} sockets, ${of(shards, hadShards)} shards`;
  return isGone ? `${name} has left; seen last: ${still}.` : `${name} is leaving: still ${still}.`;
}
