// A group's actor over stores in memory: what is decided once, what survives its owner, who may
// look. The names are those of people with libsignal's secrets, since leave to write needs them.

import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AnswerOf, CommandOf, EntityHost } from '#actors';
import { createEntityHost } from '#actors';
import { createMemoryQueue, openMemoryStores } from '#persistence';
import { noMedia, Unreachable } from '#ports';
import { newBlobKey } from '#crypto';
import type { AccountId, BlobKey, FencingToken, GroupId, Result } from '#protocol';
import { limits, shardOf } from '#protocol';
import { ManualClock, silentLog } from '#runtime';
import { away, Faulty } from '../../../support/faults.ts';
import { testGroupKeys as groupKeys } from '../../../support/groupKeys.ts';
import { Person, SecretGroup } from '#lab/groupPeople.ts';
import { KeptDeliveries } from '../../../support/keptDeliveries.ts';

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
type Change = CommandOf<'group', 'change'>;
type Asked = CommandOf<'group'>;

class Bench {
  readonly secret = new SecretGroup();
  readonly to = { type: 'group', id: this.secret.id } as const;
  readonly clock = new ManualClock();
  readonly stores = openMemoryStores(undefined, this.clock);
  readonly groups = new Faulty(this.stores.groups);
  /** Blobs that are held. */
  readonly held = new Set<string>();
  readonly avatars = new Faulty({
    hold: async (_of: AccountId | GroupId, one: BlobKey) => void this.held.add(one),
    release: async (_of: AccountId | GroupId, one: BlobKey) => void this.held.delete(one),
  });
  readonly people = [new Person(), new Person(), new Person()] as const;
  endorsed = 0;

  /** A worker that owns the group from now on. */
  own(token: number): EntityHost {
    const { queue } = createMemoryQueue({ clock: this.clock, archive: this.stores.archive });
    const host = createEntityHost({
      ...this.stores,
      avatars: this.avatars.port,
      groups: this.groups.port,
      groupKeys: {
        sign: (bytes) => groupKeys.sign(bytes),
        endorse: (members, nowMs) => {
          this.endorsed++;
          return groupKeys.endorse(members, nowMs);
        },
      },
      queue,
      media: noMedia(),
      wakes: { wake: (_wake, kept) => kept?.() },
      delivery: new KeptDeliveries(),
      departures: { leftAtMs: () => undefined },
      clock: this.clock,
      log: silentLog,
      passivateMs: 60_000,
    });
    host.open({ shard: shardOf(this.to), token: token as FencingToken, isValid: () => true });
    return host;
  }

  name(n: number): string {
    return base64(this.secret.nameOf(this.people[n] as Person));
  }

  async ask<C extends Asked>(host: EntityHost, command: C) {
    return (await host.handle(this.to, command)) as Result<
      AnswerOf<'group', Extract<CommandOf<'group'>, Pick<C, 'type'>>>
    >;
  }

  async code(host: EntityHost, command: Asked): Promise<string> {
    const result = await this.ask(host, command);
    if (!result.ok) return result.refusal.code;
    return 'outcome' in result.value ? result.value.outcome : 'ok';
  }

  /** Made by the first person; the others are administrators with it. */
  readonly creation: CommandOf<'group', 'create'> = this.#create();

  #create(): CommandOf<'group', 'create'> {
    const others = this.people.slice(1).map((person, n) => ({
      type: 'add' as const,
      userId: this.name(n + 1),
      profileKey: base64(this.secret.profileKeyOf(person)),
      role: 'ADMINISTRATOR' as const,
    }));
    return {
      type: 'create',
      by: this.name(0),
      draft: {
        publicParams: base64(this.secret.params),
        attributes: { title: base64(this.secret.seal('lamps')) },
        access: { attributes: 'MEMBER', members: 'MEMBER', joinByLink: 'ANY' },
        linkPassword: 'pass',
      },
      profileKey: base64(this.secret.profileKeyOf(this.people[0])),
      actions: others,
    };
  }

  titled(by: number, version: number, title: string): Change {
    const action = { type: 'setAttribute', attribute: 'title', value: title } as const;
    return { type: 'change', by: this.name(by), version, actions: [action] };
  }

  does(by: number, version: number, ...actions: Change['actions']): Change {
    return { type: 'change', by: this.name(by), version, actions };
  }
}

let bench: Bench;
let host: EntityHost;

beforeEach(async () => {
  bench = new Bench();
  host = bench.own(1);
  expect(await bench.code(host, bench.creation)).toBe('ok');
});

