// Permits to send: asked for once in a while, over at once when its device is evicted.

import type { AuthenticatedDevice, CommandOf } from '#actors';
import { permitMs } from '#actors';
import type { AccountId, DeviceId, MemberId, Result } from '#protocol';
import { ok, refuse } from '#protocol';
import type { Permit, Router } from '#routing';
import { ManualClock } from '#runtime';
import { expect, it } from 'vitest';
import { Permits } from '../../../../src/gateway/ingress/permits.ts';

const device: AuthenticatedDevice = {
  account: '9d0652a3-dcc3-4d11-975f-74d61598733f' as AccountId,
  device: 1 as DeviceId,
  credential: 'a'.repeat(32),
  hasSiblings: false,
};

function rig(answer: () => Result<unknown> | Promise<Result<unknown>> = () => ok(null)) {
  const clock = new ManualClock();
  const asked: CommandOf<'account'>[] = [];
  const router = {
    member: 'worker-1' as MemberId,
    async ask(_to: AccountId, command: CommandOf<'account'>) {
      asked.push(command);
      return answer();
    },
  } as unknown as Pick<Router, 'ask' | 'member'>;
  const permits = new Permits(router, clock);
  const send = (run: (permit: Permit) => Promise<Result<string>> = async () => ok('sent')) =>
    permits.under(device, run);
  return { clock, asked, permits, send };
}

it('is asked for once, however many sends there are while it lasts', async () => {
  const { clock, asked, send } = rig();
  for (let i = 0; i < 20; i++) expect(await send()).toEqual(ok('sent'));
  expect(asked.map(({ type }) => type)).toEqual(['permit']);
  clock.advance(permitMs);
  await send();
  expect(asked).toHaveLength(2);
});

it('lets no send overtake another that waits for it, whenever it comes', async () => {
  for (let tasksBetween = 0; tasksBetween < 20; tasksBetween++) {
    const { send } = rig();
    const sent: number[] = [];
    const one = (n: number) =>
      send(async () => {
        sent.push(n);
        return ok('sent');
      });
    const first = one(1);
    for (let i = 0; i < tasksBetween; i++) await null;
    await Promise.all([first, one(2)]);
    expect(sent).toEqual([1, 2]);
  }
});

it('is over before the actor that gave it thinks so', async () => {
  const { clock, send } = rig();
  const beganMs = clock.monotonic();
  await send(async (permit) => {
    expect(permit.untilMs).toBeLessThan(beganMs + permitMs);
    return ok('sent');
  });
});

it('lets nothing through that its account does not vouch for', async () => {
  const { send } = rig(() => refuse('auth.invalid'));
  let ran = false;
  const refused = await send(async () => {
    ran = true;
    return ok('sent');
  });
  expect([refused, ran]).toEqual([refuse('auth.invalid'), false]);
});

it('ends with an eviction, which is confirmed when nothing is under way any more', async () => {
  const { asked, permits, send } = rig();
  const { promise, resolve } = Promise.withResolvers<Result<string>>();
  let held: Permit | undefined;
  const sending = send((permit) => {
    held = permit;
    return promise;
  });
  await new Promise((next) => setImmediate(next));
  const evicted = permits.evict(device.account, device.credential);
  expect(held?.untilMs).toBe(Number.NEGATIVE_INFINITY);
  expect(asked.map(({ type }) => type)).toEqual(['permit']);
  resolve(ok('sent'));
  await sending;
  await evicted;
  expect(asked.map(({ type }) => type)).toEqual(['permit', 'evicted']);
});

it('is given anew under a credential that was evicted and is good again', async () => {
  const { asked, permits, send, clock } = rig();
  await send();
  await permits.evict(device.account, device.credential);
  await send(async (permit) => {
    expect(permit.untilMs).toBeGreaterThan(clock.monotonic());
    return ok('sent');
  });
  expect(asked.map(({ type }) => type)).toEqual(['permit', 'evicted', 'permit']);
});

it('is asked for anew once its account has heard of the eviction, however often told', async () => {
  const { asked, permits, send } = rig();
  const { promise, resolve } = Promise.withResolvers<Result<string>>();
  let held: Permit | undefined;
  const sending = send((permit) => {
    held = permit;
    return promise;
  });
  await new Promise((next) => setImmediate(next));
  const told = [1, 2, 3].map(() => permits.evict(device.account, device.credential));
  const again = send();
  await new Promise((next) => setImmediate(next));
  expect(asked.map(({ type }) => type)).toEqual(['permit']);
  resolve(ok('sent'));
  await Promise.all([sending, again, ...told]);
  expect(held?.untilMs).toBe(Number.NEGATIVE_INFINITY);
  expect(asked.map(({ type }) => type)).toEqual(['permit', 'evicted', 'permit']);
});

it('stays where the word is older than it, which is confirmed all the same', async () => {
  const { asked, permits, send } = rig(() => ok(1));
  await send(async (permit) => {
    await permits.evict(device.account, device.credential, 1);
    expect(permit.untilMs).toBeGreaterThan(0);
    return ok('sent');
  });
  const { account: _account, device: _device, hasSiblings: _has, ...whose } = device;
  expect(asked.slice(1)).toEqual([{ type: 'evicted', ...whose, member: 'worker-1', evictions: 1 }]);
  await send();
  expect(asked.filter(({ type }) => type === 'permit')).toHaveLength(1);
  // A newer word ends it.
  await permits.evict(device.account, device.credential, 2);
  await send();
  expect(asked.filter(({ type }) => type === 'permit')).toHaveLength(2);
});

it('that is asked for while a word comes is judged by what is answered', async () => {
  let answered = (_: Result<unknown>) => {};
  const { asked, permits, send } = rig(() =>
    asked.at(-1)?.type === 'permit' ? new Promise((resolve) => (answered = resolve)) : ok(null),
  );
  const sent = send();
  const evicted = permits.evict(device.account, device.credential, 3);
  answered(ok(3));
  expect(await sent).toEqual(ok('sent'));
  await evicted;
  await send();
  expect(asked.map(({ type }) => type)).toEqual(['permit', 'evicted']);
});
