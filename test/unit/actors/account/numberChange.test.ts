// Another phone number: all devices get keys under the new PNI in one write, and hear of it; who
// had it loses the number, and is asked for what a registration of it takes.

import { hashToken, totpCode } from '#crypto';
import type { DeviceId, PhoneIdentityId, RegistrationId } from '#protocol';
import { describe, expect, it } from 'vitest';
import { attach, newIdentity, newUuid } from '../../../support/accounts.ts';
import { listed, newLinkDevice } from '../../../support/deviceLists.ts';
import { away, unheard } from '../../../support/faults.ts';
import { until } from '../../../support/people.ts';
import { newAccount } from '../../../support/storeSubjects.ts';
import {
  document,
  first,
  firstNext,
  keysBy,
  left,
  newsFor,
  number,
  one,
  publish,
  ready,
  second,
  secondNext,
  to,
  two,
  waitingFor,
} from './numberScene.ts';
import type { Change } from './numberScene.ts';

describe('a change of number', () => {
  it('gives number, PNI and the keys of all devices at once, and no other key', async () => {
    const { bench, pni, command } = await ready();
    const before = await document(bench);
    const asked = command();
    expect(await bench.value(asked)).toEqual({ pni: asked.pni, number, isDone: true });
    const after = await document(bench);
    expect(after).toMatchObject({
      number,
      pni: asked.pni,
      identityKeys: { aci: before.identityKeys.aci, pni: pni.publicKey },
      security: [{ kind: 'device-linked' }, { kind: 'number-changed' }],
    });
    for (const [at, registrationId] of [52, 62].entries()) {
      const [was, is] = [before.devices[at], after.devices[at]];
      expect(is?.identities.aci).toEqual(was?.identities.aci);
      expect(is?.identities.pni).toMatchObject({ registrationId, signedPreKey: { keyId: 11 } });
    }
    const { accounts } = bench;
    expect(await accounts.real.findByNumber(before.number ?? '')).toBeUndefined();
    expect(await accounts.real.findByPhoneIdentity(before.pni)).toBeUndefined();
    expect(await accounts.real.findByNumber(number)).toEqual({ id: bench.id, pni: asked.pni });
    expect(after).not.toHaveProperty('numberNews');
    expect(after).not.toHaveProperty('retired');
  });

  it('ends the one-time keys of the former PNI, and those of the account stay', async () => {
    const { bench, command } = await ready();
    await bench.value(command());
    expect([await left(bench, 'aci'), await left(bench, 'pni')]).toEqual([1, 0]);
    await publish(bench, 'pni', 70);
    const bundles = await bench.value({ type: 'takeBundles', identity: 'pni', device: one });
    expect(bundles.devices[0]).toMatchObject({ registrationId: 52, preKey: { keyId: 70 } });
    await bench.value({ type: 'deleteAccount', device: one });
    expect(await bench.document()).toBeUndefined();
    for (const [pool] of bench.preKeys.calls('replaceEc')) {
      expect(await bench.preKeys.real.count(pool as never)).toEqual({ ec: 0, kem: 0 });
    }
  });

  it('tells each other device what is for it, with the PNI, and sends go on', async () => {
    const { bench, command } = await ready();
    await bench.value(to(first, second));
    const asked = command();
    await bench.value(asked);
    await bench.value(to(first, second));
    expect(await waitingFor(bench, one)).toHaveLength(2);
    const heard = await waitingFor(bench, two);
    expect(heard).toHaveLength(3);
    expect(heard[1]).toMatchObject({
      type: 1,
      sourceServiceId: bench.id,
      sourceDevice: 1,
      destinationServiceId: bench.id,
      updatedPni: asked.pni,
      clientTimestamp: 1_700_000_000_005,
    });
    expect(heard.filter(({ updatedPni }) => updatedPni)).toHaveLength(1);
  });

  it('may be asked for again in the same bytes, which changes and tells nothing', async () => {
    const { bench, command } = await ready();
    const twice = command();
    const done = await bench.value(twice);
    await publish(bench, 'pni', 70);
    const again = { ...twice, pni: newUuid() as PhoneIdentityId };
    expect(await bench.value(again)).toEqual(done);
    expect(await bench.value({ ...again, isTrial: true })).toEqual(done);
    expect(await left(bench, 'pni')).toBe(1);
    expect(await waitingFor(bench, two)).toHaveLength(1);
  });

  it('that is tried changes nothing, and refuses what it would', async () => {
    const { bench, command } = await ready();
    const before = await document(bench);
    const tried = await bench.value(command({ isTrial: true }));
    expect(tried).toMatchObject({ number, isDone: false });
    const none = command({ isTrial: true, news: newsFor([]) });
    expect(await bench.code(none)).toBe('message.mismatched_devices');
    expect(await document(bench)).toEqual(before);
  });

  it('voids a device that was announced: the former PNI was to sign its keys', async () => {
    const { bench, signer, command } = await ready();
    await bench.value({
      type: 'announceDevice',
      device: one,
      tokenHash: 'other',
      registrationId: 71 as RegistrationId,
      pniRegistrationId: 72 as RegistrationId,
      signed: signer.sign(3, [first, second, listed(3, 71, 72)]),
    });
    await bench.value(command());
    const link = newLinkDevice('other', bench.registration, {}, [71, 72]);
    expect(await bench.code(link)).toBe('link.token_invalid');
  });

  it.each<[string, string, (on: Awaited<ReturnType<typeof ready>>) => Partial<Change>]>([
    ['a linked device', 'auth.forbidden', ({ linked }) => ({ device: two, credential: linked })],
    ['a credential that is none', 'auth.invalid', () => ({ credential: 'c'.repeat(32) })],
    ['the number that it has', 'request.invalid', () => ({ number: '+4915112345678' })],
    [
      'the PNI key that it has',
      'request.invalid',
      ({ bench }) => ({ identityKey: bench.registration.pni.publicKey }),
    ],
    [
      'the account’s own identity key',
      'request.invalid',
      ({ bench }) => ({ identityKey: bench.registration.aci.publicKey }),
    ],
    [
      'keys for one device of two',
      'message.mismatched_devices',
      ({ pni }) => ({ identities: [keysBy(pni, one, 52)] }),
    ],
    [
      'keys for a device that is not there',
      'message.mismatched_devices',
      ({ pni }) => ({
        identities: [one, two, 3 as DeviceId].map((id) => keysBy(pni, id, 52)),
      }),
    ],
    ['no message for a device', 'message.mismatched_devices', () => ({ news: newsFor([]) })],
    [
      'a message for itself',
      'message.mismatched_devices',
      () => ({
        news: newsFor([
          { deviceId: 1, registrationId: 1111 },
          { deviceId: 2, registrationId: 31 },
        ]),
      }),
    ],
    [
      'a message for a device of before',
      'message.stale_devices',
      () => ({ news: newsFor([{ deviceId: 2, registrationId: 30 }]) }),
    ],
    [
      'a pre-key that another identity has signed',
      'key.signature',
      ({ pni }) => ({ identities: [keysBy(pni, one, 52), keysBy(newIdentity(), two, 62)] }),
    ],
    ['an identity key that is none', 'key.signature', () => ({ identityKey: new Uint8Array(33) })],
    [
      'other registration ids without a list',
      'devices.list_invalid',
      ({ command }) => {
        const { signed: _none, ...rest } = command();
        return { ...rest, signed: undefined as never };
      },
    ],
    [
      'a list that leaves a device out',
      'devices.list_invalid',
      ({ signer }) => ({ signed: signer.sign(3, [firstNext]) }),
    ],
    [
      'a list of before',
      'devices.list_stale',
      ({ signer }) => ({ signed: signer.sign(2, [firstNext, secondNext]) }),
    ],
  ])('with %s is refused with %s, and nothing changes', async (_what, code, change) => {
    const ground = await ready();
    const before = await document(ground.bench);
    expect(await ground.bench.code(ground.command(change(ground)))).toBe(code);
    expect(await document(ground.bench)).toEqual(before);
    expect(await waitingFor(ground.bench, two)).toEqual([]);
  });

  it('of a locked account takes the PIN, which locks the new number', async () => {
    const { bench, command } = await ready();
    await bench.value({ type: 'setLock', device: one, token: hashToken('a'.repeat(64)) });
    expect(await bench.code(command())).toBe('request.invalid');
    const hashed = hashToken('b'.repeat(64));
    const shown = { token: 'b'.repeat(64), hashed };
    expect(await bench.code(command({ shown }))).toBe('ok');
    expect((await document(bench)).lock?.token).toEqual(hashed);
  });
});

