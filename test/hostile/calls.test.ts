// What somebody may try with calls at a running cluster: to come in without being of the group, by
// another group's proof or after having been put out, to hear what is said in another call, to ask
// for another's place; garbage, and as much of it as there is. Each gets its code, and calls go on.

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallProof } from '#protocol';
import {
  callHearEvent,
  callJoinEvent,
  callLeaveEvent,
  clientEvents,
  decodeAckAnswer,
  limits,
} from '#protocol';
import { CallClient, Refused } from '../support/callClient.ts';
import type { Villager } from '#lab/callTown.ts';
import { CallTown } from '#lab/callTown.ts';
import { HostileScene } from './scene/scene.ts';

const garbageSent = 200;
const eventually = { timeout: 25_000, interval: 50 };
const fingerprint = { algorithm: 'sha-256', value: Array(32).fill('AB').join(':') };
let scene: HostileScene;
let town: CallTown;
let other: CallTown;
let people: Villager[];
let others: Villager[];
let ada: CallClient;
let source: number;

const proofOf = (n: number): CallProof => (people[n] as Villager).proof;
const codeOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'ok',
    (error: unknown) => (error instanceof Refused ? error.code : String(error)),
  );
const enter = () => CallClient.connect(scene.cluster.url);
const bytesOf = (length: number) => new Uint8Array(randomBytes(length));
const bySecret = (secret = bytesOf(32)): CallProof => ({
  by: 'secret',
  secret,
  name: bytesOf(limits.callNameBytes),
});

beforeAll(async () => {
  scene = await HostileScene.open({ groupCreations: { burst: 60 } }, { ALDIS_VOICE: 'on' });
  town = new CallTown(scene.cluster);
  other = new CallTown(scene.cluster);
  people = await town.settle(3);
  others = await other.settle(1);
  ada = await enter();
  // The media workers may still be starting.
  await ada.comeBack(proofOf(0));
  await ada.secure(fingerprint);
  source = await ada.send(7, 111);
}, 240_000);

afterAll(async () => {
  ada?.close();
  expect(scene.defects()).toEqual([]);
  expect(await scene.close()).toBe(0);
}, 60_000);

describe('a stranger', () => {
  it('comes into no group’s call without a proof, with another group’s or a bent one', async () => {
    const eve = await enter();
    const { publicParams, presentation } = proofOf(0) as Extract<CallProof, { by: 'group' }>;
    const foreign = (others[0] as Villager).presentation;
    const bent = Uint8Array.from(presentation).fill(9, 100, 140);
    const shown = (params: Uint8Array, what: Uint8Array): CallProof => ({
      by: 'group',
      publicParams: params,
      presentation: what,
    });
    const codes = [
      await codeOf(eve.join(shown(publicParams, new Uint8Array(0)))),
      await codeOf(eve.join(shown(publicParams, foreign))),
      await codeOf(eve.join(shown(publicParams, bent))),
      await codeOf(eve.join(shown(publicParams, bytesOf(3000)))),
      await codeOf(eve.join(shown(bytesOf(97), presentation))),
      await codeOf(eve.join(town.stranger().proof)),
      await codeOf(eve.join(bySecret(bytesOf(31)))),
    ];
    expect(codes).toEqual([
      ...Array(5).fill('auth.invalid'),
      'group.not_member',
      'request.invalid',
    ]);
    eve.close();
  });

  it('who has the proof of a credential alone is in their own group’s call', async () => {
    const eve = await enter();
    const place = await eve.join((others[0] as Villager).proof);
    expect(place.members.call).not.toBe(ada.call);
    expect(place.members.members).toHaveLength(1);
    eve.close();
  });

  it('hears no source of another call, asks for no other’s place, and resumes none', async () => {
    const eve = await enter();
    await eve.join(bySecret());
    await eve.secure(fingerprint);
    expect(await codeOf(eve.hear(source))).toBe('media.not_found');
    const into = { call: ada.call, source };
    const heard = await eve.say('call:hear', callHearEvent.body.encode(into));
    expect(callHearEvent.answer.decode(heard).refusal?.code).toBe('call.not_found');
    const left = await eve.say('call:leave', callLeaveEvent.body.encode({ call: ada.call }));
    expect(decodeAckAnswer(left).refusal?.code).toBe('call.not_found');
    expect(await codeOf(eve.mute(source, true))).toBe('media.not_found');
    const { resume = new Uint8Array(0) } = ada.place ?? {};
    const ben = await enter();
    const place = await ben.join(proofOf(1), resume);
    expect(place.mediaId).not.toBe(ada.mediaId);
    expect(place.address).toBeDefined();
    expect(ada.ended).toEqual([]);
    await ben.leave();
    for (const one of [eve, ben]) one.close();
  });
});

