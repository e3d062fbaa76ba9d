// Several devices of an account: announced, linked, listed, removed.

import type { CommandOf } from '#actors';
import type { DeviceId, ListedDevice, MemberId, RegistrationId } from '#protocol';
import { decodeDeviceList, limits } from '#protocol';
import { describe, expect, it } from 'vitest';
import {
  connection,
  newAccountId,
  newIdentity,
  newSend,
  newSignedKey,
} from '../../../support/accounts.ts';
import { ActorsBench } from '../../../support/actorsBench.ts';
import { ListSigner, listed, newLinkDevice } from '../../../support/deviceLists.ts';

const one = 1 as DeviceId;
const two = 2 as DeviceId;
const [first, second] = [listed(1), listed(2, 31, 32)];

async function ready() {
  const bench = new ActorsBench();
  await bench.register();
  const signer = new ListSigner(bench.id, bench.registration.aci);
  const credential = bench.registration.command.device.credential.salt;
  const announcing = (
    version: number,
    devices: readonly ListedDevice[] = [first, second],
    change: Partial<CommandOf<'account', 'announceDevice'>> = {},
  ) =>
    ({
      type: 'announceDevice',
      device: one,
      credential,
      tokenHash: `hash ${version}`,
      registrationId: 31 as RegistrationId,
      pniRegistrationId: 32 as RegistrationId,
      signed: signer.sign(version, devices),
      ...change,
    }) as const;
  const setting = (version: number, devices: readonly ListedDevice[], device = one) =>
    ({
      type: 'setDeviceList',
      device,
      credential,
      signed: signer.sign(version, devices),
    }) as const;
  const link = async (version = 2, change: Parameters<typeof newLinkDevice>[2] = {}) => {
    await bench.value(announcing(version));
    const command = newLinkDevice(`hash ${version}`, bench.registration, change);
    await bench.value(command);
    return command.device.credential.salt;
  };
  const document = () => bench.document();
  const sendTo = (...devices: ListedDevice[]) =>
    newSend({
      contents: devices.map(({ id, registrationId }) => ({
        deviceId: id,
        registrationId,
        type: 6,
        content: new Uint8Array([1]),
      })),
    });
  return { bench, signer, credential, announcing, setting, link, document, sendTo };
}

describe('a device list', () => {
  it('is taken when it holds, told with bundles, and newer each time', async () => {
    const { bench, setting } = await ready();
    expect(await bench.code(setting(4, [first]))).toBe('ok');
    const bundles = await bench.value({ type: 'takeBundles', identity: 'aci', device: 'all' });
    expect(decodeDeviceList(bundles.deviceList?.list ?? new Uint8Array(0))).toMatchObject({
      account: bench.id,
      version: 4,
      devices: [first],
    });
    for (const version of [1, 3, 4]) {
      const stale = await bench.ask({
        ...setting(version, [first]),
        signed: new ListSigner(bench.id, bench.registration.aci).sign(version, [first]),
      });
      expect(stale).toMatchObject({ ok: false, refusal: { code: 'devices.list_invalid' } });
    }
    const older = await bench.ask(setting(3, [first]));
    expect(older).toMatchObject({
      ok: false,
      refusal: { code: 'devices.list_stale', currentVersion: 4 },
    });
  });

  it('may be set again in the same bytes', async () => {
    const { bench, setting } = await ready();
    const command = setting(1, [first]);
    expect([await bench.code(command), await bench.code(command)]).toEqual(['ok', 'ok']);
  });

  it.each<[string, (ground: Awaited<ReturnType<typeof ready>>) => object]>([
    [
      'of another account',
      ({ signer }) => ({
        signed: signer.sign(2, [first], { account: newAccountId() }),
      }),
    ],
    ['with a device that is none', ({ signer }) => ({ signed: signer.sign(2, [first, second]) })],
    ['with another registration id', ({ signer }) => ({ signed: signer.sign(2, [listed(1, 5)]) })],
    [
      'with another one for the PNI',
      ({ signer }) => ({ signed: signer.sign(2, [listed(1, 1111, 5)]) }),
    ],
    ['that cannot be read', ({ signer }) => ({ signed: signer.signBytes(new Uint8Array([9])) })],
    [
      'whose key another identity has signed',
      ({ bench }) => ({ signed: new ListSigner(bench.id, newIdentity()).sign(2, [first]) }),
    ],
    [
      'whose signature is of another list',
      ({ signer }) => ({
        signed: {
          ...signer.sign(2, [first]),
          listSignature: signer.sign(3, [first]).listSignature,
        },
      }),
    ],
    [
      'that the identity key has signed in place of the list key',
      ({ signer, bench }) => ({
        signed: { ...signer.sign(2, [first]), listKey: bench.registration.aci.publicKey },
      }),
    ],
  ])('%s is refused and changes nothing', async (_, change) => {
    const ground = await ready();
    const { bench, setting, document } = ground;
    await bench.value(setting(1, [first]));
    const before = await document();
    expect(await bench.code({ ...setting(2, [first]), ...change(ground) })).toBe(
      'devices.list_invalid',
    );
    expect(await document()).toEqual(before);
  });

  it('is set by the primary alone', async () => {
    const { bench, setting, link } = await ready();
    const credential = await link();
    const command = { ...setting(3, [first, second]), device: two, credential };
    expect(await bench.code(command)).toBe('auth.forbidden');
    expect(await bench.code({ ...command, device: one })).toBe('auth.invalid');
  });

  it('ends with the registration it was made in', async () => {
    const { bench, link, document } = await ready();
    await link();
    const { command } = bench.registration;
    const again = {
      ...command,
      device: { ...command.device, credential: { salt: 's', hash: 'h' } },
    };
    await bench.value(again);
    expect(await document()).toMatchObject({ devices: [{ id: 1, credential: { salt: 's' } }] });
    expect((await document())?.deviceList).toBeUndefined();
  });
});