describe('changes', () => {
  it('of two administrators at one version one is first, a thousand times', async () => {
    let version = 0;
    for (let race = 1; race <= 1000; race++) {
      const answers = await Promise.all(
        [0, 1].map((by) => bench.ask(host, bench.titled(by, version + 1, `title ${race} ${by}`))),
      );
      const outcomes = answers.map((one) => one.ok && one.value.outcome);
      expect(outcomes.toSorted()).toEqual(['changed', 'conflict']);
      const loser = answers.find((one) => one.ok && one.value.outcome === 'conflict');
      const winner = outcomes.indexOf('changed');
      expect(loser?.ok && loser.value).toMatchObject({
        version: race,
        state: { version: race, attributes: { title: `title ${race} ${winner}` } },
      });
      version++;
      if (race % 100 === 0) await turn();
    }
    expect(await bench.code(host, bench.titled(0, 1000, 'late'))).toBe('conflict');
    expect(await bench.code(host, bench.titled(0, 1002, 'early'))).toBe('conflict');
  });

  it('a change that is asked again after its answer was lost is made once', async () => {
    const change = bench.titled(0, 1, 'one');
    const first = await bench.ask(host, change);
    const again = await bench.ask(host, change);
    expect(first.ok && first.value.outcome).toBe('changed');
    expect(again).toEqual(first);
    const other = bench.own(2);
    const later = await bench.ask(other, change);
    const madeBy = (one: typeof first) => one.ok && 'change' in one.value && one.value.change;
    expect(madeBy(later)).toEqual(madeBy(first));
    expect(await bench.code(other, bench.titled(1, 1, 'one'))).toBe('conflict');
    expect(await bench.code(other, bench.creation)).toBe('group.exists');
  });

  it('a creation that is asked again is the same, and anybody else is late', async () => {
    expect(await bench.code(bench.own(2), bench.creation)).toBe('ok');
    const otherwise = { ...bench.creation, by: bench.name(1), actions: [] };
    expect(await bench.code(bench.own(3), otherwise)).toBe('group.exists');
  });

  it('what the store has not taken does not count, and is known again afterwards', async () => {
    bench.groups.once({ fails: new Unreachable() }, 'change');
    expect(await bench.code(host, bench.titled(0, 1, 'lost'))).toBe('server.unavailable');
    const seen = await bench.ask(host, { type: 'describe', by: bench.name(0) });
    expect(seen.ok && seen.value.state.version).toBe(0);
    bench.groups.once({ loses: new Unreachable() }, 'change');
    expect(await bench.code(host, bench.titled(0, 1, 'kept'))).toBe('server.unavailable');
    expect(await bench.code(host, bench.titled(0, 1, 'kept'))).toBe('changed');
    expect(await bench.code(host, bench.titled(0, 2, 'next'))).toBe('changed');
  });

  it('a former owner neither changes nor answers', async () => {
    expect(await bench.code(host, bench.titled(0, 1, 'one'))).toBe('changed');
    const owner = bench.own(2);
    expect(await bench.code(owner, bench.titled(1, 2, 'two'))).toBe('changed');
    expect(await bench.code(host, bench.titled(0, 2, 'late'))).toBe('shard.not_owner');
    const read = { type: 'log', by: bench.name(0), from: 0 } as const;
    const told = await bench.ask(owner, read);
    expect(told.ok && told.value.changes.map(({ version }) => version)).toEqual([1, 2]);
  });
});

describe('the log', () => {
  it('is read in pages of 64, with leave to write on the last', async () => {
    for (let version = 1; version <= 130; version++) {
      await bench.ask(host, bench.titled(0, version, `title ${version}`));
    }
    const pages: number[][] = [];
    let from = 0;
    for (;;) {
      const page = await bench.ask(host, { type: 'log', by: bench.name(1), from });
      if (!page.ok) throw new Error(page.refusal.code);
      pages.push(page.value.changes.map(({ version }) => version));
      from = (page.value.changes.at(-1)?.version ?? 0) + 1;
      expect(page.value.endorsements !== undefined).toBe(from > 130);
      if (from > page.value.version) break;
    }
    expect(pages.map((page) => page.length)).toEqual([limits.groupLogPageMax, 64, 2]);
    expect(pages.flat()).toEqual(Array.from({ length: 130 }, (_, n) => n + 1));
  });

  it('shows nobody what was before them', async () => {
    const newcomer = new SecretGroup().nameOf(new Person());
    const name = base64(newcomer);
    await bench.ask(host, bench.titled(0, 1, 'before'));
    const join = { type: 'join', profileKey: 'a2V5' } as const;
    const joining = { type: 'change', by: name, version: 2, actions: [join] } as const;
    expect(await bench.code(host, { ...joining, linkPassword: 'wrong' })).toBe(
      'group.link_invalid',
    );
    expect(await bench.code(host, joining)).toBe('group.link_invalid');
    expect(await bench.code(host, { ...joining, linkPassword: 'pass' })).toBe('changed');
    const told = await bench.ask(host, { type: 'log', by: name, from: 0 });
    expect(told.ok && told.value.changes.map(({ version }) => version)).toEqual([2]);
  });
});

