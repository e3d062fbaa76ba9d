// Attachments of a worker's connections when shards have moved, and its events that are worked on.

import { beforeEach, describe, expect, it } from 'vitest';
import type { EntityAddress, Result } from '#protocol';
import {
  decodeSendAnswer,
  encodeAck,
  encodeSend,
  guidToBytes,
  limits,
  ok,
  refuse,
} from '#protocol';
import type { Router } from '#routing';
import { silentLog } from '#runtime';
import { Attachments, reattachParallelMax } from '../../../src/gateway/egress/attachments.ts';
import { ClientEvents, runningBytesMax } from '../../../src/gateway/sockets/events.ts';
import { nobodyNameless } from '../../support/anonymous.ts';
import { accountOf, EgressBench, guid, settle } from '../../support/egressBench.ts';
import { noCalls, noTopics } from '../../support/topics.ts';

let bench: EgressBench;
let clock: EgressBench['clock'];
let cluster: EgressBench['cluster'];
let router: EgressBench['router'];
let connections: EgressBench['connections'];
let attachments: EgressBench['attachments'];

beforeEach(() => {
  bench = new EgressBench();
  ({ clock, cluster, router, connections, attachments } = bench);
});

const connected = (n: number) => bench.connected(n);

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

describe('events of clients', () => {
  it('are worked on up to so many bytes in a worker, of all connections together', async () => {
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
    const receivers = Array.from({ length: 10 }, (_, n) =>
      events.receiver(connected(n).connection),
    );
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

  it('show nothing again while an acknowledgement is being carried out', async () => {
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
});
