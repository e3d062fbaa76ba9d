// Linked devices that do not come: told of, then removed, by the days of the store.

import type { DeviceId, RegistrationId } from '#protocol';
import { limits } from '#protocol';
import { ManualClock } from '#runtime';
import { describe, expect, it } from 'vitest';
import { connection } from '../../../support/accounts.ts';
import { ActorsBench } from '../../../support/actorsBench.ts';
import { away } from '../../../support/faults.ts';
import { ListSigner, listed, newLinkDevice } from '../../../support/deviceLists.ts';

const one = 1 as DeviceId;
const two = 2 as DeviceId;
const today = 20_000;
const ordinalOn = (day: number) => day * 24 * 60 * 60 * 1_000_000 + 5;

/** An account whose device 2 was linked on that day. */
async function household(linkedOnDay = today) {
  const bench = new ActorsBench();
  await bench.register();
  const signer = new ListSigner(bench.id, bench.registration.aci);
  const credential = bench.registration.command.device.credential.salt;
  await bench.value({
    type: 'announceDevice',
    device: one,
    credential,
    tokenHash: 'hash',
    registrationId: 31 as RegistrationId,
    pniRegistrationId: 32 as RegistrationId,
    signed: signer.sign(2, [listed(1), listed(2, 31, 32)]),
  });
  const linked = newLinkDevice('hash', bench.registration, { seenOnDay: linkedOnDay });
  await bench.value(linked);
  const attach = (device: DeviceId, day: number) =>
    ({
      type: 'attach',
      device,
      credential: device === one ? credential : linked.device.credential.salt,
      connection: connection(`socket-${device}-${day}`),
      ordinal: ordinalOn(day),
      attempt: 1,
    }) as const;
  const endIdle = (day: number) => bench.code({ type: 'endIdleDevices', day });
  const ids = async () => (await bench.document())?.devices.map(({ id }) => id);
  const notices = () =>
    bench.delivery.told.flatMap(({ delivery }) =>
      delivery.type === 'notice' ? [delivery.notice.kind] : [],
    );
  return { bench, attach, endIdle, ids, notices };
}

describe('the day a device was seen', () => {
  it('is written once a day, and nobody waits for it', async () => {
    const { bench, attach } = await household();
    const seen = async () => (await bench.document())?.devices.map(({ seenOnDay }) => seenOnDay);
    const replaced = () => bench.accounts.calls('replace').length;
    const before = replaced();
    await bench.value(attach(one, today));
    await bench.value({ ...attach(one, today), attempt: 2 });
    await bench.turns();
    expect(await seen()).toEqual([today, today]);
    expect(replaced() - before).toBe(1);
    await bench.value(attach(two, today + 1));
    await bench.turns();
    expect(await seen()).toEqual([today, today + 1]);
  });

  it('keeps no one out while the store is away, and is written with what comes next', async () => {
    const { bench, attach } = await household();
    const back = bench.accounts.begin(away, 'replace');
    expect(await bench.code(attach(one, today + 1))).toBe('ok');
    await bench.turns();
    back();
    await bench.value(attach(two, today + 2));
    await bench.turns();
    const seen = (await bench.document())?.devices.map(({ seenOnDay }) => seenOnDay);
    expect(seen).toEqual([today + 1, today + 2]);
  });
});

describe('a linked device that does not come', () => {
  it('is removed by the job after thirty days, and not before', async () => {
    const { endIdle, ids } = await household();
    expect(await endIdle(today + limits.idleDaysMax - 1)).toBe('ok');
    expect(await ids()).toEqual([1, 2]);
    expect(await endIdle(today + limits.idleDaysMax)).toBe('ok');
    expect(await ids()).toEqual([1]);
  });

  it('is removed when another connects by then', async () => {
    const { bench, attach, ids, notices } = await household();
    await bench.value(attach(one, today + limits.idleDaysMax));
    await bench.turns();
    expect(await ids()).toEqual([1]);
    expect(notices()).toEqual([]);
  });

  it('is told of from the twenty-third day on', async () => {
    const { bench, attach, endIdle, notices } = await household();
    await bench.value(attach(one, today + limits.idleWarnedDays - 1));
    await endIdle(today + limits.idleWarnedDays - 1);
    await bench.turns();
    expect(notices()).toEqual([]);
    await endIdle(today + limits.idleWarnedDays);
    await bench.value(attach(one, today + limits.idleWarnedDays));
    await bench.turns();
    expect(notices()).toEqual(['device.expiring', 'device.expiring']);
  });

  it('stays as well when it comes without a socket, and reads what waits', async () => {
    const day = Math.floor(new ManualClock().now() / (24 * 60 * 60 * 1000));
    const { bench, endIdle, ids } = await household(day - limits.idleDaysMax + 1);
    await bench.value({ type: 'fetch', device: two });
    await endIdle(day + limits.idleDaysMax - 1);
    expect(await ids()).toEqual([1, 2]);
  });

  it('stays for thirty days more when it comes', async () => {
    const { bench, attach, endIdle, ids } = await household();
    await bench.value(attach(two, today + limits.idleDaysMax - 1));
    await endIdle(today + 2 * limits.idleDaysMax - 2);
    expect(await ids()).toEqual([1, 2]);
  });
});

describe('a linked device that stays connected', () => {
  const forLong = today + limits.idleDaysMax;

  it('is not away, however long ago it came', async () => {
    const { bench, attach, endIdle, ids, notices } = await household();
    await bench.value(attach(two, today));
    expect(await endIdle(forLong)).toBe('ok');
    await bench.value(attach(one, forLong + limits.idleDaysMax));
    await bench.turns();
    expect(await ids()).toEqual([1, 2]);
    expect(notices()).toEqual([]);
  });

  it('was seen later than it came, also once its shard has moved', async () => {
    const { bench, attach, endIdle } = await household();
    const seen = async () => (await bench.document())?.devices[1]?.seenOnDay;
    await bench.value(attach(two, today));
    await endIdle(forLong);
    await bench.turns();
    expect(await seen()).toBe(forLong);
    await bench.value({ ...attach(two, today), attempt: 2 });
    await bench.turns();
    expect(await seen()).toBe(forLong);
  });
});

it('a primary that does not come stays', async () => {
  const { bench, attach, endIdle, ids } = await household();
  await bench.value(attach(one, today));
  await endIdle(today + 1000);
  expect(await ids()).toEqual([1]);
});