describe('linking', () => {
  it('adds the announced device and swaps the list, in one write', async () => {
    const { bench, link, document, signer } = await ready();
    await link();
    expect(await document()).toMatchObject({ devices: [{ id: 1 }, { id: 2 }] });
    expect((await document())?.pendingLink).toBeUndefined();
    expect((await document())?.deviceList?.listKey).toEqual(signer.key.publicKey);
    const who = { type: 'authenticate', device: two, password: 'the password of a linked device' };
    expect(await bench.value(who as CommandOf<'account', 'authenticate'>)).toMatchObject({
      device: 2,
      hasSiblings: true,
    });
  });

  it('takes one device of a hundred that show the token', async () => {
    const { bench, announcing, document } = await ready();
    await bench.value(announcing(2));
    const codes = await Promise.all(
      Array.from({ length: 100 }, () => bench.code(newLinkDevice('hash 2', bench.registration))),
    );
    expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
    expect(codes.filter((code) => code === 'link.token_invalid')).toHaveLength(99);
    expect((await document())?.devices).toHaveLength(2);
  });

  it('answers the winner again as it did', async () => {
    const { bench, announcing } = await ready();
    await bench.value(announcing(2));
    const command = newLinkDevice('hash 2', bench.registration);
    const answers = [await bench.value(command), await bench.value(command)];
    expect(answers[0]).toMatchObject({ device: 2 });
    expect(answers[1]).toEqual(answers[0]);
  });

  it.each<[string, (ground: Awaited<ReturnType<typeof ready>>) => Promise<unknown>]>([
    ['another was announced', ({ bench, announcing }) => bench.value(announcing(3))],
    ['a newer list was set', ({ bench, setting }) => bench.value(setting(2, [first]))],
    ['ten minutes have gone by', async ({ bench }) => bench.clock.advance(limits.linkingMs)],
    [
      'the account was registered again',
      ({ bench }) => {
        const { command } = bench.registration;
        const credential = { salt: 's', hash: 'h' };
        return bench.value({ ...command, device: { ...command.device, credential } });
      },
    ],
  ])('comes too late when %s', async (_, happens) => {
    const ground = await ready();
    const { bench, announcing, document } = ground;
    await bench.value(announcing(2));
    await happens(ground);
    const late = newLinkDevice('hash 2', bench.registration);
    expect(await bench.code(late)).toBe('link.token_invalid');
    expect((await document())?.devices).toHaveLength(1);
  });

  it('refuses a token of nobody, other registration ids, and wrong keys', async () => {
    const { bench, announcing } = await ready();
    const { registration } = bench;
    expect(await bench.code(newLinkDevice('hash 2', registration))).toBe('link.token_invalid');
    await bench.value(announcing(2));
    expect(await bench.code(newLinkDevice('other', registration))).toBe('link.token_invalid');
    const others = newLinkDevice('hash 2', registration, {}, [31, 33]);
    expect(await bench.code(others)).toBe('link.token_invalid');
    const right = newLinkDevice('hash 2', registration);
    const signedPreKey = newSignedKey('ec', newIdentity(), 7);
    const aci = { ...right.device.identities.aci, signedPreKey };
    const identities = { ...right.device.identities, aci };
    const foreign = { ...right, device: { ...right.device, identities } };
    expect(await bench.code(foreign)).toBe('key.signature');
    expect(await bench.code(right)).toBe('ok');
  });

  it('keeps out a device that cannot what all others can, where that is guarded', async () => {
    const { bench, announcing } = await ready();
    const { credential } = bench.registration.command.device;
    const attributes = {
      type: 'setAttributes',
      device: one,
      credential: credential.salt,
      registrationId: 1111 as RegistrationId,
      pniRegistrationId: 2222 as RegistrationId,
      capabilities: { spqr: true, anything: true },
      discoverableByNumber: true,
    } as const;
    await bench.value(attributes);
    await bench.value(announcing(2));
    const without = newLinkDevice('hash 2', bench.registration, {
      capabilities: { anything: true },
    });
    expect(await bench.code(without)).toBe('device.capability_missing');
    const able = newLinkDevice('hash 2', bench.registration, { capabilities: { spqr: true } });
    expect(await bench.code(able)).toBe('ok');
  });

  it('is announced by a list of all that there are and the new one', async () => {
    const { bench, announcing, link } = await ready();
    const third = listed(3, 31, 32);
    const wrong = [
      announcing(2, [first]),
      announcing(2, [first, listed(2, 31, 33)]),
      announcing(2, [first, second, third]),
      announcing(2, [listed(1, 5), second]),
    ];
    for (const command of wrong) expect(await bench.code(command)).toBe('devices.list_invalid');
    const credential = await link();
    expect(await bench.code(announcing(3, [first, third]))).toBe('devices.list_invalid');
    const own = announcing(3, [first, second, third], { device: two, credential });
    expect(await bench.code(own)).toBe('auth.forbidden');
  });

  it('stops at six devices', async () => {
    const { bench, announcing } = await ready();
    const entries: ListedDevice[] = [first];
    for (let id = 2; id <= limits.devicesMax; id++) {
      entries.push(listed(id, 31, 32));
      await bench.value(announcing(id, entries));
      await bench.value(newLinkDevice(`hash ${id}`, bench.registration));
    }
    const seventh = announcing(7, [...entries, listed(7, 31, 32)]);
    expect(await bench.code(seventh)).toBe('devices.too_many');
  });

  it('is told to the devices that are connected', async () => {
    const { bench, credential, link } = await ready();
    const socket = connection('socket-1');
    await bench.value({
      type: 'attach',
      device: one,
      credential,
      connection: socket,
      ordinal: 1,
      attempt: 1,
    });
    await link();
    await bench.turns();
    const notices = bench.delivery.told.filter(({ delivery }) => delivery.type === 'notice');
    expect(notices).toMatchObject([
      { to: socket, delivery: { notice: { kind: 'devices.changed', account: bench.id } } },
    ]);
  });
});

