// Connections and what they are told, without a socket: wires that note everything, a clock turned
// by hand, a cluster in memory.

import type {
  AccountId,
  ConnectionId,
  DeviceId,
  EnvelopeGuid,
  FencingToken,
  MemberId,
} from '#protocol';
import { ManualClock, silentLog } from '#runtime';
import { Attachments } from '../../src/gateway/egress/attachments.ts';
import { Connection } from '../../src/gateway/egress/connection.ts';
import { ConnectionIndex } from '../../src/gateway/egress/connectionIndex.ts';
import { Egress } from '../../src/gateway/egress/egress.ts';
import type { ClientWire } from '../../src/gateway/egress/plainConnection.ts';
import { MemoryCluster } from './memoryCluster.ts';
import { freePermits } from './permits.ts';
import { noCalls, noTopics, noWaiting } from './topics.ts';

/** What greets a connection. */
export const hello = new Uint8Array([1]);
/** The device of every account. */
export const device = 1 as DeviceId;
export const guid = (n: number) => n.toString(16).padStart(32, '0') as EnvelopeGuid;
export const accountOf = (n: number) =>
  `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}` as AccountId;

class NotingWire implements ClientWire {
  readonly events: string[] = [];
  readonly bodies: (Uint8Array | undefined)[] = [];
  backlog = 0;
  emit(event: string, body?: Uint8Array): void {
    this.events.push(event);
    this.bodies.push(body);
  }
  backlogBytes(): number {
    return this.backlog;
  }
  holdsBack(): boolean {
    return false;
  }
  close(): void {
    this.events.push('(close)');
  }
  cut(): void {
    this.events.push('(cut)');
  }
}

export class EgressBench {
  readonly clock = new ManualClock();
  readonly cluster = new MemoryCluster();
  readonly router = this.cluster.router('alpha-1' as MemberId);
  readonly connections = new ConnectionIndex();
  readonly attachments = new Attachments(this.router, this.connections, this.clock, silentLog);
  #index = 0;

  constructor() {
    const { router, connections, attachments } = this;
    new Egress(router, connections, attachments, freePermits, noTopics, noCalls, noWaiting);
  }

  /** The connection of account `n`; greeted unless `open` is false. */
  connected(n: number, open = true): { connection: Connection; wire: NotingWire } {
    this.#index = 0;
    const who = this.cluster.register(accountOf(n), 'x');
    const id = `c${n}` as ConnectionId;
    const facts = { id, device: who, ip: '', ordinal: n, connectedAtMs: this.clock.now() };
    const wire = new NotingWire();
    const connection = new Connection(facts, wire, this.clock);
    this.connections.add(connection);
    if (open) connection.open(hello);
    return { connection, wire };
  }

  /** The number that the next delivery to the newest connection has. */
  nextNumber() {
    return { attempt: 0, token: 1 as FencingToken, index: this.#index++ };
  }

  /** A delivery, with the number that is next. */
  envelopes(account: AccountId, guids: readonly number[], bytes = new Uint8Array(8)) {
    return {
      type: 'envelopes' as const,
      device: { account, device },
      number: this.nextNumber(),
      envelopes: guids.map((n) => ({ guid: guid(n), bytes })),
    };
  }

  at(connection: Connection) {
    return { member: this.router.member, connection: connection.id };
  }
}

/** Lets everything that waits for a promise run. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));
