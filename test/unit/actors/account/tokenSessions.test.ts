// Sessions of an account: renewed in turn, ended by a second use of what was used, by the owner, by
// their device's end and by 30 days of silence.

import type { DeviceId, MemberId } from '#protocol';
import { limits } from '#protocol';
import { describe, expect, it } from 'vitest';
import type { ManualClock } from '#runtime';
import { connection } from '../../../support/accounts.ts';
import { ActorsBench } from '../../../support/actorsBench.ts';
import { unheard } from '../../../support/faults.ts';

const device = 1 as DeviceId;
const dayMs = 24 * 60 * 60 * 1000;
const idOf = (n: number) => n.toString(16).padStart(32, '0');

async function begun(begins = idOf(1)) {
  const bench = await ActorsBench.registered();
  const credential = bench.registration.command.device.credential.salt;
  const begin = (id: string) =>
    bench.value({
      ...{ type: 'beginSession', device, credential, begins: id },
      ...{ scopes: ['device'], amr: ['pwd'] },
    });
  await begin(begins);
  const renew = (generation: number, id = begins) =>
    bench.ask({ type: 'renewSession', renews: id, generation });
  const generationOf = async (asked: ReturnType<typeof renew>) => {
    const answer = await asked;
    return answer.ok ? answer.value.generation : answer.refusal.code;
  };
  const ids = async () => (await bench.value({ type: 'describeSessions' })).map(({ id }) => id);
  const kinds = async () =>
    (await bench.value({ type: 'describeSecurity' })).map(({ kind }) => kind);
  return { bench, credential, begin, renew, generationOf, ids, kinds, id: begins };
}

const turnBack = (clock: ManualClock, ms: number) => clock.advance(-ms);

describe('a refresh token', () => {
  it('gives the next, and again the same one while its answer may be lost', async () => {
    const { bench, renew, generationOf } = await begun();
    expect(await generationOf(renew(0))).toBe(1);
    bench.clock.advance(limits.refreshGraceMs);
    expect(await generationOf(renew(0))).toBe(1);
    expect(await generationOf(renew(1))).toBe(2);
  });

  it('that is shown again after that ends its session, and the owner is told', async () => {
    const { bench, renew, generationOf, ids, kinds } = await begun();
    await renew(0);
    bench.clock.advance(limits.refreshGraceMs + 1);
    expect(await generationOf(renew(0))).toBe('auth.session_ended');
    expect(await generationOf(renew(1))).toBe('auth.session_ended');
    expect(await ids()).toEqual([]);
    expect(await kinds()).toEqual(['session-began', 'refresh-reused']);
    expect((await bench.document())?.sessions).toBeUndefined();
  });

  it('before the last ends it at once, however soon it comes', async () => {
    const { renew, generationOf } = await begun();
    await renew(0);
    await renew(1);
    expect(await generationOf(renew(0))).toBe('auth.session_ended');
    expect(await generationOf(renew(2))).toBe('auth.session_ended');
  });

  it('that came out before a store was restored goes on', async () => {
    const { renew, generationOf } = await begun();
    expect(await generationOf(renew(7))).toBe(8);
  });

  it('has one successor, or its session ends: 1,000 races of an owner and a thief', async () => {
    let seed = 20_261_127;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed / 2 ** 31;
    };
    const { bench, begin, renew, generationOf } = await begun();
    const outcomes = { same: 0, ended: 0 };
    for (let race = 0; race < 1000; race++) {
      const id = idOf(1000 + race);
      await begin(id);
      const both = [renew(0, id)];
      // Within one turn, within the grace, or after it.
      const apartMs = random() < 0.3 ? 0 : random() * 2 * limits.refreshGraceMs;
      if (apartMs > 0) await both[0];
      bench.clock.advance(apartMs);
      both.push(renew(0, id));
      const answers = await Promise.all(both.map(generationOf));
      const isLate = apartMs > limits.refreshGraceMs;
      expect(answers).toEqual(isLate ? [1, 'auth.session_ended'] : [1, 1]);
      outcomes[isLate ? 'ended' : 'same'] += 1;
      // Whoever has the successor uses it; the other comes with it later and is found out.
      if (isLate) expect(await generationOf(renew(1, id))).toBe('auth.session_ended');
      else {
        expect(await generationOf(renew(1, id))).toBe(2);
        bench.clock.advance(limits.refreshGraceMs + 1);
        expect(await generationOf(renew(1, id))).toBe('auth.session_ended');
      }
    }
    expect(outcomes.same).toBeGreaterThan(300);
    expect(outcomes.ended).toBeGreaterThan(200);
  }, 60_000);
});