describe('a number that somebody else has', () => {
  it('is one account’s: who comes second is told so, and is as it was', async () => {
    const { bench, command } = await ready();
    const before = await document(bench);
    const other = newAccount(number);
    await bench.accounts.real.create(other, 1 as never);
    expect(await bench.code(command())).toBe('number.taken');
    expect(await document(bench)).toEqual(before);
    // The actor knows what it knew: the next command is answered as before.
    expect((await bench.value({ type: 'describe' })).number).toBe('+4915112345678');
  });

  it('is lost by its holder, who goes on without it and is told', async () => {
    const { bench } = await ready();
    const before = await document(bench);
    const had = before.number ?? '';
    expect(await bench.code({ type: 'releaseNumber', number: '+12025550100' })).toBe('ok');
    expect(await document(bench)).toEqual(before);
    expect(await bench.code({ type: 'releaseNumber', number: had })).toBe('ok');
    const after = await document(bench);
    const { number: _lost, ...rest } = before;
    expect(after).toEqual({
      ...rest,
      security: [...(before.security ?? []), { kind: 'number-lost', at: expect.any(Number) }],
    });
    expect(await bench.accounts.real.findByNumber(had)).toBeUndefined();
    expect(await bench.code({ type: 'releaseNumber', number: had })).toBe('ok');
    expect(await document(bench)).toEqual(after);
  });

  it('is kept by a lock that nobody opens; the owner is told, and hears it at once', async () => {
    const { bench } = await ready();
    const had = (await document(bench)).number ?? '';
    await bench.value({ type: 'setLock', device: one, token: hashToken('a'.repeat(64)) });
    const wrong = { token: 'b'.repeat(64), hashed: hashToken('b'.repeat(64)) };
    for (const shown of [{}, { shown: wrong }]) {
      const refused = await bench.ask({ type: 'releaseNumber', number: had, ...shown });
      expect(refused).toMatchObject({
        ok: false,
        refusal: { code: 'registration.locked', retryAfterMs: expect.any(Number) },
      });
    }
    expect((await document(bench)).number).toBe(had);
    expect((await document(bench)).security?.at(-1)?.kind).toBe('locked-out');
    const right = { token: 'a'.repeat(64), hashed: hashToken('a'.repeat(64)) };
    expect(await bench.code({ type: 'releaseNumber', number: had, shown: right })).toBe('ok');
    expect(await document(bench)).not.toHaveProperty('lock');
  });

  it('is kept by one-time codes, which stay on where a right one was shown', async () => {
    const { bench } = await ready();
    const had = (await document(bench)).number ?? '';
    const secret = new Uint8Array(20).fill(5);
    const code = (later = 0) => totpCode(secret, Math.floor(bench.clock.now() / 30_000) + later);
    await bench.value({ type: 'beginTotp', secret });
    await bench.value({ type: 'confirmTotp', code: code(), backupCodes: [] });
    const ask = { type: 'releaseNumber', number: had } as const;
    expect(await bench.code(ask)).toBe('registration.totp');
    expect(await bench.code({ ...ask, code: '000000', attempt: 'x' })).toBe('registration.totp');
    expect((await document(bench)).number).toBe(had);
    expect(await bench.code({ ...ask, code: code(1), attempt: 'y' })).toBe('ok');
    const after = await document(bench);
    expect([after.number, after.totp?.isOn]).toEqual([undefined, true]);
  });

  it('stays with an account that an operator has suspended', async () => {
    const { bench } = await ready();
    const had = (await document(bench)).number ?? '';
    await bench.value({ type: 'setStanding', isSuspended: true });
    expect(await bench.code({ type: 'releaseNumber', number: had })).toBe('account.suspended');
  });
});

