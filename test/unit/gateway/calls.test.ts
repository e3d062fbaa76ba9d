// The places of a worker's connections in calls: who is told what and in which order, what is
// mended where the bus has lost something, who is renewed and who is put out, and who comes back in
// time.

import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Delivery } from '#ports';
import type {
  CallId,
  CallMembers,
  ConnectionId,
  ErrorCode,
  GroupId,
  MediaId,
  MemberId,
  Result,
  ServerEventName,
  ShardId,
} from '#protocol';
import {
  callAddress,
  callEndedEvent,
  callMembersEvent,
  limits,
  ok,
  refuse,
  shardOf,
} from '#protocol';
import { ManualClock, metrics, silentLog } from '#runtime';
import { renewEveryMs } from '../../../src/gateway/egress/callRenewals.ts';
import { Calls, secretPlacesPerAddressMax } from '../../../src/gateway/egress/calls.ts';
import { PlainConnection } from '../../../src/gateway/egress/plainConnection.ts';
import type { CallEntry } from '../../../src/gateway/ingress/callDoor.ts';

const call = 'ca'.repeat(32) as CallId;
const group = 'ab'.repeat(32) as GroupId;
const member = 'alpha-1' as MemberId;
const frame = {
  proof: { by: 'secret', secret: new Uint8Array(32), name: new Uint8Array(16) },
  resume: new Uint8Array(0),
} as const;

type Standing = { role: 'MEMBER' | 'ADMINISTRATOR' } | { code: 'group.not_member' };
interface Asked {
  readonly to: string;
  readonly type: string;
  readonly [field: string]: unknown;
}

let clock: ManualClock;
let calls: Calls;
let asked: Asked[];
let version: number;
let lost: MediaId[];
let standing: Standing;
let moved: ((shards: ReadonlySet<ShardId>) => void)[];
let refusing: ErrorCode | undefined;
let nextId: number;
let held: Promise<void> | undefined;

const members = (more: Partial<CallMembers> = {}): CallMembers => ({
  call,
  version,
  epoch: version,
  whole: true,
  members: [],
  left: [],
  ...more,
});

/** A connection without a name, and what it hears. */
function connected(n: number) {
  const heard: { name: ServerEventName; body: Uint8Array | undefined }[] = [];
  const wire = {
    emit: (name: ServerEventName, body?: Uint8Array) => void heard.push({ name, body }),
    backlogBytes: () => 0,
    holdsBack: () => false,
    close() {},
    cut() {},
  };
  const connection = new PlainConnection(
    { id: `c${n}` as ConnectionId, ip: '192.0.2.1' },
    wire,
    clock,
  );
  connection.open(new Uint8Array(0));
  heard.length = 0;
  const versions = () =>
    heard.flatMap(({ name, body }) =>
      name === 'call:members' && body ? [callMembersEvent.body.decode(body).version] : [],
    );
  const ended = () =>
    heard.flatMap(({ name, body }) =>
      name === 'call:ended' && body ? [callEndedEvent.body.decode(body).code] : [],
    );
  return { connection, heard, versions, ended };
}

function answer(command: Asked): Result<unknown> {
  if (refusing) return refuse(refusing);
  if (command.type === 'join') {
    return ok({ mediaId: nextId++, members: members(), resume: new Uint8Array(4), codecs: [] });
  }
  if (command.type === 'renew') return ok({ version, lost });
  if (command.type === 'list') return ok(members());
  return ok(null);
}

beforeEach(() => {
  clock = new ManualClock();
  [asked, lost, moved, refusing] = [[], [], [], undefined];
  [version, nextId, standing] = [10, 1, { role: 'MEMBER' }];
  held = undefined;
  const entry: CallEntry = { call, group, name: 'n', role: 'MEMBER', most: 1000, directMost: 3 };
  calls = new Calls({
    router: {
      member,
      ask: async (to, command) => {
        const one = { to: to.id, ...command } as unknown as Asked;
        asked.push(one);
        const answered = answer(one);
        await held;
        return answered as never;
      },
      onShardsMoved: (listener) => void moved.push(listener),
    },
    door: {
      enter: async () => ok(entry),
      standings: async (_group, names) => ok(names.map(() => standing)),
    },
    clock,
    log: silentLog,
  });
});

async function settled(): Promise<void> {
  for (let n = 0; n < 5; n++) await turn();
}

async function pass(ms: number): Promise<void> {
  clock.advance(ms);
  await settled();
}

const of = (type: string) => asked.filter((one) => one.type === type);

function change(since: number, to: number): Delivery & { type: 'callChange' } {
  const event = callMembersEvent.body.encode(members({ version: to, whole: false }));
  return { type: 'callChange', call, since, version: to, event };
}

