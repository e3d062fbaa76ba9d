// Connections and what they are told, without a socket: a wire that notes everything, a clock
// turned by hand, a cluster in memory.

import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type {
  AccountId,
  ConnectionId,
  DeviceId,
  EntityAddress,
  EnvelopeGuid,
  FencingToken,
  MemberId,
} from '#protocol';
import {
  decodeClosing,
  decodeDeliver,
  decodeSendAnswer,
  encodeAck,
  encodeSend,
  guidToBytes,
  limits,
  ok,
  refuse,
  type Result,
} from '#protocol';
import type { Router } from '#routing';
import { ManualClock, silentLog } from '#runtime';
import { Attachments, reattachParallelMax } from '../../../src/gateway/egress/attachments.ts';
import { Connection } from '../../../src/gateway/egress/connection.ts';
import { Egress, reconnectJitterMs, reconnectPauseMs } from '../../../src/gateway/egress/egress.ts';
import { Outstanding, outstandingMax } from '../../../src/gateway/egress/outstanding.ts';
import type { ClientWire } from '../../../src/gateway/egress/plainConnection.ts';
import {
  backlogBytesMax,
  closeGraceMs,
  earlyDeliveriesMax,
} from '../../../src/gateway/egress/plainConnection.ts';
import { ConnectionIndex } from '../../../src/gateway/egress/connectionIndex.ts';
import { ClientEvents, runningBytesMax } from '../../../src/gateway/sockets/events.ts';
import { MemoryCluster } from '../../support/memoryCluster.ts';
import { freePermits } from '../../support/permits.ts';
import { noCalls, noTopics, noWaiting } from '../../support/topics.ts';
import { nobodyNameless } from '../../support/anonymous.ts';

const seed = 20_260_102;
const device = 1 as DeviceId;
const hello = new Uint8Array([1]);
const guid = (n: number) => n.toString(16).padStart(32, '0') as EnvelopeGuid;
const accountOf = (n: number) =>
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

let clock: ManualClock;
let cluster: MemoryCluster;
let router: Router;
let connections: ConnectionIndex;
let attachments: Attachments;
let index = 0;
const nextNumber = () => ({ attempt: 0, token: 1 as FencingToken, index: index++ });

beforeEach(() => {
  clock = new ManualClock();
  cluster = new MemoryCluster();
  router = cluster.router('alpha-1' as MemberId);
  connections = new ConnectionIndex();
  attachments = new Attachments(router, connections, clock, silentLog);
  new Egress(router, connections, attachments, freePermits, noTopics, noCalls, noWaiting);
});

function connected(n: number, open = true) {
  index = 0;
  const who = cluster.register(accountOf(n), 'x');
  const id = `c${n}` as ConnectionId;
  const facts = { id, device: who, ip: '', ordinal: n, connectedAtMs: clock.now() };
  const wire = new NotingWire();
  const connection = new Connection(facts, wire, clock);
  connections.add(connection);
  if (open) connection.open(hello);
  return { connection, wire };
}

const envelopes = (account: AccountId, guids: number[], bytes = new Uint8Array(8)) => ({
  type: 'envelopes' as const,
  device: { account, device },
  number: nextNumber(),
  envelopes: guids.map((n) => ({ guid: guid(n), bytes })),
});

