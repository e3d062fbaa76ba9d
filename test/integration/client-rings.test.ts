// Calls of a group by the command line and by programs: rung, shown, declined, missed and answered
// through the processes that hold the profiles, over a cluster with media workers.

import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTown } from '../support/desks.ts';
import { rpcProgram } from '../support/rpcProgram.ts';

const testTimeoutMs = 400_000;
const waitMs = 60_000;
let town: Awaited<ReturnType<typeof startTown>>;

const seen = (one: { said(): string }, pattern: RegExp) =>
  vi.waitFor(() => expect(one.said()).toMatch(pattern), { timeout: waitMs, interval: 50 });

const program = (name: string) => rpcProgram(join(town.home, 'profiles', name, 'daemon.sock'));

/** What it was answered; throws what it was refused with. */
async function result<Result>(answer: ReturnType<ReturnType<typeof program>['call']>) {
  const { result: told, error } = (await answer) ?? {};
  if (error) throw new Error(JSON.stringify(error));
  return told as Result;
}

beforeAll(async () => {
  town = await startTown({ env: { ALDIS_VOICE: 'on' } });
  for (const name of ['ana', 'ben']) await town.register(name);
  await town.as('ana', 'send', 'ben', 'hello', '--wait', '60s');
  await town.as('ben', 'send', 'ana', 'hello', '--wait', '60s');
  await town.as('ana', 'group', 'create', 'Lamps', 'ben');
  await town.as('ben', 'group', 'accept', 'Lamps');
  for (const name of ['ana', 'ben']) await seen(town.staying(name, 'daemon'), /Holding/);
}, testTimeoutMs);

afterAll(async () => {
  await town?.stop();
}, testTimeoutMs);

test(
  'a program is told of a ring, of what became of it, and rings a group itself',
  async () => {
    const [ana, ben] = [program('ana'), program('ben')];
    const events = ['callRinging', 'callMissed', 'callEnded'];
    await ben.call('subscribe', { events });
    const told = (name: string, params: object) =>
      vi.waitFor(
        () => {
          const method = `event.${name}`;
          expect(ben.told).toContainEqual({ method, params });
        },
        { timeout: waitMs, interval: 50 },
      );
    const self = await result<{ readonly account: string }>(ana.call('whoami'));
    const of = { account: self.account, group: expect.stringMatching(/^[0-9a-f]{64}$/) };

    const { call } = await result<{ call: string }>(ana.call('call.ring', { who: 'Lamps' }));
    await told('callRinging', { call, ...of, media: 'audio' });
    const listed = (await ben.call('call.list'))?.result;
    expect(listed).toMatchObject([{ call, group: of.group, by: self.account, phase: 'ringing' }]);
    const again = await ana.call('call.ring', { who: 'Lamps' });
    expect(again?.error?.data?.code).toBe('call.busy');
    await result(ben.call('call.decline', { call }));
    await told('callEnded', { call, why: 'declined' });
    await result(ana.call('call.leave', { call }));

    await result(ana.call('call.ring', { who: 'Lamps' }));
    await vi.waitFor(async () => expect((await ben.call('call.list'))?.result).toHaveLength(1), {
      timeout: waitMs,
    });
    await ana.call('call.leave', { call });
    await told('callMissed', { call, ...of, timestamp: expect.any(Number) });
    await told('callEnded', { call, why: 'missed' });
    expect(await town.as('ben', 'history', 'Lamps')).toMatch(
      /ana: \(call: declined\)\n.*ana: \(call: missed\)/,
    );
  },
  testTimeoutMs,
);

test(
  'the command line rings a group, shows who rings, declines, answers and says who is there',
  async () => {
    const first = town.staying('ana', 'call', 'Lamps');
    await seen(first, /Calling Lamps/);
    await vi.waitFor(
      async () => expect(await town.as('ben', 'calls')).toMatch(/ringing {2}Lamps.*: ana rings/),
      { timeout: waitMs },
    );
    expect(await town.as('ben', 'calls', '--decline')).toContain('declined');
    expect(await town.as('ben', 'calls')).toBe('');
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(1);
    expect(first.said()).toContain('You have left the call.');

    const ear = town.staying('ben', 'listen');
    await seen(ear, /Listening/);
    const second = town.staying('ana', 'call', 'Lamps');
    await seen(ear, /ana calls Lamps/);
    const answer = town.staying('ben', 'calls', '--answer', 'Lamps');
    await seen(answer, /ana is in the call/);
    await seen(second, /ben is in the call/);
    expect(await town.as('ana', 'calls')).toMatch(/joined {3}Lamps.*: ben/);
    answer.child.kill('SIGINT');
    await seen(second, /ben has left the call/);
    second.child.kill('SIGINT');
    expect([await answer.ended, await second.ended]).toEqual([0, 0]);
    ear.child.kill('SIGINT');
    await ear.ended;
  },
  testTimeoutMs,
);
