// What is decided about a call, over everything that may be asked of it: the epoch never falls,
// numbers are never given twice, and whoever follows what is told knows who is there.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  CallId,
  CallRole,
  ConnectionAddress,
  ConnectionId,
  MediaId,
  MemberId,
} from '#protocol';
import { limits } from '#protocol';
import { Changes } from '../../../../src/actors/call/changes.ts';
import type { CallEffect } from '../../../../src/actors/call/commands.ts';
import { callCommands } from '../../../../src/actors/call/commands.ts';
import { aged, begun, entered, lost, silenced } from '../../../../src/actors/call/outcomes.ts';
import type { CallState, Participant } from '../../../../src/actors/call/state.ts';
import {
  changesBurst,
  changesRefillMs,
  isVacant,
  newCall,
  nextMediaId,
  placeMs,
  resumeToken,
} from '../../../../src/actors/call/state.ts';
import type { CallMember, Result } from '#protocol';

const seed = 20_261_127;
const id = 'ca'.repeat(32) as CallId;
const nothing = new Uint8Array(0);
const at = (n: number): ConnectionAddress => ({
  member: `member-${n % 3}` as MemberId,
  connection: `c${n}` as ConnectionId,
});

type Asked = Record<string, unknown>;
type Decide = (
  state: CallState,
  command: Asked,
  nowMs: number,
) => { state: CallState; effects: ({ type: string } & Record<string, unknown>)[] };

/** A call without its actor, over media workers that do all at once. */
class Rig {
  state: CallState;
  nowMs = 1000;
  readonly given: MediaId[] = [];
  readonly dismissed: { connection: ConnectionAddress; code: string }[] = [];
  readonly vacated: MediaId[] = [];
  readonly told = new Map<MediaId, CallMember>();
  readonly changes: Changes;
  hasRoom = true;

  constructor(firstId = 0xfffe) {
    this.state = newCall(id, { firstId, key: new Uint8Array(32).fill(7), firstVersion: 500 });
    this.changes = new Changes(this.state.version);
  }

  become(next: CallState): void {
    if (next.version !== this.state.version) this.changes.note(this.state, next);
    this.state = next;
  }

  ask(type: string, command: Asked): Result<unknown> {
    const { decide } = callCommands.find((one) => one.type === type) as unknown as {
      decide: Decide;
    };
    const decision = decide(this.state, command, this.nowMs);
    this.become(decision.state);
    let result: Result<unknown> | undefined;
    for (const effect of decision.effects) {
      if (effect.type === 'answer') result = effect['result'] as Result<unknown>;
      else result = this.run(effect as CallEffect) ?? result;
    }
    if (!result) throw new Error(`${type} is not answered`);
    return result;
  }

  run(effect: CallEffect): Result<unknown> | undefined {
    if (effect.type === 'enter') {
      this.given.push(effect.mediaId);
      const next = entered(this.state, effect.mediaId, effect.newcomer, this.nowMs);
      if (typeof next === 'string') return { ok: false, refusal: { code: next } };
      this.become(next);
      return { ok: true, value: effect.mediaId };
    }
    if (effect.type === 'send') {
      const next = begun(this.state, effect.seat, { kind: 'audio', media: 'm' });
      if (!next) return { ok: false, refusal: { code: 'call.not_found' } };
      this.become(next.state);
      return { ok: true, value: next.id };
    }
    if (effect.type === 'silence') {
      for (const { mediaId, sources } of effect.of) {
        const ids = sources.map((one) => one.id);
        this.become(silenced(this.state, mediaId, ids, effect.muted));
      }
      return { ok: true, value: null };
    }
    if (effect.type === 'vacate') this.vacated.push(...effect.mediaIds);
    else if (effect.type === 'dismiss') this.dismissed.push(effect);
    else return { ok: true, value: null };
    return undefined;
  }

  join(n: number, more: Asked = {}): Result<unknown> {
    const name = `n${n}`;
    const role: CallRole = n === 0 ? 'ADMINISTRATOR' : 'MEMBER';
    const most = limits.callMembersMax;
    return this.ask('join', { name, role, connection: at(n), most, resume: nothing, ...more });
  }

  seatOf(n: number) {
    const one = [...this.state.participants.values()].find(
      ({ connection }) => connection.connection === `c${n}`,
    );
    return { mediaId: one?.mediaId ?? (1 as MediaId), connection: at(n) };
  }

