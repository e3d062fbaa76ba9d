// Who of a worker's connections hears a topic: as many topics as may be, nobody who does not show
// itself, has ended, is behind or is no friend any more, and everybody again when the topic's shard
// has moved.

import { beforeEach, describe, expect, it } from 'vitest';
import type { Relation, Shown } from '#ports';
import type { AccountId, ConnectionId, DeviceId, ErrorCode, MemberId, ShardId } from '#protocol';
import {
  decodePresence,
  limits,
  ok,
  presenceTopic,
  refuse,
  shardOf,
  topicAddress,
} from '#protocol';
import { ManualClock, metrics, silentLog } from '#runtime';
import { checkEveryMs, checkTurnMs } from '../../../src/gateway/egress/checks.ts';
import { Connection, signalBacklogBytesMax } from '../../../src/gateway/egress/connection.ts';
import type { ClientWire } from '../../../src/gateway/egress/plainConnection.ts';
import { Topics } from '../../../src/gateway/egress/topics.ts';
import { counted } from '../../support/counted.ts';
import { freePermits } from '../../support/permits.ts';

const accountOf = (n: number) =>
  `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}` as AccountId;
const topic = presenceTopic(accountOf(1));
const event = new Uint8Array([1, 2, 3]);
const settle = () => new Promise((resolve) => setImmediate(resolve));

let clock: ManualClock;
let defects: string[];
let load: () => Promise<Relation>;
const log = { ...silentLog, error: (event: string) => void defects.push(event) };
let topics: Topics;
let asked: string[];
let friendship: Relation['friendship'];
let moved: (shards: ReadonlySet<ShardId>) => void;
let refusing: ErrorCode | undefined;
let shown: Shown;

beforeEach(() => {
  clock = new ManualClock();
  asked = [];
  defects = [];
  friendship = 'accepted';
  refusing = undefined;
  shown = { devices: [], whole: true };
  const router = {
    member: 'alpha-1' as MemberId,
    async ask(
      to: { id: string },
      command: { type: string; account: AccountId; isFriend?: boolean },
    ) {
      const ownTopic = command.account && presenceTopic(command.account);
      asked.push(command.type);
      if (refusing) return refuse(refusing);
      if (command.type !== 'subscribe') return ok(null);
      return command.isFriend === false && to.id !== ownTopic
        ? refuse('relation.required')
        : ok(shown);
    },
    onShardsMoved: (listener: typeof moved) => {
      moved = listener;
    },
  };
  load = async () => ({ friendship, wrote: [] });
  const relations = { load: () => load() };
  topics = new Topics({ router: router as never, relations, permits: freePermits, clock, log });
});

/** A connection that shows itself. */
async function show(n: number) {
  const one = connect(n);
  await topics.subscribe(one.connection, presenceTopic(one.connection.device.account));
  asked.length = 0;
  return one;
}

function connect(n: number) {
  const presences: (readonly number[])[] = [];
  const told: (Uint8Array | undefined)[] = [];
  const wire: ClientWire & { backlog: number } = {
    backlog: 0,
    emit: (name: string, body?: Uint8Array, frame?: Uint8Array) => {
      if (name === 'signal') told.push(frame);
      if (name === 'presence' && body) presences.push(decodePresence(body).devices);
    },
    backlogBytes: () => wire.backlog,
    holdsBack: () => false,
    close() {},
    cut() {},
  };
  const account = accountOf(100 + n);
  const device = {
    account,
    device: 1 as DeviceId,
    pni: account as never,
    credential: 'salt',
    hasSiblings: false,
  };
  const facts = { id: `c${n}` as ConnectionId, device, ip: '', ordinal: n, connectedAtMs: 0 };
  const connection = new Connection(facts, wire, clock);
  connection.open(new Uint8Array(0));
  return { connection, told, wire, presences };
}

const tell = () => topics.hear({ type: 'signal', topic, event });
const codeOf = (result: Awaited<ReturnType<Topics['subscribe']>>) =>
  result.ok ? 'ok' : result.refusal.code;

