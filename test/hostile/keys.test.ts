// Attacks on keys: draining somebody's one-time keys, uploading keys that are none, and asking
// while the counters that guard them are away.

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeIdentity, registrationBody } from '../support/apiClient.ts';
import { until } from '../support/people.ts';
import { basicOf, type Citizen, HostileScene } from './scene/scene.ts';

interface Bundle {
  readonly devices: readonly {
    readonly preKey?: { readonly keyId: number };
    readonly pqPreKey: { readonly keyId: number };
  }[];
}

/** Keys that one account may take of another at once: by number, and of all its devices. */
const takenByPairMax = 12;
const uploaded = 16;
const lastResortId = 3;
const firstId = 100;

let scene: HostileScene;
let ann: Citizen;
let annsIdentity: ReturnType<typeof makeIdentity>;
let annsPni: string;

/** Registers with an identity whose private half the test has. */
async function registerWith(identity: ReturnType<typeof makeIdentity>): Promise<Citizen> {
  const password = 'a password of more than sixteen';
  const { invitation } = scene.cluster;
  const registered = await scene.ask('POST', '/v1/registration', {
    authorization: basicOf('invitation', password),
    body: { invitation, ...registrationBody(identity) },
  });
  const { uuid, pni } = JSON.parse(registered.text) as { uuid: string; pni: string };
  annsPni = pni;
  const username = `${uuid}.1`;
  return { account: uuid, username, password, authorization: basicOf(username, password) };
}

const upload = (citizen: Citizen, body: unknown) =>
  scene.ask('PUT', '/v2/keys?identity=aci', { authorization: citizen.authorization, body });

beforeAll(async () => {
  scene = await HostileScene.open();
  annsIdentity = makeIdentity();
  ann = await registerWith(annsIdentity);
});

afterAll(async () => {
  expect(scene.defects()).toEqual([]);
  expect(await scene.close()).toBe(0);
});

