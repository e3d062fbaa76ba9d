// What somebody without a name may try at a running cluster: other events and routes, both proofs
// at once, keys of others, who has an account, and as much of all that as there is.

import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientEvents, decodeAckAnswer, decodeSendAnswer, encodeSend } from '#protocol';
import type { Socket } from 'socket.io-client';
import { type Citizen, HostileScene } from './scene/scene.ts';

const anonymousMax = 4;
const nameless = { protocol: 1, anonymous: true };
const accessKey = randomBytes(16);
const header = (key: Uint8Array) => ({
  'unidentified-access-key': Buffer.from(key).toString('base64'),
});

let scene: HostileScene;
let ann: Citizen;

beforeAll(async () => {
  const refill = { burst: 200, refillMs: 1000 };
  const each = { ALDIS_ANONYMOUS_PER_ADDRESS: String(anonymousMax) };
  scene = await HostileScene.open({ anonymous: refill }, each);
  ann = await scene.register();
  const view = await scene.ask('GET', '/v1/devices', { authorization: ann.authorization });
  const { devices } = JSON.parse(view.text) as { devices: { registrationId: number }[] };
  const registrationId = devices[0]?.registrationId;
  const body = {
    registrationId,
    pniRegistrationId: registrationId,
    unidentifiedAccessKey: accessKey.toString('base64'),
  };
  const set = await scene.ask('PUT', '/v1/accounts/attributes', {
    authorization: ann.authorization,
    body,
  });
  expect(set.status).toBe(204);
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

const sealed = (destination: string, key: Uint8Array, type = 6) =>
  Buffer.from(
    encodeSend({
      guid: randomBytes(16),
      destination,
      contents: [{ deviceId: 1, registrationId: 1, type, content: randomBytes(64) }],
      ephemeral: false,
      urgent: true,
      timestamp: Date.now(),
      accessKey: key,
    }),
  );

describe('a connection without a name', () => {
  it('gets in with no other proof, and may neither hear, acknowledge nor subscribe', async () => {
    expect(await scene.join({ ...nameless, username: 'x' })).toMatchObject({
      code: 'request.malformed',
    });
    const socket = await enter('127.0.0.2');
    for (const { name: event, who } of clientEvents.values()) {
      if (who.includes('anonymous')) continue;
      const answer: Uint8Array = await socket.timeout(5000).emitWithAck(event, Buffer.alloc(0));
      expect(decodeAckAnswer(new Uint8Array(answer)).refusal?.code).toBe('auth.forbidden');
    }
  });

  it('sends nothing but what is sealed, to nobody but whose key it has', async () => {
    const socket = await enter('127.0.0.3');
    const codeOf = async (bytes: Buffer) => {
      const answer: Uint8Array = await socket.timeout(5000).emitWithAck('send', bytes);
      return decodeSendAnswer(new Uint8Array(answer)).refusal?.code;
    };
    expect(await codeOf(sealed(ann.account, accessKey, 1))).toBe('message.type');
    expect(await codeOf(sealed(ann.account, randomBytes(16)))).toBe('auth.invalid');
    expect(await codeOf(sealed(randomUUID(), accessKey))).toBe('auth.invalid');
    expect(await codeOf(sealed(`PNI:${ann.account}`, accessKey))).toBe('auth.invalid');
    // Whoever is let in hears how it fits the device list, as by name.
    expect(await codeOf(sealed(ann.account, accessKey))).toBe('message.stale_devices');
  });

  it('is one of a few that an address may hold in a worker', async () => {
    const joined = await Promise.all(
      Array.from({ length: 4 * anonymousMax }, () => scene.join(nameless, '127.0.0.4')),
    );
    const refused = joined.flatMap((one) => ('code' in one ? [one.code] : []));
    expect(new Set(refused)).toEqual(new Set(['rate.limited']));
    expect(joined.length - refused.length).toBeLessThanOrEqual(2 * anonymousMax);
    await enter('127.0.0.5');
  });
});

describe('a request with an access key', () => {
  it('is not by name as well, whatever it asks', async () => {
    const both = { authorization: ann.authorization, headers: header(accessKey) };
    for (const path of [`/v2/keys/${ann.account}/*`, '/v1/accounts/whoami', '/v1/devices']) {
      const { status, code } = await scene.ask('GET', path, both);
      expect([status, code]).toEqual([400, 'request.malformed']);
    }
  });

  it('tells nothing of who has an account, and may be tried only so often', async () => {
    const from = '127.0.0.6';
    const probe = (account: string) =>
      scene.ask('GET', `/v2/keys/${account}/1`, { headers: header(randomBytes(16)), from });
    const texts = new Set<string>();
    const codes: string[] = [];
    for (let n = 0; n < 16; n += 1) {
      const { status, code, text } = await probe(n % 2 === 0 ? ann.account : randomUUID());
      codes.push(code);
      if (code === 'auth.invalid') texts.add(`${status} ${text}`);
    }
    expect(texts.size).toBe(1);
    expect(codes[0]).toBe('auth.invalid');
    expect(codes.at(-1)).toBe('rate.limited');
    // Another address is not held up by that.
    const path = `/v2/keys/${ann.account}/1`;
    const taken = await scene.ask('GET', path, { headers: header(accessKey), from: '127.0.0.7' });
    expect(taken.status).toBe(200);
  });
});
