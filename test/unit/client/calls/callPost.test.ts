// The keys of a call through Signal sessions: who is given them, and where they are not.

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeContent, encodeContent } from '#protocol';
import type { CallId, SendFrame } from '#protocol';
import { callDevice, keyLateMs } from '../../../../client/calls/callPost.ts';
import type { HeardKeys, HeardPeer } from '../../../../client/calls/callPost.ts';
import { steadied } from '../../../../client/clock.ts';
import { CallFrames } from '../../../../client/media/callFrames.ts';
import { CallKeys } from '../../../../client/media/callKeys.ts';
import type { CallKeyMessage } from '../../../../client/media/callKeys.ts';
import { newCertificates } from '../anonymousTwin.ts';
import { Intruder } from '../intruder.ts';
import { Scene, talk } from '../people.ts';
import type { Person } from '../people.ts';

const callId = 'ab'.repeat(32) as CallId;
let scene: Scene;
let ana: Person;
let ben: Person;

beforeEach(async () => {
  scene = new Scene();
  scene.server.certificates = newCertificates();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  await talk(ana, ben, 'start');
});

afterEach(() => scene.end());

const deviceOf = ({ client }: Person) => callDevice(client);

function message(base = new Uint8Array(randomBytes(64))): CallKeyMessage {
  return { callId, mediaId: 7, keys: [{ generation: 3, step: 1, base }], asks: false };
}

/** What a person's device hears of the call, with copies of its keys. */
function listening({ client }: Person): HeardKeys[] {
  const heard: HeardKeys[] = [];
  client.calls.post.listen(callId, (one) => {
    const keys = one.message.keys.map(({ base, ...name }) => {
      return Object.defineProperty(name, 'base', { value: new Uint8Array(base) }) as never;
    });
    heard.push({ ...one, message: { ...one.message, keys } });
  });
  return heard;
}

/** What of the calls' keys leaves; those who come after get no more of it than a server does. */
function sends(): SendFrame[] {
  const frames: SendFrame[] = [];
  scene.server.cuts.sent = (frame) => frames.push(frame);
  return frames;
}

test('a key comes to the device that it is for, and nothing to the others', async () => {
  const tablet = await scene.link(ben, 'tablet');
  await talk(ana, ben, 'again');
  const [phone, other, frames] = [listening(ben), listening(tablet), sends()];
  const base = new Uint8Array(randomBytes(64));
  const copy = new Uint8Array(base);
  ana.client.calls.post.send([deviceOf(ben)], message(base));
  await scene.until(() => phone.length > 0);
  await scene.settle();
  expect(phone[0]).toMatchObject({ from: deviceOf(ana), account: ana.id });
  expect(phone[0]?.message).toMatchObject({ callId, mediaId: 7, asks: false });
  expect(phone[0]?.message.keys[0]).toMatchObject({ generation: 3, step: 1, base: copy });
  expect(other).toEqual([]);
  // What was given is overwritten here, and no server can tell whose device was meant.
  expect(base).toEqual(new Uint8Array(64));
  const [frame] = frames.filter(({ destination }) => destination === ben.id);
  expect(frame).toMatchObject({ ephemeral: true, urgent: false });
  expect(frame?.accessKey).toBeDefined();
  const lengths = frame?.contents.map(({ content }) => content.length) ?? [];
  expect(lengths).toHaveLength(2);
  expect(new Set(lengths).size).toBe(1);
});

test('what is said of a direct way comes to its device alone, and to who listens', async () => {
  const tablet = await scene.link(ben, 'tablet');
  await talk(ana, ben, 'again');
  const heard: [string, HeardPeer][] = [];
  for (const [name, { client }] of [['phone', ben] as const, ['tablet', tablet] as const]) {
    client.calls.post.listenPeers(callId, (one) => heard.push([name, one]));
  }
  const ice = { usernameFragment: 'abcd', password: 'abcdefgh' };
  const value = Array.from({ length: 32 }, () => 'AB').join(':');
  const end = {
    ...{ ice, ssrc: 3, payloadType: 111 },
    candidates: ['candidate:1 1 udp 1 192.0.2.1 5000 typ host'],
    fingerprints: [{ algorithm: 'sha-256', value }],
  };
  const frames = sends();
  const said = { callId, mediaId: 7, to: 9, attempt: 1, said: 'offer', end } as const;
  ana.client.calls.post.sayPeer(deviceOf(ben), said);
  await scene.until(() => heard.length > 0);
  await scene.settle();
  expect(heard).toMatchObject([['phone', { from: deviceOf(ana), account: ana.id }]]);
  expect(heard[0]?.[1].content).toMatchObject(said);
  const [frame] = frames.filter(({ destination }) => destination === ben.id);
  expect(frame).toMatchObject({ ephemeral: true, urgent: false });
  for (const { content } of frame?.contents ?? []) {
    expect(Buffer.from(content).includes('192.0.2.1')).toBe(false);
  }
});

test('a key is on no disk, in no history and in nothing that is printed', async () => {
  const heard = listening(ben);
  const base = new Uint8Array(randomBytes(64));
  const copy = Buffer.from(base);
  const troubles: unknown[] = [];
  for (const { client } of [ana, ben]) client.on('trouble', (error) => troubles.push(error));
  ana.client.calls.post.send([deviceOf(ben)], message(base));
  await scene.until(() => heard.length > 0);
  await scene.settle();
  const come = heard[0]?.message ?? message();
  expect(come.keys[0]?.base).toEqual(new Uint8Array(copy));
  for (const shown of [inspect(heard, { depth: 9 }), JSON.stringify(heard), String(come)]) {
    expect(shown).not.toContain(copy.toString('hex', 0, 4));
    expect(shown).not.toContain(`${copy[0]}, ${copy[1]}, ${copy[2]}`);
    expect(shown).not.toContain(`"0":${copy[0]},"1":${copy[1]}`);
  }
  expect(troubles).toEqual([]);
  for (const { profile } of [ana, ben]) {
    for (const file of [profile, `${profile}-wal`].filter((one) => existsSync(one))) {
      expect(readFileSync(file).indexOf(copy.subarray(0, 16))).toBe(-1);
    }
  }
  const texts = ben.client
    .conversation(ana.id)
    .history()
    .map(({ text }) => text);
  expect(texts).toEqual(['start a', 'start b']);
  expect(ben.client.conversations()[0]?.unread).toBe(1);
});