describe('one-time keys', () => {
  it('are drained by one account only so far, handed out once, and never missed', async () => {
    const keys = Array.from({ length: uploaded }, (_, n) => firstId + n);
    const stored = await upload(ann, {
      preKeys: keys.map((id) => annsIdentity.ec(id)),
      pqPreKeys: keys.map((id) => annsIdentity.kem(id)),
    });
    expect(stored.status).toBe(204);
    const seen: number[] = [];
    const seenPq: number[] = [];
    const attackers = [await scene.register(), await scene.register(), await scene.register()];
    for (const { authorization } of attackers) {
      let taken = 0;
      const paths = ['*', '1', '*', '1'].map((device) => `/v2/keys/${ann.account}/${device}`);
      const asks = Array.from({ length: 32 }, (_, n) =>
        scene.ask('GET', paths[n % 4] ?? '', { authorization }),
      );
      for (const answer of await Promise.all(asks)) {
        if (answer.status === 200) {
          taken++;
          const [device] = (JSON.parse(answer.text) as Bundle).devices;
          if (device?.preKey) seen.push(device.preKey.keyId);
          if (device) seenPq.push(device.pqPreKey.keyId);
        } else {
          expect([answer.status, answer.code]).toEqual([429, 'rate.limited']);
          expect(Number(answer.headers['retry-after'])).toBeGreaterThan(60);
        }
      }
      expect(taken).toBe(takenByPairMax);
    }
    expect([...seen].sort()).toEqual(keys);
    const oneTime = seenPq.filter((id) => id !== lastResortId);
    expect(oneTime.sort()).toEqual(keys);
    expect(seenPq.length).toBe(attackers.length * takenByPairMax);
    const { authorization } = ann;
    const count = await scene.ask('GET', '/v2/keys?identity=aci', { authorization });
    expect(JSON.parse(count.text)).toEqual({ count: 0, pqCount: 0 });
    const refilled = await upload(ann, { preKeys: [annsIdentity.ec(900)] });
    expect(refilled.status).toBe(204);
  });

  it('of the phone-number identity are guarded by the same bucket', async () => {
    const { authorization } = await scene.register();
    const statuses: number[] = [];
    for (let n = 0; n < 14; n++) {
      const id = n % 2 ? ann.account : `PNI:${annsPni}`;
      statuses.push((await scene.ask('GET', `/v2/keys/${id}/*`, { authorization })).status);
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(6);
  });
});

describe('keys that are none', () => {
  const zeros = (length: number, first: number) =>
    Buffer.concat([Buffer.of(first), Buffer.alloc(length - 1)]).toString('base64');
  const key = (more: object) => () => ({ ...annsIdentity.signedEc(5), ...more });
  const kem = (more: object) => () => ({ ...annsIdentity.kem(5), ...more });
  const cases: [string, () => object, RegExp][] = [
    ['signed by another', () => ({ signedPreKey: makeIdentity().signedEc(5) }), /^key.signature$/],
    [
      'signed over another key',
      () => {
        const [one, two] = [annsIdentity.signedEc(5), annsIdentity.signedEc(6)];
        return { signedPreKey: { ...one, signature: two.signature } };
      },
      /^key.signature$/,
    ],
    ['unsigned', () => ({ signedPreKey: annsIdentity.ec(5) }), /^request.invalid$/],
    [
      'with a signature of zeros',
      () => ({ signedPreKey: key({ signature: zeros(64, 0) })() }),
      /^key/,
    ],
    ['of another type', () => ({ preKeys: [{ keyId: 1, publicKey: zeros(33, 7) }] }), /^key.malf/],
    [
      'too short',
      () => ({ preKeys: [{ keyId: 1, publicKey: zeros(32, 5) }] }),
      /^request.invalid$/,
    ],
    [
      'a Kyber key too short',
      () => ({ pqPreKeys: [kem({ publicKey: zeros(1568, 8) })()] }),
      /^req/,
    ],
    [
      'a Kyber key of another size',
      () => ({ pqPreKeys: [kem({ publicKey: zeros(1569, 7) })()] }),
      /^key/,
    ],
    ['with an id of 2^31', () => ({ preKeys: [annsIdentity.ec(2 ** 31)] }), /^request.invalid$/],
    ['with an id of -1', () => ({ preKeys: [annsIdentity.ec(-1)] }), /^request.invalid$/],
    ['with an id of 1.5', () => ({ preKeys: [annsIdentity.ec(1.5)] }), /^request.invalid$/],
    [
      'with a query for an id',
      () => ({ preKeys: [{ ...annsIdentity.ec(1), keyId: { $ne: 1 } }] }),
      /^req/,
    ],
    ['101 of them', () => ({ preKeys: Array(101).fill(annsIdentity.ec(1)) }), /^request.invalid$/],
  ];

  it.each(cases)('%s: refused, and nothing of the upload is kept', async (_name, make, code) => {
    const { authorization } = ann;
    const before = await scene.ask('GET', '/v2/keys?identity=aci', { authorization });
    const answer = await upload(ann, make());
    expect([answer.status, answer.code]).toEqual([422, expect.stringMatching(code)]);
    const after = await scene.ask('GET', '/v2/keys?identity=aci', { authorization });
    expect(after.text).toBe(before.text);
  });
});

describe('while the counters are away', () => {
  it('no key is handed out, and soon after they are back, keys are', async () => {
    const [eve, ben] = [await scene.register(), await scene.register()];
    const ask = ({ authorization }: Citizen) =>
      scene.ask('GET', `/v2/keys/${ann.account}/*`, { authorization });
    expect((await ask(eve)).status).toBe(200);
    const redis = scene.cluster.facts().redisPid;
    if (redis === undefined) throw new Error('no private Redis');
    process.kill(redis, 'SIGSTOP');
    try {
      await sleep(500);
      const answers = await Promise.all(Array.from({ length: 10 }, () => ask(eve)));
      expect(answers.filter(({ status }) => status === 200)).toEqual([]);
      const codes = new Set(answers.map(({ code }) => code));
      expect([...codes].join(' ')).toMatch(/^(rate\.limited|server\.\w+|shard\.not_owner| )+$/);
    } finally {
      process.kill(redis, 'SIGCONT');
    }
    const { authorization } = ann;
    const count = () => scene.ask('GET', '/v2/keys?identity=aci', { authorization });
    await until(async () => (await count()).status === 200, 'the cluster serves again', 20_000);
    expect((await ask(ben)).status).toBe(200);
  });
});