  /** What a member who hears all of it knows. */
  tell(): Map<MediaId, CallMember> {
    const { members, left } = this.changes.take(this.state);
    for (const one of left) this.told.delete(one);
    for (const one of members) this.told.set(one.mediaId, one);
    return this.told;
  }
}

const codeOf = (result: Result<unknown>) => (result.ok ? 'ok' : result.refusal.code);
const known = (members: Iterable<CallMember | Participant>) =>
  [...members]
    .map(({ mediaId, role, sources }) => ({
      mediaId,
      role,
      sources: sources.map(({ id: source, muted }) => ({ source, muted })),
    }))
    .sort((a, b) => a.mediaId - b.mediaId);

const person = fc.nat(9);
const step = fc.oneof(
  fc.record({ do: fc.constant('join' as const), n: person, resumes: fc.boolean() }),
  fc.record({ do: fc.constant('leave' as const), n: person }),
  fc.record({ do: fc.constant('send' as const), n: person }),
  fc.record({ do: fc.constant('mute' as const), n: person, muted: fc.boolean() }),
  fc.record({ do: fc.constant('renew' as const), n: person, promoted: fc.boolean() }),
  fc.record({
    do: fc.constant('moderate' as const),
    n: person,
    whom: person,
    deed: fc.constantFrom('mute' as const, 'remove' as const),
  }),
  fc.record({ do: fc.constant('exclude' as const), n: person }),
  fc.record({ do: fc.constant('lose' as const), n: person }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 40_000 }) }),
  fc.record({ do: fc.constant('tell' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

function take(rig: Rig, one: Step): void {
  if (one.do === 'tell') return void rig.tell();
  if (one.do === 'wait') {
    rig.nowMs += one.ms;
    return rig.become(aged(rig.state, rig.nowMs).state);
  }
  const seat = rig.seatOf(one.n);
  if (one.do === 'join') {
    const resume = one.resumes ? resumeToken(rig.state, seat.mediaId) : nothing;
    rig.join(one.n, { resume });
  } else if (one.do === 'leave') rig.ask('leave', seat);
  else if (one.do === 'send') {
    rig.ask('send', { ...seat, sending: { kind: 'audio', ssrc: 1, payloadType: 111 } });
  } else if (one.do === 'mute') {
    const source = rig.state.participants.get(seat.mediaId)?.sources[0]?.id ?? 1;
    rig.ask('mute', { ...seat, source, muted: one.muted });
  } else if (one.do === 'renew') {
    const role = one.promoted ? 'ADMINISTRATOR' : 'MEMBER';
    rig.ask('renew', { seats: [{ ...seat, role }] });
  } else if (one.do === 'moderate') {
    rig.ask('moderate', { ...seat, whom: rig.seatOf(one.whom).mediaId, deed: one.deed });
  } else if (one.do === 'exclude') {
    rig.ask('exclude', { names: [{ name: `n${one.n}`, code: 'group.not_member' }] });
  } else rig.become(lost(rig.state, [seat.mediaId]).state);
}

describe('a call, whatever is asked of it', () => {
  it('grows its epoch with who is there, and gives no number twice', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const rig = new Rig();
        const sources: number[] = [];
        for (const one of steps) {
          const before = rig.state;
          take(rig, one);
          const { state } = rig;
          expect(state.epoch).toBeGreaterThanOrEqual(before.epoch);
          expect(state.version).toBeGreaterThanOrEqual(before.version);
          const ids = (of: CallState) => [...of.participants.keys()].sort().join();
          if (ids(state) !== ids(before)) expect(state.epoch).toBeGreaterThan(before.epoch);
          for (const { sources: of } of state.participants.values()) {
            for (const source of of) if (!sources.includes(source.id)) sources.push(source.id);
          }
        }
        expect(new Set(rig.given).size).toBe(rig.given.length);
        expect(Math.max(0, ...sources)).toBeLessThanOrEqual(rig.state.sourcesGiven);
      }),
      { seed, numRuns: 300 },
    );
  });

  it('is known to whoever hears all that is told, version by version', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const rig = new Rig();
        for (const one of steps) take(rig, one);
        expect(known(rig.tell().values())).toEqual(known(rig.state.participants.values()));
        expect(rig.changes.toldVersion).toBe(rig.state.version);
      }),
      { seed, numRuns: 300 },
    );
  });

  it('lets nobody in by a name that was removed, for 60 s', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const rig = new Rig();
        for (const one of steps) {
          take(rig, one);
          for (const [name, untilMs] of rig.state.removed) {
            if (untilMs <= rig.nowMs) continue;
            const names = [...rig.state.participants.values()].map((other) => other.name);
            expect(names).not.toContain(name);
          }
        }
      }),
      { seed, numRuns: 300 },
    );
  });

  it('has one place for a connection', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const rig = new Rig();
        for (const one of steps) take(rig, one);
        const all = [...rig.state.participants.values()].map((one) => one.connection.connection);
        expect(new Set(all).size).toBe(all.length);
      }),
      { seed, numRuns: 200 },
    );
  });
});

