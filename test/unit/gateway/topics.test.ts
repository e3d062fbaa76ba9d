// Who of a worker's connections hears a topic: as many topics as may be, nobody who has ended, is
// behind or is no friend any more, and everybody again when the topic's shard has moved.

import { beforeEach, describe, expect, it } from 'vitest';
import type { Relation } from '#ports';
import type { AccountId, ConnectionId, DeviceId, ErrorCode, MemberId, ShardId } from '#protocol';
import { limits, ok, presenceTopic, refuse, shardOf, topicAddress } from '#protocol';
import { ManualClock, silentLog } from '#runtime';
import { checkEveryMs, checkTurnMs } from '../../../src/gateway/egress/checks.ts';
import { Connection, signalBacklogBytesMax } from '../../../src/gateway/egress/connection.ts';
import type { ClientWire } from '../../../src/gateway/egress/plainConnection.ts';
import { Topics } from '../../../src/gateway/egress/topics.ts';
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

beforeEach(() => {
  clock = new ManualClock();
  asked = [];
  defects = [];
  friendship = 'accepted';
  refusing = undefined;
  const router = {
    member: 'alpha-1' as MemberId,
    async ask(_to: unknown, command: { type: string; isFriend?: boolean }) {
      asked.push(command.type);
      if (refusing) return refuse(refusing);
      return command.isFriend === false ? refuse('relation.required') : ok(null);
    },
    onShardsMoved: (listener: typeof moved) => {
      moved = listener;
    },
  };
  load = async () => ({ friendship, wrote: [] });
  const relations = { load: () => load() };
  topics = new Topics({ router: router as never, relations, permits: freePermits, clock, log });
});

function connect(n: number) {
  const told: (Uint8Array | undefined)[] = [];
  const wire: ClientWire & { backlog: number } = {
    backlog: 0,
    emit: (name: string, _body?: Uint8Array, frame?: Uint8Array) => {
      if (name === 'signal') told.push(frame);
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
  const facts = { id: `c${n}` as ConnectionId, device, ip: '', place: n, connectedAtMs: 0 };
  const connection = new Connection(facts, wire, clock);
  connection.open(new Uint8Array(0));
  return { connection, told, wire };
}

const tell = () => topics.tell({ type: 'signal', topic, event });
const codeOf = (result: Awaited<ReturnType<Topics['subscribe']>>) =>
  result.ok ? 'ok' : result.refusal.code;

describe('a topic in a worker', () => {
  it('is heard in one and the same frame by all who subscribed', async () => {
    const [one, two] = [connect(1), connect(2)];
    for (const { connection } of [one, two]) await topics.subscribe(connection, topic);
    tell();
    expect(one.told).toHaveLength(1);
    expect(one.told[0]).toBeDefined();
    expect(two.told[0]).toBe(one.told[0]);
  });

  it('is not heard by strangers, nor by who is behind', async () => {
    const [one, two] = [connect(1), connect(2)];
    await topics.subscribe(one.connection, topic);
    friendship = 'requested';
    expect(codeOf(await topics.subscribe(two.connection, topic))).toBe('relation.required');
    one.wire.backlog = signalBacklogBytesMax + 1;
    tell();
    one.wire.backlog = 0;
    tell();
    expect([one.told.length, two.told.length]).toEqual([1, 0]);
  });

  it('is one of so many that a connection may hear', async () => {
    const { connection } = connect(1);
    for (let n = 0; n < limits.topicsMax; n++) {
      expect(codeOf(await topics.subscribe(connection, presenceTopic(accountOf(n))))).toBe('ok');
    }
    const one = presenceTopic(accountOf(99));
    expect(codeOf(await topics.subscribe(connection, one))).toBe('topic.too_many');
    await topics.unsubscribe(connection, topic);
    expect(codeOf(await topics.subscribe(connection, one))).toBe('ok');
  });

  it('hears of a connection that has ended, also while it subscribes', async () => {
    const [one, two] = [connect(1), connect(2)];
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
    const { connection, told } = connect(1);
    await topics.subscribe(connection, topic);
    moved(new Set([shardOf(topicAddress(topic))]));
    await settle();
    expect(asked).toEqual(['subscribe', 'subscribe']);
    for (let ms = 0; ms < checkEveryMs; ms += checkTurnMs) clock.advance(checkTurnMs);
    await settle();
    expect(asked).toEqual(['subscribe', 'subscribe', 'subscribe']);
    tell();
    expect(told).toHaveLength(1);
  });

  it('is heard on while its owner is away, and no more by who is no friend any more', async () => {
    const { connection, told } = connect(1);
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
    const { connection, told } = connect(1);
    await topics.subscribe(connection, topic);
    load = () => Promise.reject(new Error('damaged'));
    moved(new Set([shardOf(topicAddress(topic))]));
    await settle();
    tell();
    expect(told).toEqual([]);
    expect(defects).toEqual(['topic.failed']);
  });
});