describe('a change that is cut short', () => {
  it('before its write is none; nobody was told', async () => {
    const { bench, command } = await ready();
    const before = await document(bench);
    bench.accounts.once(away, 'replace');
    expect(await bench.code(command())).toBe('server.unavailable');
    expect(await document(bench)).toEqual(before);
    expect(await waitingFor(bench, two)).toEqual([]);
  });

  it('whose write was not heard of is known for done when it is asked for again', async () => {
    const { bench, command } = await ready();
    const asked = command();
    bench.accounts.once(unheard, 'replace');
    expect(await bench.code(asked)).toBe('server.unavailable');
    expect(await bench.value(asked)).toMatchObject({ pni: asked.pni, isDone: true });
    expect(await waitingFor(bench, two)).toHaveLength(1);
    expect(await document(bench)).not.toHaveProperty('numberNews');
  });

  it('behind its write is ended by the next owner: the device hears of it once', async () => {
    const { bench, command } = await ready();
    const asked = command();
    const end = bench.queue.begin(away, 'insert');
    expect(await bench.code(asked)).toBe('server.unavailable');
    expect((await document(bench)).numberNews?.guid).toBe(asked.news.guid);
    end();
    bench.open(2);
    expect((await bench.value({ type: 'describe' })).number).toBe(number);
    expect(await document(bench)).not.toHaveProperty('numberNews');
    expect(await bench.code(asked)).toBe('ok');
    const heard = await waitingFor(bench, two);
    expect(heard.map(({ updatedPni }) => updatedPni)).toEqual([asked.pni]);
  });

  it('by a full queue is told to whoever is connected once it has room again', async () => {
    const { bench, command, linked } = await ready();
    const asked = command();
    bench.queue.once({ says: { outcome: 'full' } }, 'insert');
    expect(await bench.code(asked)).toBe('ok');
    // While the device is away nobody tries, and the account may rest.
    bench.clock.advance(20_000);
    await bench.turns();
    expect(bench.queue.calls('insert')).toHaveLength(1);
    expect(await document(bench)).toHaveProperty('numberNews');
    await bench.value({ ...attach('of the second'), device: two, credential: linked });
    await until(async () => {
      bench.clock.advance(20_000);
      await bench.turns();
      return !(await document(bench)).numberNews;
    }, 'it is told');
    const heard = await waitingFor(bench, two);
    expect(heard.map(({ updatedPni }) => updatedPni)).toEqual([asked.pni]);
  });

  it('between the queue and the document tells nobody twice', async () => {
    const { bench, command } = await ready();
    const asked = command();
    // The first write is the change, the second says that it was told.
    let writes = 0;
    const real = bench.accounts.real.replace.bind(bench.accounts.real);
    bench.accounts.real.replace = (...args) => {
      writes += 1;
      return writes === 2 ? Promise.resolve('fenced') : real(...args);
    };
    expect(await bench.code(asked)).toBe('shard.not_owner');
    bench.accounts.real.replace = real;
    bench.open(3);
    expect((await bench.value({ type: 'describe' })).pni).toBe(asked.pni);
    expect(await waitingFor(bench, two)).toHaveLength(1);
    expect(await document(bench)).not.toHaveProperty('numberNews');
  });
});