describe('a call', () => {
  it('takes a thousand and no more', () => {
    const rig = new Rig();
    for (let n = 0; n < limits.callMembersMax; n++) expect(codeOf(rig.join(n))).toBe('ok');
    expect(codeOf(rig.join(5000))).toBe('call.full');
    expect(rig.state.participants.size).toBe(limits.callMembersMax);
    expect(Math.max(...rig.given)).toBeLessThanOrEqual(0xffff);
    rig.ask('leave', rig.seatOf(7));
    expect(codeOf(rig.join(5000))).toBe('ok');
  });

  it('gives short numbers first, and longer ones when they are used up', () => {
    const rig = new Rig(40_000);
    const seen = new Set<number>();
    for (let given = 0; given < 0x1_0010; given++) seen.add(nextMediaId({ ...rig.state, given }));
    expect(seen.size).toBe(0x1_0010);
    expect(Math.min(...seen)).toBe(1);
  });

  it('brings a place again to whoever has its token and its name, with its sources', () => {
    const rig = new Rig();
    rig.join(1);
    const seat = rig.seatOf(1);
    rig.ask('send', { ...seat, sending: { kind: 'audio', ssrc: 1, payloadType: 111 } });
    const resume = resumeToken(rig.state, seat.mediaId);
    const { epoch } = rig.state;
    const again = { connection: at(8), resume };
    expect(rig.join(1, again)).toMatchObject({ ok: true, value: { mediaId: seat.mediaId } });
    expect(rig.state.epoch).toBe(epoch);
    expect(rig.state.participants.get(seat.mediaId)?.sources).toHaveLength(1);
    expect(rig.dismissed).toMatchObject([{ connection: at(1), code: 'call.lost' }]);
    // The former connection has nothing to give up any more.
    rig.ask('leave', seat);
    expect(rig.state.participants.size).toBe(1);
    const forged = Uint8Array.from(resume).fill(0, 10);
    for (const wrong of [{ resume: forged }, { resume, name: 'n2' }]) {
      rig.join(1, { connection: at(9), ...wrong });
      expect(rig.seatOf(9).mediaId).not.toBe(seat.mediaId);
    }
  });

  it('leaves a connection one place, also where that is one of before', () => {
    const rig = new Rig();
    rig.join(1);
    const first = rig.seatOf(1);
    rig.join(1, { connection: at(8) });
    const other = rig.seatOf(8);
    rig.join(1, { connection: at(8), resume: resumeToken(rig.state, first.mediaId) });
    expect([...rig.state.participants.keys()]).toEqual([first.mediaId]);
    expect(rig.vacated).toEqual([other.mediaId]);
  });

  it('lets administrators alone moderate, and who was muted speak again', () => {
    const rig = new Rig();
    for (const n of [0, 1, 2]) rig.join(n);
    const sending = { kind: 'audio', ssrc: 1, payloadType: 111 };
    const source = rig.ask('send', { ...rig.seatOf(1), sending }) as { value: number };
    const whom = rig.seatOf(1).mediaId;
    const deed = 'mute';
    expect(codeOf(rig.ask('moderate', { ...rig.seatOf(2), whom, deed }))).toBe('call.forbidden');
    expect(codeOf(rig.ask('moderate', { ...rig.seatOf(0), whom, deed }))).toBe('ok');
    expect(rig.state.participants.get(whom)?.sources[0]?.muted).toBe(true);
    const speak = { ...rig.seatOf(1), source: source.value, muted: false };
    expect(codeOf(rig.ask('mute', speak))).toBe('ok');
    expect(rig.state.participants.get(whom)?.sources[0]?.muted).toBe(false);
    const stranger = { ...rig.seatOf(2), source: source.value, muted: true };
    expect(codeOf(rig.ask('mute', stranger))).toBe('media.not_found');
  });

  it('puts out all devices of a name, tells them why, and takes the name in after 60 s', () => {
    const rig = new Rig();
    for (const n of [0, 1]) rig.join(n);
    rig.join(5, { name: 'n1' });
    const whom = rig.seatOf(1).mediaId;
    rig.ask('moderate', { ...rig.seatOf(0), whom, deed: 'remove' });
    expect(rig.dismissed.map(({ connection, code }) => [connection.connection, code])).toEqual([
      ['c1', 'call.removed'],
      ['c5', 'call.removed'],
    ]);
    expect(rig.vacated).toHaveLength(2);
    const refused = rig.join(1);
    expect(refused).toMatchObject({
      ok: false,
      refusal: { code: 'call.removed', retryAfterMs: limits.callRemovedMs },
    });
    rig.nowMs += limits.callRemovedMs;
    expect(codeOf(rig.join(1))).toBe('ok');
  });

  it('drops who is not renewed, and is vacant when nobody is there or barred', () => {
    const rig = new Rig();
    for (const n of [0, 1]) rig.join(n);
    rig.nowMs += placeMs - 1;
    const seats = [{ ...rig.seatOf(0), role: 'ADMINISTRATOR' }];
    const gone = { mediaId: 77, connection: at(7), role: 'MEMBER' };
    const renewed = rig.ask('renew', { seats: [...seats, gone] });
    expect(renewed).toMatchObject({ ok: true, value: { lost: [77] } });
    rig.nowMs += 1;
    const { state, gone: dropped } = aged(rig.state, rig.nowMs);
    rig.become(state);
    expect(dropped.map(({ name }) => name)).toEqual(['n1']);
    rig.ask('moderate', { ...rig.seatOf(0), whom: rig.seatOf(0).mediaId, deed: 'remove' });
    expect(isVacant(rig.state)).toBe(false);
    rig.nowMs += limits.callRemovedMs;
    rig.become(aged(rig.state, rig.nowMs).state);
    expect(isVacant(rig.state)).toBe(true);
  });

  it('lets one device change what others are told only so often', () => {
    const rig = new Rig();
    rig.join(1);
    const sending = { kind: 'audio', ssrc: 1, payloadType: 111 };
    const { value: source } = rig.ask('send', { ...rig.seatOf(1), sending }) as { value: number };
    const codes = Array.from({ length: changesBurst + 5 }, (_, n) =>
      codeOf(rig.ask('mute', { ...rig.seatOf(1), source, muted: n % 2 === 0 })),
    );
    expect(codes.filter((code) => code === 'ok').length).toBeLessThan(changesBurst + 5);
    expect(codes).toContain('rate.limited');
    rig.nowMs += changesRefillMs;
    const muted = !rig.state.participants.get(rig.seatOf(1).mediaId)?.sources[0]?.muted;
    expect(codeOf(rig.ask('mute', { ...rig.seatOf(1), source, muted }))).toBe('ok');
  });

  it('takes four sources of a device', () => {
    const rig = new Rig();
    rig.join(1);
    const sending = { kind: 'audio', ssrc: 1, payloadType: 111 };
    const codes = [1, 2, 3, 4, 5].map(() => codeOf(rig.ask('send', { ...rig.seatOf(1), sending })));
    expect(codes).toEqual(['ok', 'ok', 'ok', 'ok', 'media.full']);
  });

  it('asks nothing for a place that is not the connection’s', () => {
    const rig = new Rig();
    rig.join(1);
    const { mediaId } = rig.seatOf(1);
    const stranger = { mediaId, connection: at(2) };
    for (const type of ['secure', 'send', 'hear', 'unhear', 'mute', 'moderate']) {
      expect(codeOf(rig.ask(type, { ...stranger, source: 1 })), type).toBe('call.not_found');
    }
    rig.ask('leave', stranger);
    expect(rig.state.participants.size).toBe(1);
  });
});