/** Until the returned function is called. */
function hold(): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  held = promise;
  return async () => {
    held = undefined;
    resolve();
    await settled();
  };
}

function move(): void {
  for (const tell of moved) tell(new Set([shardOf(callAddress(call))]));
}

const none = '' as ConnectionId;
const endedCount = async (code: string) =>
  (await metrics.callPlacesEnded.get()).values.find(({ labels }) => labels.code === code)?.value ??
  0;

describe('a place in a call', () => {
  it('hears each change once, and all of it where one was lost', async () => {
    const ada = connected(1);
    await calls.join(ada.connection, frame);
    calls.hear(change(10, 11), none);
    calls.hear(change(10, 11), none);
    expect(ada.versions()).toEqual([11]);
    version = 14;
    calls.hear(change(13, 14), none);
    await settled();
    expect(of('list')).toHaveLength(1);
    expect(ada.versions()).toEqual([11, 14]);
  });

  it('is told all where something changed while it was being had', async () => {
    const ada = connected(1);
    const joining = calls.join(ada.connection, frame);
    await turn();
    calls.hear(change(10, 11), none);
    await joining;
    version = 11;
    calls.hear(change(10, 11), none);
    await settled();
    expect(ada.versions()).toEqual([11]);
  });

  it('is told all where something is told before the answer to its join', async () => {
    const ada = connected(1);
    const release = hold();
    const joining = calls.join(ada.connection, frame);
    await turn();
    version = 12;
    calls.hear(change(11, 12), none);
    await release();
    await joining;
    expect(ada.versions()).toEqual([12]);
  });

  it('is renewed every 20 s, and mended where the last change was lost', async () => {
    const ada = connected(1);
    await calls.join(ada.connection, frame);
    await pass(renewEveryMs - 1000);
    expect(of('renew')).toEqual([]);
    version = 12;
    await pass(1000);
    expect(of('renew')).toHaveLength(1);
    expect(ada.versions()).toEqual([12]);
    await pass(renewEveryMs);
    expect(of('renew')).toHaveLength(2);
  });

  it('is asked for anew when the shard has moved; whoever is not known is told', async () => {
    const ada = connected(1);
    await calls.join(ada.connection, frame);
    const before = await endedCount('call.lost');
    lost = [1 as MediaId];
    move();
    await settled();
    expect(ada.ended()).toEqual(['call.lost']);
    expect(await endedCount('call.lost')).toBe(before + 1);
    calls.hear(change(10, 11), none);
    expect(ada.versions()).toEqual([]);
    expect(await calls.leave(ada.connection, call)).toMatchObject({
      refusal: { code: 'call.not_found' },
    });
  });

  it('is asked for anew soon where the shard moves while it is asked for, or renewed', async () => {
    const [ada, ben] = [connected(1), connected(2)];
    const joined = hold();
    const joining = calls.join(ada.connection, frame);
    await turn();
    move();
    await joined();
    await joining;
    await pass(1000);
    expect(of('renew')).toHaveLength(1);
    await calls.join(ben.connection, frame);
    const renewed = hold();
    move();
    await settled();
    lost = [1, 2] as MediaId[];
    move();
    await renewed();
    await pass(1000);
    expect([ada.ended(), ben.ended()]).toEqual([['call.lost'], ['call.lost']]);
  });

  it('is put out of the call with the membership, and has the role of today', async () => {
    const ada = connected(1);
    await calls.join(ada.connection, frame);
    standing = { role: 'ADMINISTRATOR' };
    await pass(renewEveryMs);
    expect(of('renew').at(-1)?.['seats']).toMatchObject([{ role: 'ADMINISTRATOR' }]);
    standing = { code: 'group.not_member' };
    await pass(renewEveryMs);
    expect(of('exclude')).toMatchObject([{ names: [{ name: 'n', code: 'group.not_member' }] }]);
  });

  it('stays while nobody can be asked, and is asked for again soon', async () => {
    const ada = connected(1);
    await calls.join(ada.connection, frame);
    refusing = 'server.unavailable';
    await pass(renewEveryMs);
    expect(ada.ended()).toEqual([]);
    refusing = undefined;
    const before = of('renew').length;
    await pass(3000);
    expect(of('renew').length).toBe(before + 1);
  });

  it('is kept for 10 s after its connection, and then given up', async () => {
    const ada = connected(1);
    await calls.join(ada.connection, frame);
    ada.connection.end();
    calls.ended(ada.connection);
    await pass(limits.callGraceMs - 1);
    expect(of('leave')).toEqual([]);
    await pass(1);
    expect(of('leave')).toMatchObject([{ mediaId: 1, connection: { connection: 'c1' } }]);
  });

  it('is given up by nobody who has come back in time', async () => {
    const [ada, again] = [connected(1), connected(2)];
    await calls.join(ada.connection, frame);
    ada.connection.end();
    calls.ended(ada.connection);
    nextId = 1;
    await calls.join(again.connection, { ...frame, resume: new Uint8Array(4) });
    await pass(2 * limits.callGraceMs);
    expect(of('leave')).toEqual([]);
    const end = { type: 'callEnded', call, mediaId: 1 as MediaId } as const;
    calls.hear({ ...end, code: 'call.lost' }, 'c1' as ConnectionId);
    expect(again.ended()).toEqual([]);
    calls.hear({ ...end, code: 'call.removed' }, 'c2' as ConnectionId);
    expect(again.ended()).toEqual(['call.removed']);
  });

  it('is one connection’s: whoever had it on another hears that it is gone', async () => {
    const [ada, again] = [connected(1), connected(2)];
    await calls.join(ada.connection, frame);
    nextId = 1;
    await calls.join(again.connection, { ...frame, resume: new Uint8Array(4) });
    expect([ada.ended(), again.ended()]).toEqual([['call.lost'], []]);
    calls.hear(change(10, 11), none);
    expect([ada.versions(), again.versions()]).toEqual([[], [11]]);
  });

  it('is given up at once where its connection has ended meanwhile', async () => {
    const ada = connected(1);
    const joining = calls.join(ada.connection, frame);
    ada.connection.end();
    calls.ended(ada.connection);
    expect((await joining).ok).toBe(false);
    expect(of('leave')).toHaveLength(1);
  });

  it('is one of a connection, also where that joins twice at once', async () => {
    const ada = connected(1);
    await Promise.all([calls.join(ada.connection, frame), calls.join(ada.connection, frame)]);
    expect(of('leave')).toMatchObject([{ mediaId: 1 }]);
    await calls.leave(ada.connection, call);
    expect(of('leave')).toMatchObject([{ mediaId: 1 }, { mediaId: 2 }]);
    await pass(renewEveryMs);
    expect(of('renew')).toEqual([]);
  });

  /** Calls by secret, another one with each join. */
  function callsBySecret(): Calls {
    let n = 0;
    const entryOf = (): CallEntry => ({
      call: secretCall(n++),
      group: undefined,
      name: 'n',
      ...{ role: 'MEMBER', most: 8, directMost: 3 },
    });
    return new Calls({
      router: {
        member,
        ask: async (_to, command) => answer(command as unknown as Asked) as never,
        onShardsMoved() {},
      },
      door: { enter: async () => ok(entryOf()), standings: async () => ok([]) },
      clock,
      log: silentLog,
    });
  }

  it('is one of four of a connection at the most', async () => {
    const ada = connected(1);
    const many = callsBySecret();
    const joins = await Promise.all(
      Array.from({ length: 6 }, () => many.join(ada.connection, frame)),
    );
    const codes = joins.map((one) => (one.ok ? 'ok' : one.refusal.code));
    expect(codes).toEqual([...Array(4).fill('ok'), 'call.too_many', 'call.too_many']);
  });

  it('by a secret is one of so many of an address, each of which may become another', async () => {
    const many = callsBySecret();
    const most = secretPlacesPerAddressMax;
    const people = Array.from({ length: most + 2 }, (_, n) => connected(n).connection);
    const joins = await Promise.all(people.map((one) => many.join(one, frame)));
    const codes = joins.map((one) => (one.ok ? 'ok' : one.refusal.code));
    expect(codes).toEqual([...Array(most).fill('ok'), 'rate.limited', 'rate.limited']);
    const [ada, ben, cy] = people as [PlainConnection, PlainConnection, PlainConnection];
    const lates = people.slice(most);
    const comesIn = async (late = lates[0]) => (await many.join(late ?? ada, frame)).ok;
    await many.leave(ada, secretCall(0));
    expect([await comesIn(), await comesIn()]).toEqual([true, false]);
    ben.end();
    many.ended(ben);
    expect(await comesIn()).toBe(false);
    clock.advance(limits.callGraceMs);
    expect([await comesIn(), await comesIn()]).toEqual([true, false]);
    // Whom the call itself refuses holds nothing.
    await many.leave(cy, secretCall(2));
    refusing = 'call.full';
    expect(await comesIn()).toBe(false);
    refusing = undefined;
    expect([await comesIn(lates[1]), await comesIn(lates[1])]).toEqual([true, false]);
  });
});

const secretCall = (n: number) => `${n}`.padStart(64, 'c') as CallId;