const at = (connection: Connection) => ({ member: router.member, connection: connection.id });
/** Lets everything that waits for a promise run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('what a connection is told', () => {
  it('begins with hello, however early deliveries come', () => {
    const { connection, wire } = connected(1, false);
    router.deliver(at(connection), envelopes(accountOf(1), [1]));
    router.deliver(at(connection), {
      type: 'queueEmpty',
      device: { account: accountOf(1), device },
      number: nextNumber(),
    });
    expect(wire.events).toEqual([]);
    connection.open(hello);
    expect(wire.events).toEqual(['server:hello', 'deliver', 'queue-empty']);
  });

  it('keeps few things for a handshake that does not end', () => {
    const { connection, wire } = connected(1, false);
    for (let n = 0; n <= earlyDeliveriesMax; n++) {
      router.deliver(at(connection), envelopes(accountOf(1), [n]));
    }
    expect(connection.endedEarly?.code).toBe('server.busy');
    connection.open(hello);
    expect(wire.events).toEqual(['server:closing', '(close)']);
  });

  it('names each unacknowledged envelope once, in order, in events of bounded size', () => {
    const numbers = fc.array(fc.array(fc.nat(40), { maxLength: 90 }), { maxLength: 6 });
    fc.assert(
      fc.property(numbers, (batches) => {
        const { connection, wire } = connected(1);
        const sizes: number[] = [];
        const expected: number[] = [];
        for (const batch of batches) {
          router.deliver(at(connection), {
            ...envelopes(accountOf(1), []),
            envelopes: batch.map((n) => ({ guid: guid(n), bytes: new Uint8Array([n]) })),
          });
          for (const n of batch) if (!expected.includes(n)) expected.push(n);
        }
        const told: number[] = [];
        wire.events.forEach((event, index) => {
          if (event !== 'deliver') return;
          const list = decodeDeliver(wire.bodies[index] ?? new Uint8Array());
          sizes.push(list.length);
          for (const bytes of list) told.push(bytes[0] ?? -1);
        });
        expect(told).toEqual(expected);
        expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(limits.deliverEnvelopesMax);
        connections.remove(connection);
      }),
      { seed, numRuns: 100 },
    );
  });

  it('comes again after an acknowledgement that the queue did not hear', () => {
    const { connection, wire } = connected(1);
    router.deliver(at(connection), envelopes(accountOf(1), [1, 2]));
    connection.outstanding.forget([guid(1)]);
    router.deliver(at(connection), envelopes(accountOf(1), [1, 2]));
    expect(wire.bodies.slice(1).map((body) => decodeDeliver(body ?? hello).length)).toEqual([2, 1]);
  });

  it('ends when the client reads too slowly, without another word', () => {
    const { connection, wire } = connected(1);
    wire.backlog = backlogBytesMax + 1;
    router.deliver(at(connection), envelopes(accountOf(1), [1]));
    router.deliver(at(connection), envelopes(accountOf(1), [2]));
    expect(wire.events).toEqual(['server:hello', 'deliver', '(cut)']);
  });

  it('ends with a closing, and is cut when that takes too long', () => {
    const { connection, wire } = connected(1);
    const address = { account: accountOf(1), device };
    router.deliver(at(connection), { type: 'close', device: address, code: 'account.deleted' });
    router.deliver(at(connection), envelopes(accountOf(1), [1]));
    expect(wire.events).toEqual(['server:hello', 'server:closing', '(close)']);
    const closing = decodeClosing(wire.bodies[1] ?? hello);
    expect(closing).toEqual({ code: 'account.deleted', reconnectAfterMs: 0 });
    clock.advance(closeGraceMs);
    expect(wire.events.at(-1)).toBe('(cut)');
  });

  it('never says 0 to those who shall come back', () => {
    for (const random of [0, 0.5, 0.999999]) {
      const pauseMs = reconnectPauseMs(() => random);
      expect(pauseMs).toBeGreaterThan(0);
      expect(pauseMs).toBeLessThanOrEqual(reconnectJitterMs);
    }
  });

  it('attaches anew when a delivery was lost, and nothing overtakes it', async () => {
    const { connection, wire } = connected(1);
    router.deliver(at(connection), envelopes(accountOf(1), [1]));
    const lost = envelopes(accountOf(1), [2]);
    router.deliver(at(connection), envelopes(accountOf(1), [3]));
    router.deliver(at(connection), envelopes(accountOf(1), [4]));
    expect(wire.events.filter((event) => event === 'deliver')).toHaveLength(1);
    await settle();
    expect(cluster.asked).toMatchObject([{ type: 'attach', attempt: 1 }]);
    // What was on its way under the former attachment counts no more.
    router.deliver(at(connection), lost);
    const number = { attempt: 1, token: 1 as FencingToken, index: 1 };
    const again = { ...envelopes(accountOf(1), [1, 2, 3, 4]), number };
    router.deliver(at(connection), again);
    const told = wire.bodies.slice(2).filter((body) => body !== undefined);
    expect(told.map((body) => decodeDeliver(body).length)).toEqual([3]);
  });

  it('hears a repeated delivery once, and a former owner no more', () => {
    const { connection, wire } = connected(1);
    const first = envelopes(accountOf(1), [1]);
    router.deliver(at(connection), first);
    router.deliver(at(connection), first);
    const number = { attempt: 0, token: 2 as FencingToken, index: 0 };
    router.deliver(at(connection), { ...envelopes(accountOf(1), [2]), number });
    router.deliver(at(connection), envelopes(accountOf(1), [3]));
    expect(wire.events).toEqual(['server:hello', 'deliver', 'deliver']);
  });

  it('is for its own device only', async () => {
    const { connection, wire } = connected(1);
    router.deliver(at(connection), envelopes(accountOf(2), [1]));
    await settle();
    expect(wire.events).toEqual(['server:hello']);
    expect(cluster.asked).toMatchObject([{ type: 'detach', connection: at(connection) }]);
  });
});

describe('guids under way', () => {
  it('are forgotten oldest first when there are too many', () => {
    const outstanding = new Outstanding();
    for (let n = 0; n <= outstandingMax; n++) expect(outstanding.add(guid(n))).toBe(true);
    expect(outstanding.size).toBe(outstandingMax);
    expect(outstanding.add(guid(outstandingMax))).toBe(false);
    expect(outstanding.add(guid(0))).toBe(true);
  });
});

describe('attachments after a move', () => {
  it('ask again, later and later, until the owner answers', async () => {
    connected(1);
    cluster.refusing = 'server.unavailable';
    cluster.move(accountOf(1));
    for (let n = 0; n < 5; n++) {
      await settle();
      clock.advance(2000);
    }
    await settle();
    expect(cluster.asked.filter(({ type }) => type === 'attach')).toHaveLength(6);
    cluster.refusing = undefined;
    clock.advance(2000);
    await settle();
    expect(cluster.devices.get(accountOf(1))?.connection?.connection).toBe('c1');
    clock.advance(60_000);
    await settle();
    expect(cluster.asked.filter(({ type }) => type === 'attach')).toHaveLength(7);
  });

  it('run side by side in bounded number, and reach everybody', async () => {
    const all = Array.from({ length: 200 }, (_, n) => connected(n + 1));
    const waiting: (() => void)[] = [];
    const asked: string[] = [];
    const slow: Router = {
      ...router,
      onShardsMoved: (listener) => router.onShardsMoved(listener),
      ask: (to) => {
        asked.push((to as EntityAddress).id);
        return new Promise((resolve) =>
          waiting.push(() => resolve({ ok: true, value: null as never })),
        );
      },
    };
    new Attachments(slow, connections, clock, silentLog);
    for (const { connection } of all) cluster.move(connection.device.account);
    await settle();
    expect(asked).toHaveLength(reattachParallelMax);
    while (waiting.length > 0) {
      for (const answer of waiting.splice(0)) answer();
      await settle();
    }
    expect(new Set(asked).size).toBe(200);
  });

  it('end a connection that is refused for good', async () => {
    const { wire } = connected(1);
    cluster.refusing = 'device.replaced';
    cluster.move(accountOf(1));
    await settle();
    expect(wire.events).toEqual(['server:hello', 'server:closing', '(close)']);
  });

  it('stop for a connection that is gone', async () => {
    const { connection } = connected(1);
    cluster.refusing = 'server.unavailable';
    cluster.move(accountOf(1));
    await settle();
    connection.end();
    connections.remove(connection);
    attachments.detach(connection);
    await settle();
    const before = cluster.asked.length;
    clock.advance(60_000);
    await settle();
    expect(cluster.asked).toHaveLength(before);
  });
});

it('work on so many bytes of events in a worker, of all connections together', async () => {
  const waiting: (() => void)[] = [];
  let bytes = 0;
  const events = new ClientEvents({
    topics: noTopics,
    calls: noCalls,
    router: { member: router.member, ask: () => Promise.reject(new Error('nobody is asked')) },
    api: { answer: () => Promise.reject(new Error('no request is made')) },
    ends: { refresh: () => Promise.reject(new Error('no token is shown')) },
    anonymous: nobodyNameless,
    acceptSend: (_device, frame) =>
      new Promise((resolve) => {
        bytes += frame.contents[0]?.content.length ?? 0;
        waiting.push(() => resolve(ok({ serverTimestamp: 1, needsSync: false })));
      }),
    clock,
    log: silentLog,
  });
  const contents = [
    {
      deviceId: 1,
      registrationId: 1,
      type: 1,
      content: new Uint8Array(limits.frameBytesMax - 200),
    },
  ];
  const flags = { ephemeral: false, urgent: true, timestamp: 1 };
  const send = encodeSend({ guid: new Uint8Array(16), destination: '', contents, ...flags });
  const codes: (string | undefined)[] = [];
  const receivers = Array.from({ length: 10 }, (_, n) => events.receiver(connected(n).connection));
  const flood = () => {
    for (const receive of receivers) {
      for (let n = 0; n < 10; n++) {
        receive({
          name: 'send',
          body: send,
          bytes: send.length,
          reply: (answer) => codes.push(decodeSendAnswer(answer).refusal?.code),
        });
      }
    }
  };
  flood();
  await settle();
  expect(bytes).toBeLessThanOrEqual(runningBytesMax);
  expect(bytes).toBeGreaterThan(runningBytesMax - limits.frameBytesMax);
  expect(new Set(codes)).toEqual(new Set(['server.busy']));
  expect(codes.length + waiting.length).toBe(100);
  const first = waiting.splice(0);
  for (const answer of first) answer();
  await settle();
  clock.advance(60_000);
  flood();
  await settle();
  expect(waiting.length).toBe(first.length);
});

it('shows nothing again while its acknowledgement is being carried out', async () => {
  const { connection } = connected(1);
  const { promise, resolve } = Promise.withResolvers<Result<never>>();
  const events = new ClientEvents({
    topics: noTopics,
    calls: noCalls,
    router: { member: router.member, ask: () => promise },
    api: { answer: () => Promise.reject(new Error('no request is made')) },
    ends: { refresh: () => Promise.reject(new Error('no token is shown')) },
    anonymous: nobodyNameless,
    acceptSend: async () => refuse('server.busy'),
    clock,
    log: silentLog,
  });
  connection.outstanding.add(guid(1));
  const body = encodeAck([guidToBytes(guid(1))]);
  events.receiver(connection)({ name: 'ack', body, bytes: body.length, reply: undefined });
  await Promise.resolve();
  expect(connection.outstanding.add(guid(1))).toBe(false);
  resolve(refuse('server.unavailable'));
  await events.leave(connection);
  expect(connection.outstanding.add(guid(1))).toBe(true);
});
