// Topics asked by clients that are not the SDK: what is not theirs, no topic, or too much.

import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  decodeAckAnswer,
  encodeTopicPublish,
  encodeTopicSubscribe,
  limits,
  topicPublishEvent,
} from '#protocol';
import type { Connection } from '../support/pageClient/connection.ts';
import { Town } from '../support/pageClient/town.ts';

let town: Town;
let mallory: Connection;
let own: string;
let foreign: string;

beforeAll(async () => {
  town = await Town.start();
  const [one, other] = await town.people();
  mallory = await one.connect();
  own = `presence/${one.aci}`;
  foreign = `presence/${other.aci}`;
});

afterAll(async () => {
  mallory?.close();
  await town?.stop();
});

const said = async (event: string, bytes: Uint8Array) =>
  decodeAckAnswer(await mallory.emit(event, bytes)).refusal?.code;
const publish = (topic: string, payload: Uint8Array) =>
  said('topic:publish', encodeTopicPublish({ topic, payload }));
const subscribe = (topic: string) => said('topic:subscribe', encodeTopicSubscribe({ topic }));

it('nobody publishes or hears where it is not theirs, and there are no other topics', async () => {
  expect(await publish(foreign, new Uint8Array(1))).toBe('auth.forbidden');
  expect(await subscribe(own)).toBeUndefined();
  expect(await subscribe(foreign)).toBe('relation.required');
  for (const topic of ['', 'presence/', '*', `${own}/x`, `group/${own.slice(9)}`]) {
    expect(await subscribe(topic), topic).toBe('request.invalid');
    expect(await publish(topic, new Uint8Array(1)), topic).toBe('request.invalid');
  }
  expect(await subscribe(`presence/${'x'.repeat(1000)}`)).toBe('request.too_large');
});

it('nobody publishes too much or too often', async () => {
  expect(await subscribe(own)).toBeUndefined();
  expect(await publish(own, new Uint8Array(limits.signalBytesMax))).toBeUndefined();
  expect(await publish(own, new Uint8Array(limits.signalBytesMax + 1))).toBe('message.too_large');
  expect(await publish(own, new Uint8Array(topicPublishEvent.bytesMax))).toBe('request.too_large');
  await mallory.has('signal');
  expect(mallory.signals[0]).toMatchObject({ topic: own, device: 1 });
  expect(mallory.signals[0]?.payload).toHaveLength(limits.signalBytesMax);
  const flood = await Promise.all(
    Array.from({ length: 200 }, () => publish(own, new Uint8Array(1))),
  );
  expect(new Set(flood)).toEqual(new Set([undefined, 'rate.limited']));
  expect(flood.filter((code) => code === undefined).length).toBeLessThan(60);
});
