// A crowd over several processes, each with a source address of its own: a process has 20,000
// descriptors, and an address some 28,000 ports.

import { fileURLToPath } from 'node:url';
import { Forked } from '../forked.ts';
import type { RawTarget } from './client.ts';
import type { CrowdState } from './crowd.ts';
import type { CrowdAnswers, CrowdOrder } from './crowdProcess.ts';
import type { Seat } from './dialects.ts';

const processFile = fileURLToPath(new URL('./crowdProcess.ts', import.meta.url));
const membersPerProcess = 7500;
/** Handshakes of one process under way while a crowd assembles. */
const atOnce = 48;
/** Clients connect from 127.0.0.2 on. */
const firstHost = 2;

export class Crowds {
  readonly #members: Forked<CrowdOrder, CrowdAnswers>[];
  readonly #target: RawTarget;
  readonly #loopback: boolean;

  /** `most`: how many will ever join. */
  constructor(target: RawTarget, most: number) {
    this.#target = target;
    // Other systems have the one loopback address.
    this.#loopback = process.platform === 'linux' && target.host.startsWith('127.');
    const processes = Math.ceil(most / membersPerProcess);
    this.#members = Array.from({ length: processes }, () => new Forked(processFile));
  }

  get pids(): number[] {
    return this.#members.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  }

  /** Connects more of them; resolves when every one had its first try. */
  async join(seats: readonly Seat[]): Promise<CrowdState> {
    const count = this.#members.length;
    const states = this.#members.map((member, index) =>
      member.ask({
        what: 'join',
        target: this.#from(index),
        seats: seats.filter((_, at) => at % count === index),
        atOnce,
      }),
    );
    return together(await Promise.all(states));
  }

  async drop(): Promise<CrowdState> {
    return together(await Promise.all(this.#members.map((one) => one.ask({ what: 'drop' }))));
  }

  /** Breaks so many connections, taken at random; the first process has what cannot be shared. */
  async stir(count: number): Promise<CrowdState> {
    const each = Math.floor(count / this.#members.length);
    const rest = count - each * this.#members.length;
    const orders = this.#members.map((one, index) =>
      one.ask({ what: 'stir', count: index === 0 ? each + rest : each }),
    );
    return together(await Promise.all(orders));
  }

  async state(): Promise<CrowdState> {
    return together(await Promise.all(this.#members.map((one) => one.ask({ what: 'state' }))));
  }

  async end(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.end()));
  }

  #from(index: number): RawTarget {
    if (!this.#loopback) return this.#target;
    return { ...this.#target, localAddress: `127.0.0.${firstHost + index}` };
  }
}

function together(states: readonly CrowdState[]): CrowdState {
  const losses: Record<string, number> = {};
  for (const state of states) {
    for (const [why, count] of Object.entries(state.losses)) {
      losses[why] = (losses[why] ?? 0) + count;
    }
  }
  const sum = (of: (state: CrowdState) => number) => states.reduce((all, one) => all + of(one), 0);
  return {
    members: sum((one) => one.members),
    ready: sum((one) => one.ready),
    lastReadyMicros: Math.max(...states.map((one) => one.lastReadyMicros)),
    losses,
    attempts: sum((one) => one.attempts),
  };
}
