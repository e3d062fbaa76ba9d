// A call's actor over media workers in memory: a place and what goes with it, what is told and to
// whom, the loss of a media worker, and that nothing is left of a call that is over.

import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery } from '#ports';
import type { CallId, ConnectionId, MediaId } from '#protocol';
import { callAddress, callMembersEvent, limits } from '#protocol';
import type { OwnMediaHost } from '../../../../src/voice/host.ts';
import { metrics, silentLog, systemClock } from '#runtime';
import { createMediaHost, memoryEngine } from '#voice';
import { movedMediaMs } from '../../../../src/actors/call/handle.ts';
import { placeMs } from '../../../../src/actors/call/state.ts';
import { createTestServices } from '../../../support/gatewayServices.ts';

const call = callAddress('ca'.repeat(32) as CallId);
const none = new Uint8Array(0);
let engine: ReturnType<typeof memoryEngine>;
let media: OwnMediaHost;
let test: ReturnType<typeof createTestServices>;

beforeEach(async () => {
  engine = memoryEngine();
  media = await createMediaHost({
    engine,
    workers: 1,
    dtx: true,
    clock: systemClock,
    log: silentLog,
  });
  test = createTestServices({}, media);
});

afterEach(() => media.stop());

const at = (n: number) => ({
  member: test.router.member,
  connection: `c${n}` as ConnectionId,
});

async function join(n: number) {
  const answer = await test.router.ask(call, {
    type: 'join',
    name: `n${n}`,
    role: n === 0 ? 'ADMINISTRATOR' : 'MEMBER',
    connection: at(n),
    most: limits.callMembersMax,
    resume: none,
  });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return { seat: { mediaId: answer.value.mediaId, connection: at(n) }, place: answer.value };
}

const told = <Type extends Delivery['type']>(type: Type) =>
  test.delivery.told.flatMap(({ to, delivery }) =>
    delivery.type === type ? [{ to, ...(delivery as Extract<Delivery, { type: Type }>) }] : [],
  );

/** What the last event of changes says. */
function lastChange() {
  const last = told('callChange').at(-1);
  return last && callMembersEvent.body.decode(last.event);
}

/** Lets timers of the test's clock run, and what they have begun. */
async function pass(ms: number): Promise<void> {
  test.clock.advance(ms);
  for (let n = 0; n < 5; n++) await turn();
}

const sending = { kind: 'audio', ssrc: 7, payloadType: 111 } as const;