describe('a member who was removed from the group', () => {
  it('is put out of the call, and comes in no more', async () => {
    const cy = await enter();
    await cy.join(proofOf(2));
    await cy.secure(fingerprint);
    await cy.hear(source);
    const began = performance.now();
    const { name: userId } = people[2] as Villager;
    await town.change(people[0] as Villager, { type: 'remove', userId });
    await expect.poll(() => cy.ended, eventually).toEqual(['group.not_member']);
    const tookMs = performance.now() - began;
    console.log(`removed from the group: out of its call after ${Math.round(tookMs)} ms`);
    expect(await codeOf(cy.join(proofOf(2)))).toBe('group.not_member');
    await expect.poll(() => [...ada.members.keys()], eventually).toEqual([ada.mediaId]);
    cy.close();
  });
});

describe('garbage', () => {
  it('gets a code, whatever event of a call it is sent as', async () => {
    const eve = await enter();
    await eve.join(bySecret());
    const codes = new Set<string>();
    const events = [...clientEvents.values()].filter(({ name }) => name.startsWith('call:'));
    for (const { name } of events) {
      for (let n = 0; n < garbageSent / events.length; n++) {
        const answer = await eve.say(name, bytesOf(n * 3));
        codes.add(decodeAckAnswer(answer).refusal?.code ?? 'none');
      }
    }
    expect(codes).toEqual(new Set(['event.malformed']));
    const invalid = [
      await codeOf(eve.send(0, 111)),
      await codeOf(eve.send(1, 5)),
      await codeOf(eve.secure({ algorithm: 'sha-1', value: 'AB' })),
      await codeOf(eve.hear(0xffff_ffff)),
    ];
    expect(invalid).toEqual(['media.invalid', 'media.invalid', 'media.invalid', 'media.not_found']);
    eve.close();
  });

  it('by a name is refused: a device says nothing of calls', async () => {
    const { username, password } = await scene.register();
    const socket = await scene.join({ protocol: 1, username, password });
    if ('code' in socket) throw new Error(socket.code);
    const body = callJoinEvent.body.encode({ proof: bySecret(), resume: new Uint8Array(0) });
    const told = Buffer.from(body);
    const answer: Uint8Array = await socket.timeout(10_000).emitWithAck('call:join', told);
    expect(decodeAckAnswer(new Uint8Array(answer)).refusal?.code).toBe('auth.forbidden');
    socket.disconnect();
  });
});

describe('a flood', () => {
  it('of joins to more calls than there may be is refused, and so is one of mutes', async () => {
    const eve = await enter();
    const joins = await Promise.all(Array.from({ length: 20 }, () => codeOf(eve.join(bySecret()))));
    const inside = joins.filter((code) => code === 'ok').length;
    expect(inside).toBeLessThanOrEqual(limits.callsPerConnectionMax);
    expect(new Set(joins)).toEqual(new Set(['ok', 'call.too_many']));
    await eve.secure(fingerprint);
    const own = await eve.send(9, 111);
    const mutes = await Promise.all(
      Array.from({ length: 100 }, (_, n) => codeOf(eve.mute(own, n % 2 === 0))),
    );
    expect(mutes).toContain('rate.limited');
    const sends = await Promise.all(
      Array.from({ length: 10 }, (_, n) => codeOf(eve.send(100 + n, 111))),
    );
    expect(sends.filter((code) => code === 'ok').length).toBeLessThan(limits.callSourcesMax);
    eve.close();
    expect(ada.ended).toEqual([]);
    expect(await codeOf(ada.mute(source, true))).toBe('ok');
  });
});
