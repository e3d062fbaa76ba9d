// What somebody may try with uploads to groups at a running cluster: bytes that are none, more than
// may be, tokens for others and of nobody, by a name, and as much of it as there is. Nothing of it
// is stored, no worker falls, and others go on.

import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGroupKeys } from '#crypto';
import type { AccountId, SendGroupFrame } from '#protocol';
import { decodeSendGroupAnswer, encodeSendGroup, limits } from '#protocol';
import { leaveToWrite, Person, SecretGroup } from '#lab/groupPeople.ts';
import type { Socket } from 'socket.io-client';
import type { MadeRecipient } from '#lab/groupUploads.ts';
import { makeUpload } from '#lab/groupUploads.ts';
import { HostileScene } from './scene/scene.ts';

const nameless = { protocol: 1, anonymous: true };
const garbageSent = 100;
let scene: HostileScene;
let account: AccountId;
let registrationId: number;
let token: Uint8Array;
let socket: Socket;

const of = (id: AccountId, devices: MadeRecipient['devices']): MadeRecipient => ({
  account: id,
  devices,
});
const strangers = (count: number) =>
  Array.from({ length: count }, () => of(randomUUID() as AccountId, [[1, 7]]));

beforeAll(async () => {
  const groupSends = { burst: 20_000, refillMs: 1000 };
  scene = await HostileScene.open({ groupSends });
  const citizen = await scene.register();
  account = citizen.account as AccountId;
  const view = await scene.ask('GET', '/v1/devices', { authorization: citizen.authorization });
  const { devices } = JSON.parse(view.text) as { devices: { registrationId: number }[] };
  registrationId = devices[0]?.registrationId ?? 0;
  const secrets = JSON.parse(readFileSync(join(scene.cluster.dataDir, 'secrets.json'), 'utf8'));
  const keys = createGroupKeys(secrets as { indexKey: string });
  const people = [new Person(), new Person(account)];
  token = (await leaveToWrite(keys, new SecretGroup(), people, Date.now())).token;
  socket = await enter('127.0.0.2');
});

afterAll(async () => {
  expect(scene.defects()).toEqual([]);
  expect(await scene.close()).toBe(0);
});

async function enter(from: string): Promise<Socket> {
  const joined = await scene.join(nameless, from);
  if ('code' in joined) throw new Error(`refused: ${joined.code}`);
  return joined;
}

async function answerTo(upload: Uint8Array, more: Partial<SendGroupFrame> = {}, by = socket) {
  const frame = { upload, token, timestamp: Date.now(), ephemeral: false, urgent: true, ...more };
  const bytes = Buffer.from(encodeSendGroup(frame));
  const answer: Uint8Array = await by.timeout(20_000).emitWithAck('send:group', bytes);
  return new Uint8Array(answer);
}
const codeOf = async (...asked: Parameters<typeof answerTo>) =>
  decodeSendGroupAnswer(await answerTo(...asked)).refusal?.code;
const right = () => makeUpload([of(account, [[1, registrationId]])]);

describe('an upload to a group', () => {
  it('that is none is refused, however it begins, and the same connection goes on', async () => {
    const real = right();
    const codes = new Set<string | undefined>();
    for (let n = 0; n < garbageSent; n++) {
      const bent = Uint8Array.from(real);
      bent[1 + (n % 70)] = n & 0xff;
      const cut = real.subarray(0, n % real.length);
      const random = Uint8Array.of(0x23, n & 0x7f, ...randomBytes(n));
      for (const upload of [bent, cut, random]) codes.add(await codeOf(upload));
    }
    // Bent in its key or in what is shared, and only there, it is an upload like others.
    codes.delete(undefined);
    expect([...codes].sort()).toEqual(['auth.invalid', 'request.malformed']);
    expect(await codeOf(right())).toBeUndefined();
  });

  it('has bounds: recipients, devices, bytes, and each of them once', async () => {
    const { groupRecipientsMax, envelopeBytesMax } = limits;
    expect(await codeOf(makeUpload(strangers(groupRecipientsMax + 1)))).toBe('message.too_large');
    const shared = randomBytes(envelopeBytesMax);
    expect(await codeOf(makeUpload(strangers(1), { shared }))).toBe('message.too_large');
    const twice = makeUpload([
      of(account, [
        [1, registrationId],
        [1, registrationId],
      ]),
    ]);
    expect(await codeOf(twice)).toBe('request.malformed');
    const same = of(account, [[1, registrationId]]);
    expect(await codeOf(makeUpload([same, same]))).toBe('request.malformed');
    const many = Array.from({ length: 127 }, (_, n): [number, number] => [n + 1, n]);
    const people = strangers(300).map((one) => ({ ...one, devices: many }));
    const answer = await answerTo(makeUpload(people));
    expect(decodeSendGroupAnswer(answer).refusal?.code).toBe('message.too_large');
  });

  it('goes to those alone for whom its token is', async () => {
    const [stranger] = strangers(1) as [MadeRecipient];
    for (const more of [[stranger], []]) {
      const named = [...more, of(account, [[1, registrationId]])];
      const expected = more.length > 0 ? 'auth.invalid' : undefined;
      expect(await codeOf(makeUpload(named))).toBe(expected);
    }
    const other = makeUpload([stranger]);
    for (const wrong of [
      token,
      randomBytes(33),
      randomBytes(1000),
      Buffer.concat([token, token]),
    ]) {
      expect(await codeOf(other, { token: wrong })).toBe('auth.invalid');
    }
    const excluding = makeUpload([stranger], { excluded: [account] });
    expect(await codeOf(excluding)).toBe('auth.invalid');
  });

  it('is not taken by a name, nor beside one', async () => {
    const citizen = await scene.register();
    const { username, password, authorization } = citizen;
    const named = await scene.join({ protocol: 1, username, password });
    if ('code' in named) throw new Error(named.code);
    expect(await codeOf(right(), {}, named)).toBe('auth.forbidden');
    const path = `/v1/messages/multi_recipient?ts=${Date.now()}`;
    const headers = { 'group-send-token': Buffer.from(token).toString('base64') };
    const body = right();
    const both = await scene.ask('PUT', path, { authorization, headers, body });
    expect([both.status, both.code]).toEqual([400, 'request.malformed']);
    const alone = await scene.ask('PUT', path, { headers, body });
    expect([alone.status, alone.text]).toEqual([200, '{"uuids404":[],"uuids429":[]}']);
  });

  it('costs its address, and no other', async () => {
    const from = await enter('127.0.0.9');
    const upload = makeUpload(strangers(limits.groupRecipientsMax));
    const codes: (string | undefined)[] = [];
    for (let n = 0; n < 6; n++) codes.push(await codeOf(upload, {}, from));
    expect(codes.slice(0, 4)).toEqual(Array.from({ length: 4 }, () => 'auth.invalid'));
    expect(codes.slice(4)).toEqual(['rate.limited', 'rate.limited']);
    expect(await codeOf(right())).toBeUndefined();
  });
});