describe('who may look', () => {
  it('a member that was removed sees nothing from then on, by whatever owner', async () => {
    const look = [
      { type: 'describe', by: bench.name(2) },
      { type: 'log', by: bench.name(2), from: 0 },
      bench.titled(2, 2, 'mine'),
      bench.titled(2, 1, 'mine'),
    ] as const;
    expect(await bench.code(host, look[0])).toBe('ok');
    const removed = bench.does(0, 1, { type: 'remove', userId: bench.name(2) });
    expect(await bench.code(host, removed)).toBe('changed');
    for (const owner of [host, bench.own(2)]) {
      for (const one of look) expect(await bench.code(owner, one)).toBe('group.not_member');
    }
  });

  it('whoever is banned is told so, whatever is asked', async () => {
    const banned = bench.does(0, 1, { type: 'ban', userId: bench.name(2) });
    expect(await bench.code(host, banned)).toBe('changed');
    const by = bench.name(2);
    for (const one of [
      { type: 'describe', by },
      { type: 'log', by, from: 0 },
      { type: 'peek', by, linkPassword: 'pass' },
      { ...bench.does(2, 2, { type: 'join', profileKey: 'a2V5' }), linkPassword: 'pass' },
    ] as const) {
      expect(await bench.code(host, one)).toBe('group.banned');
    }
  });

  it('somebody invited sees the group, and gets no leave to write to its members', async () => {
    const invited = base64(bench.secret.nameOf(new Person()));
    const invite = { type: 'invite', userId: invited, role: 'MEMBER' } as const;
    await bench.ask(host, bench.does(0, 1, invite));
    const seen = await bench.ask(host, { type: 'describe', by: invited });
    expect(seen.ok && seen.value.state.version).toBe(1);
    expect(seen.ok && seen.value.endorsements).toBeUndefined();
    expect(await bench.code(host, { type: 'log', by: invited, from: 0 })).toBe('group.not_member');
  });

  it('a stranger sees what the link shows, if it is on', async () => {
    const by = base64(bench.secret.nameOf(new Person()));
    const peek = { type: 'peek', by, linkPassword: 'pass' } as const;
    const seen = await bench.ask(host, peek);
    expect(seen.ok && seen.value).toMatchObject({ memberCount: 3, joinByLink: 'ANY', version: 0 });
    expect(await bench.code(host, { ...peek, linkPassword: 'other' })).toBe('group.link_invalid');
    expect(await bench.code(host, { type: 'describe', by })).toBe('group.not_member');
    const off = { type: 'setAccess', joinByLink: 'UNSATISFIABLE' } as const;
    await bench.ask(host, bench.does(0, 1, off));
    expect(await bench.code(host, peek)).toBe('group.link_invalid');
  });

  it('nobody finds a group that was not made, nor begins one that has ended', async () => {
    const other = new Bench();
    const nowhere = other.own(1);
    expect(await other.code(nowhere, { type: 'describe', by: other.name(0) })).toBe(
      'group.not_found',
    );
    const leave = (by: number, version: number) =>
      bench.does(by, version, { type: 'remove', userId: bench.name(by) });
    for (const [by, version] of [
      [2, 1],
      [1, 2],
      [0, 3],
    ] as const) {
      expect(await bench.code(host, leave(by, version))).toBe('changed');
    }
    for (const owner of [host, bench.own(2)]) {
      expect(await bench.code(owner, bench.creation)).toBe('group.exists');
      expect(await bench.code(owner, { type: 'describe', by: bench.name(0) })).toBe(
        'group.not_member',
      );
    }
    expect(await bench.stores.groups.log(bench.secret.id, 0, 64)).toEqual([]);
  });
});

describe('leave to write', () => {
  it('is made once for the members and the day, and anew for others', async () => {
    const before = bench.endorsed;
    const describeBy = (by: number) => bench.ask(host, { type: 'describe', by: bench.name(by) });
    const first = await describeBy(0);
    expect(await describeBy(1)).toEqual(first);
    await bench.ask(host, bench.titled(0, 1, 'same members'));
    expect(bench.endorsed).toBe(before);
    await bench.ask(host, bench.does(0, 2, { type: 'remove', userId: bench.name(2) }));
    expect(bench.endorsed).toBe(before + 1);
    bench.clock.advance(24 * 60 * 60 * 1000);
    const later = await describeBy(0);
    expect(bench.endorsed).toBe(before + 2);
    const end = later.ok ? later.value.endorsements?.expiresAtMs : 0;
    expect(end).toBeGreaterThanOrEqual(bench.clock.now() + 25 * 60 * 60 * 1000);
  });
});

describe('a picture', () => {
  const shows = (by: number, version: number, blob?: BlobKey) =>
    bench.does(by, version, { type: 'setAttribute', attribute: 'avatar', value: 'c2VhbGVk', blob });

  it('is held once it is named, and let go after, whoever is cut off in between', async () => {
    const [first, second] = [newBlobKey(), newBlobKey()];
    let host = bench.own(1);
    await bench.ask(host, bench.creation);
    expect(await bench.code(host, shows(0, 1, first))).toBe('changed');
    expect([...bench.held]).toEqual([first]);
    for (const cut of ['hold', 'release'] as const) {
      const end = bench.avatars.begin(away, cut);
      const next = cut === 'hold' ? second : undefined;
      const version = cut === 'hold' ? 2 : 3;
      expect(await bench.code(host, shows(0, version, next))).toBe('server.unavailable');
      end();
      // Another owner carries on, by what the store says.
      host = bench.own(version);
      expect(await bench.code(host, { type: 'describe', by: bench.name(0) })).toBe('ok');
      expect([...bench.held]).toEqual(cut === 'hold' ? [second] : []);
    }
  });
});
