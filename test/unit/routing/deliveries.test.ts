// What workers tell each other besides commands: deliveries to connections, and where a worker is
// reached.

import { describe, expect, it } from 'vitest';
import type { Delivery } from '#ports';
import type { AccountId, ConnectionId, DeviceId, FencingToken, MemberId } from '#protocol';
import { createMemoryRouting } from '#routing';
import { pair } from './simCluster.ts';

describe('a delivery', () => {
  const device = { account: 'x' as AccountId, device: 1 as DeviceId };
  const number = { attempt: 1, token: 1 as FencingToken, index: 0 };
  const delivery: Delivery = { type: 'queueEmpty', device, number };

  it('comes to the worker that holds the connection, in order', async () => {
    const { cluster, a, b } = await pair(13);
    const seen: [MemberId, string][] = [];
    for (const worker of [a, b]) {
      worker.router.onDelivery((connection) => seen.push([worker.member, connection]));
    }
    for (let i = 0; i < 20; i++) {
      a.router.deliver({ member: b.member, connection: `c${i}` as ConnectionId }, delivery);
    }
    a.router.deliver({ member: a.member, connection: 'here' as ConnectionId }, delivery);
    expect(seen).toEqual([[a.member, 'here']]);
    await cluster.pass(20, () => seen.length === 21);
    expect(seen.slice(1)).toEqual(Array.from({ length: 20 }, (_, i) => [b.member, `c${i}`]));
  });
});

describe('a dismissal', () => {
  it('comes to the worker that is meant, here or over the bus, and to no other', async () => {
    const { cluster, a, b } = await pair(16);
    expect(a.router.dismiss('nobody-here' as MemberId)).toBe(false);
    expect(a.router.dismiss(b.member)).toBe(true);
    await cluster.pass(20, () => b.dismissed === 1);
    expect(a.dismissed).toBe(0);
    expect(a.router.dismiss(a.member)).toBe(true);
    // Whoever asked is answered first.
    expect(a.dismissed).toBe(0);
    await new Promise((resolve) => setImmediate(resolve));
    expect([a.dismissed, b.dismissed]).toEqual([1, 1]);
  });
});

describe('a relay address', () => {
  it('is known of live and draining members and of no other', async () => {
    const { cluster, a, b } = await pair(14);
    expect(await a.router.relayAddress(b.member)).toBe('unix:worker-b');
    expect(await a.router.relayAddress(a.member)).toBe('unix:worker-a');
    let unknown: string | undefined = 'not yet';
    void a.router.relayAddress('nobody-here' as MemberId).then((address) => {
      unknown = address;
    });
    await cluster.pass(20, () => unknown === undefined);
  });

  it('is believed of nobody but the worker that announced it', async () => {
    const { cluster, a, b } = await pair(15);
    const { leases } = createMemoryRouting(cluster.network, 'forger' as MemberId);
    const begin = (name: string, relayAddress: string) =>
      leases.exchange({
        ...{ member: name as MemberId, relayAddress, isDraining: false, ttlMs: 60_000 },
        ...{ known: { epoch: 0, version: 0, own: 0 }, hold: [], want: [], release: [] },
      });
    let copied = '';
    void begin('made-up', '/run/secret.sock').then(({ members }) => {
      copied = members.find(({ member }) => member === b.member)?.relayAddress ?? '';
    });
    await cluster.pass(20, () => copied !== '');
    void begin('copied', copied);
    await cluster.pass(100);
    for (const name of ['made-up', 'copied']) {
      expect(await a.router.relayAddress(name as MemberId), name).toBeUndefined();
    }
    expect(await a.router.relayAddress(b.member)).toBe('unix:worker-b');
  });
});