describe('a session', () => {
  it('is over after 30 days without a renewal, and no sooner', async () => {
    const { bench, renew, generationOf, ids } = await begun();
    bench.clock.advance(30 * dayMs);
    expect(await generationOf(renew(0))).toBe(1);
    bench.clock.advance(30 * dayMs + 1);
    expect(await ids()).toEqual([]);
    expect(await generationOf(renew(1))).toBe('auth.session_ended');
  }, 60_000);

  it('goes on where the clock is set back, and nobody is taken for a thief', async () => {
    const { bench, renew, generationOf, kinds } = await begun();
    expect(await generationOf(renew(0))).toBe(1);
    turnBack(bench.clock, 3 * dayMs);
    expect(await generationOf(renew(1))).toBe(2);
    turnBack(bench.clock, 2000);
    expect(await generationOf(renew(1))).toBe(2);
    expect(await generationOf(renew(2))).toBe(3);
    expect(await kinds()).toEqual(['session-began']);
  });

  it('is begun once, however often that is asked', async () => {
    const { begin, ids, id } = await begun();
    await begin(id);
    expect(await ids()).toEqual([id]);
  });

  it('makes room where there are as many as there may be: the one that slept longest', async () => {
    const { bench, begin, renew, ids } = await begun();
    for (let n = 2; n <= limits.sessionsMax; n++) {
      bench.clock.advance(1000);
      await begin(idOf(n));
    }
    await renew(0);
    await begin(idOf(99));
    const left = await ids();
    expect(left).toHaveLength(limits.sessionsMax);
    expect(left).toContain(idOf(1));
    expect(left).not.toContain(idOf(2));
  });

  it('that is over lets nobody in, and closes the socket it was opened for', async () => {
    const { bench, credential, id } = await begun();
    const authorize = () => bench.code({ type: 'authorize', device, credential, session: id });
    const attach = (name: string, attempt: number) =>
      bench.code({
        ...{ type: 'attach', device, credential, session: id, connection: connection(name) },
        ...{ ordinal: attempt, attempt },
      });
    expect([await authorize(), await attach('socket', 1)]).toEqual(['ok', 'ok']);
    const ending = bench.value({ type: 'endSessions', ends: { one: id } });
    await bench.evicting(ending);
    const evicted = bench.delivery.told.filter(({ delivery }) => delivery.type === 'evict');
    expect(evicted[0]).toMatchObject({
      to: { member: connection('socket').member as MemberId },
      delivery: { credential: id, code: 'auth.session_ended', device: { device } },
    });
    expect([await authorize(), await attach('late', 2)]).toEqual(['auth.invalid', 'auth.invalid']);
    expect(await bench.code({ type: 'authorize', device, credential })).toBe('ok');
  });

  it.each(['one', 'allBut'] as const)(
    'that is over is closed by who asks again, where nobody heard that it was (%s)',
    async (which) => {
      const { bench, credential, id } = await begun();
      await bench.value({
        ...{ type: 'attach', device, credential, session: id, connection: connection('socket') },
        ...{ ordinal: 1, attempt: 1 },
      });
      const ends = which === 'one' ? { one: id } : { allBut: undefined };
      bench.accounts.once(unheard, 'replace');
      expect(await bench.code({ type: 'endSessions', ends })).toBe('server.unavailable');
      await bench.evicting(bench.value({ type: 'endSessions', ends }));
      const evicted = bench.delivery.told.filter(({ delivery }) => delivery.type === 'evict');
      expect(evicted).toMatchObject([{ delivery: { credential: id, device: { device } } }]);
    },
  );

  it('is ended alone, or all but the one that asks', async () => {
    const { bench, begin, ids, id } = await begun();
    for (const n of [2, 3, 4]) await begin(idOf(n));
    const end = (ends: { one: string } | { allBut: string | undefined }) =>
      bench.evicting(bench.value({ type: 'endSessions', ends }));
    await end({ one: idOf(2) });
    expect(await ids()).toEqual([id, idOf(3), idOf(4)]);
    await end({ one: idOf(2) });
    await end({ allBut: idOf(3) });
    expect(await ids()).toEqual([idOf(3)]);
    await end({ allBut: undefined });
    expect(await ids()).toEqual([]);
  });

  it('ends with the credential of its device', async () => {
    const { bench, renew, generationOf } = await begun();
    const { command } = bench.registration;
    const other = { ...command.device, credential: { salt: 'other', hash: 'other' } };
    await bench.evicting(bench.value({ ...command, device: other }));
    expect(await generationOf(renew(0))).toBe('auth.session_ended');
  });
});