describe('a topic in a worker', () => {
  it('is heard in one and the same frame by all who subscribed', async () => {
    const [one, two] = [await show(1), await show(2)];
    for (const { connection } of [one, two]) await topics.subscribe(connection, topic);
    tell();
    expect(one.told).toHaveLength(1);
    expect(one.told[0]).toBeDefined();
    expect(two.told[0]).toBe(one.told[0]);
  });

  it('is not heard by strangers, nor by who is behind', async () => {
    const [one, two] = [await show(1), await show(2)];
    await topics.subscribe(one.connection, topic);
    friendship = 'requested';
    expect(codeOf(await topics.subscribe(two.connection, topic))).toBe('relation.required');
    const [heard, missed] = await Promise.all(
      ['told', 'dropped'].map((outcome) => counted(metrics.signals, { outcome })),
    );
    one.wire.backlog = signalBacklogBytesMax + 1;
    tell();
    one.wire.backlog = 0;
    tell();
    expect([one.told.length, two.told.length]).toEqual([1, 0]);
    expect([await heard?.(), await missed?.()]).toEqual([1, 1]);
  });

  it('is one of so many that a connection may hear', async () => {
    const { connection } = await show(1);
    for (let n = 1; n < limits.topicsMax; n++) {
      expect(codeOf(await topics.subscribe(connection, presenceTopic(accountOf(n))))).toBe('ok');
    }
    const one = presenceTopic(accountOf(99));
    expect(codeOf(await topics.subscribe(connection, one))).toBe('topic.too_many');
    await topics.unsubscribe(connection, topic);
    expect(codeOf(await topics.subscribe(connection, one))).toBe('ok');
  });

  it('hears of a connection that has ended, also while it subscribes', async () => {
    const [one, two] = [await show(1), await show(2)];
    await topics.subscribe(one.connection, topic);
    const subscribing = topics.subscribe(two.connection, topic);
    for (const { connection } of [one, two]) topics.ended(connection);
    await subscribing;
    await settle();
    tell();
    expect([...one.told, ...two.told]).toEqual([]);
    expect(asked.at(-1)).toBe('unsubscribe');
    const before = asked.length;
    clock.advance(checkEveryMs);
    await settle();
    expect(asked).toHaveLength(before);
  });

  it('is subscribed to anew when its shard has moved, and once a minute', async () => {
    const { connection, told } = await show(1);
    await topics.subscribe(connection, topic);
    moved(new Set([shardOf(topicAddress(topic))]));
    await settle();
    expect(asked).toEqual(['subscribe', 'subscribe']);
    for (let ms = 0; ms < checkEveryMs; ms += checkTurnMs) clock.advance(checkTurnMs);
    await settle();
    expect(asked).toEqual(Array.from({ length: 4 }, () => 'subscribe'));
    tell();
    expect(told).toHaveLength(1);
  });

  it('is heard on while its owner is away, and no more by who is no friend any more', async () => {
    const { connection, told } = await show(1);
    const shards = new Set([shardOf(topicAddress(topic))]);
    await topics.subscribe(connection, topic);
    refusing = 'server.unavailable';
    moved(shards);
    await settle();
    tell();
    refusing = undefined;
    friendship = 'none';
    moved(shards);
    await settle();
    tell();
    expect(told).toHaveLength(1);
  });

  it('is heard no more where a friendship cannot be read, and that is logged', async () => {
    const { connection, told } = await show(1);
    await topics.subscribe(connection, topic);
    load = () => Promise.reject(new Error('damaged'));
    moved(new Set([shardOf(topicAddress(topic))]));
    await settle();
    tell();
    expect(told).toEqual([]);
    expect(defects).toEqual(['topic.failed']);
  });

  it('is heard by nobody who does not show itself, and no longer than that', async () => {
    const { connection, told } = connect(1);
    const own = presenceTopic(connection.device.account);
    expect(codeOf(await topics.subscribe(connection, topic))).toBe('presence.off');
    expect(codeOf(await topics.publish(connection, own, event))).toBe('presence.off');
    expect(asked).toEqual([]);
    await topics.subscribe(connection, own);
    expect(codeOf(await topics.publish(connection, own, event))).toBe('ok');
    expect(codeOf(await topics.subscribe(connection, topic))).toBe('ok');
    await topics.unsubscribe(connection, own);
    tell();
    expect(told).toEqual([]);
    expect(codeOf(await topics.subscribe(connection, topic))).toBe('presence.off');
  });

  it('ends at once for who is excluded, and that looks as if its owner had gone', async () => {
    const [one, two] = [await show(1), await show(2)];
    shown = { devices: [4 as DeviceId], whole: true };
    for (const { connection } of [one, two]) await topics.subscribe(connection, topic);
    topics.hear({ type: 'unheard', topic, account: one.connection.device.account });
    tell();
    topics.hear({ type: 'shown', topic, shown: { devices: [5 as DeviceId], whole: true } });
    expect([one.told.length, two.told.length]).toEqual([0, 1]);
    expect(one.presences).toEqual([[4], []]);
    expect(two.presences).toEqual([[4], [5]]);
  });
});

describe('who shows itself', () => {
  const hear = (devices: number[], whole = true) =>
    topics.hear({ type: 'shown', topic, shown: { devices: devices as DeviceId[], whole } });

  it('is told to who comes, and with each change', async () => {
    const [one, two] = [await show(1), await show(2)];
    await topics.subscribe(one.connection, topic);
    hear([1]);
    hear([1]);
    shown = { devices: [1 as DeviceId], whole: true };
    await topics.subscribe(two.connection, topic);
    hear([]);
    expect(one.presences).toEqual([[1], []]);
    expect(two.presences).toEqual([[1], []]);
  });

  it('stays while an actor that has just begun has not heard of all, and heals after', async () => {
    const one = await show(1);
    await topics.subscribe(one.connection, topic);
    hear([1, 3]);
    hear([], false);
    hear([2], false);
    expect(one.presences).toEqual([
      [1, 3],
      [1, 2, 3],
    ]);
    shown = { devices: [2 as DeviceId], whole: true };
    moved(new Set([shardOf(topicAddress(topic))]));
    await settle();
    expect(one.presences.at(-1)).toEqual([2]);
  });
});