describe('a removal', () => {
  it('by list takes credential, keys and queue, and the next send has one too many', async () => {
    const { bench, setting, link, document, sendTo } = await ready();
    const salt = await link();
    await bench.value(sendTo(first, second));
    expect(await bench.code({ type: 'authorize', device: two, credential: salt })).toBe('ok');
    expect(await bench.code(setting(3, [first]))).toBe('ok');
    expect(await bench.code({ type: 'authorize', device: two, credential: salt })).toBe(
      'auth.invalid',
    );
    expect((await document())?.devices).toMatchObject([{ id: 1 }]);
    expect((await document())?.retired).toBeUndefined();
    expect(await bench.waiting()).toBe(1);
    expect(await bench.ask(sendTo(first, second))).toMatchObject({
      ok: false,
      refusal: {
        code: 'message.mismatched_devices',
        mismatchedDevices: { missing: [], extra: [2], stale: [] },
      },
    });
  });

  it('is answered when the worker that holds the socket has said that it is closed', async () => {
    const { bench, setting, link } = await ready();
    const credential = await link();
    const socket = connection('socket-2');
    const member = socket.member as MemberId;
    await bench.value({
      type: 'attach',
      device: two,
      credential,
      connection: socket,
      ordinal: 1,
      attempt: 1,
    });
    let answered: string | undefined;
    void bench.code(setting(3, [first])).then((code) => {
      answered = code;
    });
    await bench.turns();
    expect(answered).toBeUndefined();
    const evictions = bench.delivery.told.filter(({ delivery }) => delivery.type === 'evict');
    expect(evictions).toMatchObject([{ delivery: { credential, code: 'device.removed' } }]);
    await bench.value({ type: 'evicted', credential, member });
    await bench.turns();
    expect(answered).toBe('ok');
  });

  it('of itself leaves the list as it is, and is told', async () => {
    const { bench, link, document, credential } = await ready();
    const salt = await link();
    const attach = { type: 'attach', connection: connection('a'), ordinal: 1, attempt: 1 } as const;
    await bench.value({ ...attach, device: one, credential });
    expect(await bench.code({ type: 'unlinkDevice', device: two, credential: salt })).toBe('ok');
    expect((await document())?.devices).toMatchObject([{ id: 1 }]);
    const list = (await document())?.deviceList?.list ?? new Uint8Array(0);
    expect(decodeDeviceList(list).devices).toEqual([first, second]);
    await bench.turns();
    const notices = bench.delivery.told.filter(({ delivery }) => delivery.type === 'notice');
    expect(notices.at(-1)).toMatchObject({ delivery: { notice: { kind: 'device.unlinked' } } });
  });

  it('is not for the primary to do to itself', async () => {
    const { bench, credential } = await ready();
    const unlink = { type: 'unlinkDevice', device: one, credential } as const;
    expect(await bench.code(unlink)).toBe('auth.forbidden');
  });

  it('leaves a place that a new device may take', async () => {
    const { bench, setting, link, announcing, document } = await ready();
    await link();
    await bench.value(setting(3, [first]));
    const back = listed(2, 41, 42);
    const { registrationId, pniRegistrationId } = back;
    const ids = { registrationId, pniRegistrationId };
    await bench.value(announcing(4, [first, back], ids));
    const command = newLinkDevice('hash 4', bench.registration, {}, [41, 42]);
    expect(await bench.code(command)).toBe('ok');
    expect((await document())?.devices.map(({ id }) => id)).toEqual([1, 2]);
  });
});
