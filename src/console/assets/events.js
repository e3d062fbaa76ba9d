// What happened since the page was opened: the differences between one snapshot and the next.

import { byId, make } from './elements.js';
import { clockTime, shortName } from './format.js';

/** @typedef {import('../view.ts').Snapshot} Snapshot */

/** Older ones leave the list. */
const shownMax = 30;

/** The list of what happened. */
export class Events {
  /** @type {Snapshot | undefined} */
  #before;
  #list = byId('events');

  /** @param {Snapshot} snapshot */
  update(snapshot) {
    const before = this.#before;
    this.#before = snapshot;
    if (!before) {
      this.note(snapshot.atMs, 'The page was opened.');
      return;
    }
    for (const words of changes(before, snapshot)) this.note(snapshot.atMs, words);
  }

  /** @param {number} atMs @param {string} words */
  note(atMs, words) {
    this.#list.prepend(make('li', {}, make('time', {}, clockTime(atMs)), ` ${words}`));
    while (this.#list.children.length > shownMax) this.#list.lastElementChild?.remove();
  }
}

/**
 * @param {Snapshot} before
 * @param {Snapshot} now
 * @returns {Generator<string>}
 */
function* changes(before, now) {
  for (const key of /** @type {const} */ (['redis', 'store'])) {
    const { kind, up } = now[key];
    if (before[key].up && !up) yield `${kind} does not answer.`;
    if (!before[key].up && up) yield `${kind} answers again.`;
  }
  yield* workerChanges(before, now);
  const [owned, owns] = [before, now].map(({ owners }) => owners.filter((owner) => owner !== null));
  const moved = now.owners.filter((owner, shard) => owner && before.owners[shard] !== owner).length;
  const lost = (owned?.length ?? 0) - (owns?.length ?? 0);
  if (lost > 0) yield `${shards(lost)} lost ${lost === 1 ? 'its owner' : 'their owner'}.`;
  if (moved > 0) yield `${shards(moved)} got a new owner.`;
  for (const { name, failed } of now.jobs ?? []) {
    const earlier = before.jobs?.find((job) => job.name === name)?.failed;
    if (earlier !== undefined && failed > earlier)
      yield `A run of the job ${name} failed for good.`;
  }
}

/** @param {Snapshot} before @param {Snapshot} now */
function* workerChanges(before, now) {
  if (!before.workers || !now.workers) return;
  const both = [...before.workers, ...now.workers];
  const severalHosts = new Set(both.map(({ host }) => host)).size > 1;
  const earlier = new Map(before.workers.map((worker) => [worker.member, worker]));
  const present = new Map(now.workers.map((worker) => [worker.member, worker]));
  for (const [member, worker] of earlier) {
    const name = shortName(worker, severalHosts);
    const after = present.get(member);
    const wasGone = worker.status === 'gone';
    if (!after && worker.status === 'draining') yield `${name} has left.`;
    else if ((!after || after.status === 'gone') && !wasGone) yield `${name} is gone.`;
    if (after?.status === 'draining' && worker.status === 'serving') yield `${name} is leaving.`;
  }
  for (const [member, worker] of present) {
    if (earlier.has(member) || worker.status !== 'serving') continue;
    yield `${shortName(worker, severalHosts)} has come, pid ${worker.pid}.`;
  }
}

/** @param {number} count */
function shards(count) {
  return count === 1 ? 'One shard' : `${count} shards`;
}