test('nothing is given to an identity that nobody has accepted', async () => {
  const posing = new Intruder(scene.server, ben.id, 1);
  posing.serve();
  await posing.write(scene.server.device(ana.id), 'new key', scene.clock.now());
  await scene.settle();
  expect(ana.client.identity(ben.id)?.blocked).toBe(true);
  const frames = sends();
  ana.client.calls.post.send([deviceOf(ben)], message());
  ana.client.calls.post.introduce(ben.id as never, { callId, mediaId: 7, asks: true });
  await scene.settle();
  expect(frames).toEqual([]);
});

test('what finds no server in time is not sent late, and what comes after it is', async () => {
  const heard = listening(ben);
  let isAway = true;
  scene.server.cuts.send = () => (isAway ? { code: 'server.busy' } : undefined);
  ana.client.calls.post.send([deviceOf(ben)], message());
  await scene.settle();
  scene.clock.advance(keyLateMs + 1);
  await scene.settle();
  isAway = false;
  await scene.settle();
  expect(heard).toEqual([]);
  isAway = true;
  ana.client.calls.post.introduce(ben.id as never, { callId, mediaId: 8, asks: true });
  await scene.settle();
  isAway = false;
  await scene.until(() => heard.length > 0);
  expect(heard[0]?.message).toEqual({ callId, mediaId: 8, keys: [], asks: true });
});

test('a message is sent again to a device that has come in the meantime', async () => {
  const tablet = await scene.link(ben, 'tablet');
  const [phone, other] = [listening(ben), listening(tablet)];
  ana.client.calls.post.send([deviceOf(tablet)], message());
  await scene.until(() => other.length > 0);
  await scene.settle();
  expect([phone.length, other.length]).toEqual([0, 1]);
});

test('frames that one seals another opens, with keys that sessions have carried', async () => {
  const people = [ana, ben].map((person, index) => {
    const { client } = person;
    const clock = steadied(scene.clock);
    const mediaId = index + 1;
    const frames: CallFrames = new CallFrames({
      callId,
      now: () => clock.now(),
      spent: (key) => keys.spent(key),
      missing: (sender) => keys.missing(sender),
    });
    const keys: CallKeys = new CallKeys({
      ...{ callId, mediaId, clock, frames },
      send: (to, given) => client.calls.post.send(to, given),
      failed: (error) => expect.unreachable(String(error)),
    });
    client.calls.post.listen(callId, ({ from, message: said }) => keys.heard(from, said));
    return { device: deviceOf(person), mediaId, frames, keys, talks: true };
  });
  for (const one of people) {
    const members = people.filter((other) => other !== one);
    const verified = new Set(members.map(({ device }) => device));
    one.keys.members({ epoch: 1, members, verified, talks: true });
  }
  const [from, to] = people;
  if (!from || !to) throw new Error('Two people.');
  const opened: Uint8Array[] = [];
  const track = to.frames.track<Uint8Array<ArrayBuffer>>({
    ...{ mediaId: from.mediaId, kind: 'audio', bytesOf: (frame) => frame },
    opened: (_frame, bytes) => opened.push(bytes),
  });
  await from.keys.settled();
  const sealed = await from.frames.seal('audio', new Uint8Array([1, 2, 3]));
  if (!sealed) throw new Error('It has a key.');
  await track.hear(sealed);
  await scene.until(() => opened.length > 0);
  expect(opened).toEqual([new Uint8Array([1, 2, 3])]);
  for (const { keys } of people) keys.close();
});

test('contents of calls are read as they were written, and as nothing where they cannot be', () => {
  const base = new Uint8Array(randomBytes(64));
  const keys = { ...message(base), type: 'callKeys', timestamp: 5 } as const;
  const read = decodeContent(encodeContent(keys as never));
  expect(read).toMatchObject({ ...keys, keys: [{ generation: 3, step: 1, base }] });
  const short = { ...keys, keys: [{ generation: 3, step: 1, base: base.subarray(1) }] };
  expect(() => decodeContent(encodeContent(short as never))).toThrow('a key');
  const many = { ...keys, keys: [keys.keys[0], keys.keys[0], keys.keys[0]] };
  expect(() => decodeContent(encodeContent(many as never))).toThrow('too long');
  const secret = new Uint8Array(randomBytes(32));
  const of = { type: 'call', timestamp: 5, callId } as const;
  const ring = { ...of, said: 'ring', secret, media: 'audio' } as const;
  const rung = decodeContent(encodeContent(ring));
  expect(rung).toMatchObject(ring);
  expect(inspect(rung)).not.toContain('secret');
  for (const content of [
    { ...of, said: 'answered' },
    { ...of, said: 'hangup', superseded: true },
    { ...of, said: 'past', media: 'audio', outcome: 'declined' },
  ] as const) {
    expect(decodeContent(encodeContent(content))).toEqual(content);
  }
  const strange = encodeContent({ ...of, callId: 'ab' as CallId, said: 'busy' });
  expect(() => decodeContent(strange)).toThrow('another length');
});