describe('a call', () => {
  it('gives a place with an address, and lets its people hear each other', async () => {
    const ada = await join(0);
    const ben = await join(1);
    expect(ada.place.address?.candidates.length).toBeGreaterThan(0);
    expect(ada.place.codecs).toMatchObject([{ kind: 'audio', mimeType: 'audio/opus' }]);
    expect(ben.place.members.members.map(({ mediaId }) => mediaId)).toEqual([
      ada.seat.mediaId,
      ben.seat.mediaId,
    ]);
    const sent = await test.router.ask(call, { type: 'send', ...ada.seat, sending });
    const source = sent.ok ? sent.value : 0;
    const heard = await test.router.ask(call, { type: 'hear', ...ben.seat, source });
    expect(heard).toMatchObject({ ok: true, value: { kind: 'audio', payloadType: 100 } });
    const twice = await test.router.ask(call, { type: 'hear', ...ben.seat, source });
    expect(twice).toMatchObject({ refusal: { code: 'media.invalid' } });
  });

  it('tells what changed at once in one event, to each worker one', async () => {
    await join(0);
    for (let n = 1; n <= 20; n++) await join(n);
    await pass(1000);
    const changes = told('callChange');
    expect(changes.length).toBeLessThan(5);
    expect(lastChange()?.members.length).toBeGreaterThan(10);
    changes.reduce(
      (since, one) => {
        if (since !== undefined) expect(one.since).toBe(since);
        return one.version;
      },
      undefined as number | undefined,
    );
  });

  it('tells those who were on a media worker that ended, and nobody else stays in it', async () => {
    const ada = await join(0);
    await join(1);
    engine.kill(engine.pids[0] ?? 0);
    const ended = told('callEnded').map(({ to, code }) => [to.connection, code]);
    expect(ended).toEqual([
      ['c0', 'call.lost'],
      ['c1', 'call.lost'],
    ]);
    const late = await test.router.ask(call, { type: 'send', ...ada.seat, sending });
    expect(late).toMatchObject({ refusal: { code: 'call.not_found' } });
    await expect.poll(() => media.pids.length).toBe(1);
    const again = await join(0);
    expect(again.seat.mediaId).not.toBe(ada.seat.mediaId);
    expect(again.place.members.epoch).toBeGreaterThan(ada.place.members.epoch);
  });

  it('gives up the place of whoever is not renewed, and tells them and the others', async () => {
    const ada = await join(0);
    const ben = await join(1);
    await pass(placeMs / 2);
    const seats = [{ ...ada.seat, role: 'ADMINISTRATOR' as const }];
    await test.router.ask(call, { type: 'renew', seats });
    await pass(placeMs / 2 + 1000);
    expect(told('callEnded')).toMatchObject([{ to: at(1), code: 'call.lost' }]);
    await pass(1000);
    expect(lastChange()?.left).toEqual([ben.seat.mediaId]);
    const lost = await test.router.ask(call, {
      type: 'renew',
      seats: [...seats, { ...ben.seat, role: 'MEMBER' }],
    });
    expect(lost).toMatchObject({ ok: true, value: { lost: [ben.seat.mediaId] } });
  });

  it('leaves nothing when the last one has left', async () => {
    const ada = await join(0);
    await test.router.ask(call, { type: 'leave', ...ada.seat });
    const place = { room: 'any', participant: 'any' };
    expect(await media.send(place, sending)).toMatchObject({ ok: false });
    await pass(3000);
    // Another life: nothing of the former is known.
    const again = await test.router.ask(call, {
      type: 'join',
      name: 'n0',
      role: 'MEMBER',
      connection: at(0),
      most: 8,
      resume: ada.place.resume,
    });
    expect(again.ok && again.value.address).toBeTruthy();
  });

  it('leaves memory with the last one, and once nobody is barred from it any more', async () => {
    const inMemory = async () => (await metrics.calls.get()).values[0]?.value ?? 0;
    const before = await inMemory();
    const [ada, ben] = [await join(0), await join(1)];
    const moderation = { type: 'moderate', whom: ben.seat.mediaId, deed: 'remove' } as const;
    await test.router.ask(call, { ...moderation, ...ada.seat });
    await test.router.ask(call, { type: 'leave', ...ada.seat });
    await pass(1);
    expect(await inMemory()).toBe(before + 1);
    await pass(limits.callRemovedMs + 1000);
    await pass(1);
    expect(await inMemory()).toBe(before);
    const cy = await join(2);
    expect(await inMemory()).toBe(before + 1);
    await test.router.ask(call, { type: 'leave', ...cy.seat });
    await pass(1);
    expect(await inMemory()).toBe(before);
  });

  it('tells its people that it moves before the shard is given away; media go on', async () => {
    await join(0);
    await join(1);
    const released = test.router.release(call);
    const ended = told('callEnded').map(({ to, code }) => [to.connection, code]);
    expect(ended).toEqual([
      ['c0', 'call.moved'],
      ['c1', 'call.moved'],
    ]);
    await released;
    await pass(movedMediaMs - 1);
    expect(media.isInUse).toBe(true);
    await pass(1);
    expect(media.isInUse).toBe(false);
    expect(told('callEnded')).toHaveLength(2);
  });

  it('lets nobody in any more once its people were told that it moves', async () => {
    await join(0);
    const { promise, resolve } = Promise.withResolvers<void>();
    const enter = media.enter.bind(media);
    media.enter = async (place) => {
      await promise;
      return enter(place);
    };
    const late = join(1);
    await turn();
    const released = test.router.release(call);
    expect(told('callEnded').map(({ to }) => to.connection)).toEqual(['c0']);
    resolve();
    // The router asks the next owner for it.
    await expect(late).rejects.toThrow('shard.not_owner');
    await released;
  });

  it('refuses what the host of media refuses, and who cannot enter is in no list', async () => {
    media.stop();
    for (const pid of engine.pids) engine.kill(pid);
    const answer = await test.router.ask(call, {
      type: 'join',
      name: 'n0',
      role: 'MEMBER',
      connection: at(0),
      most: 8,
      resume: none,
    });
    expect(answer).toMatchObject({ refusal: { code: 'media.unavailable' } });
    const list = await test.router.ask(call, { type: 'list' });
    expect(list).toMatchObject({ ok: true, value: { members: [] } });
  });

  it('mutes all sources of somebody by a moderator’s word', async () => {
    const ada = await join(0);
    const ben = await join(1);
    for (const ssrc of [7, 8]) {
      await test.router.ask(call, { type: 'send', ...ben.seat, sending: { ...sending, ssrc } });
    }
    const whom = ben.seat.mediaId as MediaId;
    const muted = await test.router.ask(call, {
      type: 'moderate',
      ...ada.seat,
      whom,
      deed: 'mute',
    });
    expect(muted.ok).toBe(true);
    const list = await test.router.ask(call, { type: 'list' });
    const sources = list.ok ? list.value.members[1]?.sources : undefined;
    expect(sources?.map((one) => one.muted)).toEqual([true, true]);
  });
});
