// Connections and what they are told.

import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AccountId, FencingToken } from '#protocol';
import { decodeClosing, decodeDeliver, limits } from '#protocol';
import { metrics } from '#runtime';
import type { Connection } from '../../../src/gateway/egress/connection.ts';
import { reconnectJitterMs, reconnectPauseMs } from '../../../src/gateway/egress/egress.ts';
import { Outstanding, outstandingMax } from '../../../src/gateway/egress/outstanding.ts';
import {
  backlogBytesMax,
  closeGraceMs,
  earlyDeliveriesMax,
} from '../../../src/gateway/egress/plainConnection.ts';
import { counted } from '../../support/counted.ts';
import { accountOf, device, EgressBench, guid, hello, settle } from '../../support/egressBench.ts';

const seed = 20_260_102;
let bench: EgressBench;
let clock: EgressBench['clock'];
let cluster: EgressBench['cluster'];
let router: EgressBench['router'];

beforeEach(() => {
  bench = new EgressBench();
  ({ clock, cluster, router } = bench);
});

const connected = (n: number, open?: boolean) => bench.connected(n, open);
const envelopes = (account: AccountId, guids: number[], bytes?: Uint8Array<ArrayBuffer>) =>
  bench.envelopes(account, guids, bytes);
const at = (connection: Connection) => bench.at(connection);

describe('what a connection is told', () => {
  it('begins with hello, however early deliveries come', () => {
    const { connection, wire } = connected(1, false);
    router.deliver(at(connection), envelopes(accountOf(1), [1]));
    router.deliver(at(connection), {
      type: 'queueEmpty',
      device: { account: accountOf(1), device },
      number: bench.nextNumber(),
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
        bench.connections.remove(connection);
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
    const gaps = await counted(metrics.deliveryGaps);
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
    expect(await gaps()).toBe(1);
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
