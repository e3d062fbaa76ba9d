// What an account's actor does about registration, credentials, keys and deletion.

import type { Account } from '#actors';
import { repeatedUseKeyDigest } from '#crypto';
import type { QueueAddress } from '#ports';
import { strangers } from '#ports';
import type { EnvelopeGuid, FencingToken, RegistrationId } from '#protocol';
import { accountAddress } from '#protocol';
import { describe, expect, it } from 'vitest';
import {
  connection,
  newAccountId,
  newEcKey,
  newRegistration,
  newSend,
  newSignedKey,
  password,
  primary,
} from '../../../support/accounts.ts';
import { ActorsBench } from '../../../support/actorsBench.ts';
import { away } from '../../../support/faults.ts';

const authenticate = { type: 'authenticate', device: primary, password } as const;
const socket = connection('socket-1');
const attach = {
  type: 'attach',
  device: primary,
  connection: socket,
  ordinal: 1,
  attempt: 1,
} as const;
const bundles = { type: 'takeBundles', identity: 'aci', device: 'all' } as const;
const countKeys = { type: 'countKeys', device: primary, identity: 'aci' } as const;

async function registered(): Promise<ActorsBench> {
  const bench = new ActorsBench();
  await bench.register();
  return bench;
}

describe('registration', () => {
  it('answers a repeated command the same and changes nothing', async () => {
    const bench = new ActorsBench();
    const first = await bench.value(bench.registration.command);
    await bench.value(newSend());
    expect(await bench.value(bench.registration.command)).toEqual(first);
    expect(await bench.waiting()).toBe(1);
  });

  it('is refused as a conflict when the number is another account’s', async () => {
    const bench = await registered();
    const again = newRegistration(bench.registration.command.number).command;
    const other = newAccountId();
    for (let shard = 0; shard < 256; shard++) {
      bench.host.open({ shard: shard as never, token: 1 as never, isValid: () => true });
    }
    const result = await bench.host.handle(accountAddress(other), again);
    expect(result.ok ? 'ok' : result.refusal.code).toBe('registration.conflict');
  });

  it('takes an account over: old mail, keys, credential and connection go', async () => {
    const bench = await registered();
    await bench.value({
      type: 'putKeys',
      device: primary,
      identity: 'aci',
      preKeys: [newEcKey(1)],
    });
    await bench.value(attach);
    await bench.value(newSend());
    await bench.turns();
    const { command } = newRegistration(bench.registration.command.number);
    const taken = await bench.evicting(bench.value(command));
    expect(taken.pni).toBe(bench.registration.command.pni);
    expect(bench.delivery.told.at(-1)?.delivery).toMatchObject({
      type: 'evict',
      credential: bench.registration.command.device.credential.salt,
      code: 'device.replaced',
    });
    expect(await bench.waiting()).toBe(0);
    expect(await bench.value(countKeys)).toEqual({ count: 0, kemCount: 0 });
    const { salt } = bench.registration.command.device.credential;
    expect(await bench.code({ type: 'authorize', device: primary, credential: salt })).toBe(
      'auth.invalid',
    );
  });

  it('that fails takes nothing from the device that stays', async () => {
    const bench = await registered();
    const preKeys = [newEcKey(1)];
    await bench.value({ type: 'putKeys', device: primary, identity: 'aci', preKeys });
    await bench.value(attach);
    await bench.value(newSend());
    const { command } = newRegistration(bench.registration.command.number);
    const end = bench.accounts.begin(away, 'replace');
    expect(await bench.code(command)).toBe('server.unavailable');
    end();
    bench.clock.advance(1000);
    expect(await bench.code(authenticate)).toBe('ok');
    expect(await bench.waiting()).toBe(1);
    expect((await bench.value(countKeys)).count).toBe(1);
    expect(bench.delivery.types(socket)).not.toContain('close');
  });

  it('shares nothing with the life before, whatever a former owner still writes', async () => {
    const bench = await registered();
    const { device, queueKey } = bench.registration.command;
    const former = {
      ...{ account: bench.id, device: primary },
      ...{ generation: device.queueGeneration, key: queueKey },
    };
    const { command } = newRegistration(bench.registration.command.number);
    await bench.value(command);
    const guid = 'a'.repeat(32) as EnvelopeGuid;
    await bench.queue.real.insert(former, 1 as FencingToken, guid, new Uint8Array(1));
    await bench.value(attach);
    await bench.turns();
    expect(bench.delivery.guids(socket)).toEqual([]);
    const kept = (await bench.document()) as Account;
    expect(Buffer.from(kept.queueKey).equals(queueKey)).toBe(false);
  });

  it('hands out no pre-key of the life before, and clears it later where it must', async () => {
    const bench = await registered();
    const preKeys = [newEcKey(1)];
    await bench.value({ type: 'putKeys', device: primary, identity: 'aci', preKeys });
    await bench.value(newSend());
    const { command } = newRegistration(bench.registration.command.number);
    const ends = [bench.preKeys.begin(away, 'clear'), bench.queue.begin(away, 'clear')];
    await bench.value(command);
    const taken = await bench.value(bundles);
    expect(taken.devices[0]?.preKey).toBeUndefined();
    await bench.value({
      type: 'putKeys',
      device: primary,
      identity: 'aci',
      preKeys: [newEcKey(2)],
    });
    expect((await bench.document())?.retired).toHaveLength(1);
    // The process dies; the next owner ends what it had begun.
    bench.open(2);
    for (const end of ends) end();
    await bench.value(countKeys);
    await bench.turns();
    expect(await bench.waiting()).toBe(0);
    expect(await bench.value(countKeys)).toEqual({ count: 1, kemCount: 0 });
    const life = { account: bench.id, device: primary, identity: 'aci' } as const;
    const former = bench.registration.command.device.queueGeneration;
    const left = await bench.preKeys.real.count({ ...life, generation: former });
    expect(left).toEqual({ ec: 0, kem: 0 });
    expect((await bench.document())?.retired).toBeUndefined();
  });

  it('of another number cannot take an account over', async () => {
    const bench = await registered();
    expect(await bench.code(newRegistration('+4915199999999').command)).toBe(
      'registration.conflict',
    );
  });
});

describe('a document of an earlier form', () => {
  it('gets a queue and a key for it, which are stored before they are used and stay', async () => {
    const bench = await registered();
    const former = (await bench.document()) as Account;
    const { queueKey: _key, ...rest } = former;
    const devices = rest.devices.map(({ queueGeneration: _generation, ...device }) => device);
    const old = { ...rest, devices } as unknown as Account;
    await bench.accounts.real.replace(old, 1 as FencingToken);
    bench.open(2);
    const end = bench.accounts.begin(away, 'replace');
    expect(await bench.code(newSend())).toBe('server.unavailable');
    expect(bench.queue.calls('insert')).toEqual([]);
    end();
    bench.clock.advance(1000);
    await bench.value(newSend());
    const kept = (await bench.document()) as Account;
    const [device] = kept.devices as [Account['devices'][number]];
    expect(kept.queueKey.length).toBe(32);
    bench.open(3);
    await bench.value(newSend());
    expect(await bench.document()).toEqual(kept);
    const generations = bench.queue.calls('insert').map(([to]) => (to as QueueAddress).generation);
    expect(generations).toEqual([device.queueGeneration, device.queueGeneration]);
  });
});

describe('credentials', () => {
  it('are refused alike for a wrong password and an unknown account', async () => {
    const bench = new ActorsBench();
    expect(await bench.code(authenticate)).toBe('auth.invalid');
    await bench.register();
    const device = await bench.value(authenticate);
    expect(device.credential).toBe(bench.registration.command.device.credential.salt);
    expect(await bench.code({ ...authenticate, password: 'wrong' })).toBe('auth.invalid');
    expect(await bench.code({ ...authenticate, device: 2 as typeof primary })).toBe('auth.invalid');
  });
});

describe('keys', () => {
  it('are handed out once each, then the last-resort key stands in', async () => {
    const bench = await registered();
    const { aci, command } = bench.registration;
    const kem = newSignedKey('kem', aci, 7);
    const ec = newEcKey(6);
    await bench.value({
      type: 'putKeys',
      device: primary,
      identity: 'aci',
      preKeys: [ec],
      kemPreKeys: [kem],
    });
    expect(await bench.value(countKeys)).toEqual({ count: 1, kemCount: 1 });
    const first = await bench.value(bundles);
    expect(first.devices[0]).toMatchObject({ preKey: ec, kemPreKey: kem, registrationId: 1111 });
    const second = await bench.value(bundles);
    expect(second.devices[0]?.preKey).toBeUndefined();
    expect(second.devices[0]?.kemPreKey).toEqual(command.keys.identities.aci.lastResortPreKey);
    expect(await bench.code({ ...bundles, device: 2 as typeof primary })).toBe('device.not_found');
  });

  it('are all refused when one is wrong', async () => {
    const bench = await registered();
    const { aci, pni } = bench.registration;
    const put = { type: 'putKeys', device: primary, identity: 'aci' } as const;
    const kemPreKeys = [newSignedKey('kem', aci, 1), newSignedKey('kem', pni, 2)];
    expect(await bench.code({ ...put, preKeys: [newEcKey(1)], kemPreKeys })).toBe('key.signature');
    const short = { keyId: 1, publicKey: new Uint8Array(32) };
    expect(await bench.code({ ...put, preKeys: [short] })).toBe('key.malformed');
    expect(await bench.code({ ...put, preKeys: [newEcKey(3), newEcKey(3)] })).toBe('key.malformed');
    expect(await bench.value(countKeys)).toEqual({ count: 0, kemCount: 0 });
  });

  it('of a hundred are checked without holding the event loop for long', async () => {
    const bench = await registered();
    const kemPreKeys = Array.from({ length: 100 }, (_, n) =>
      newSignedKey('kem', bench.registration.aci, n),
    );
    let others = 0;
    const ticking = setInterval(() => others++, 0);
    await bench.value({ type: 'putKeys', device: primary, identity: 'aci', kemPreKeys });
    clearInterval(ticking);
    expect(others).toBeGreaterThan(1);
  });

  it('that the client still has are compared by digest', async () => {
    const bench = await registered();
    const { command, aci } = bench.registration;
    const signedPreKey = newSignedKey('ec', aci, 9);
    await bench.value({ type: 'putKeys', device: primary, identity: 'aci', signedPreKey });
    const { lastResortPreKey } = command.keys.identities.aci;
    const digest = repeatedUseKeyDigest(aci.publicKey, signedPreKey, lastResortPreKey);
    const check = { type: 'checkKeys', device: primary, identity: 'aci' } as const;
    expect(await bench.code({ ...check, digest })).toBe('ok');
    expect(await bench.code({ ...check, digest: new Uint8Array(32) })).toBe('key.differs');
  });
});

describe('the document', () => {
  it('is described and changed', async () => {
    const bench = await registered();
    const change = {
      type: 'setAttributes',
      device: primary,
      registrationId: 77 as RegistrationId,
      pniRegistrationId: 78 as RegistrationId,
      capabilities: { deleteSync: true },
      name: 'sealed name',
      discoverableByNumber: false,
    } as const;
    await bench.value(change);
    const view = await bench.value({ type: 'describe' });
    expect(view).toMatchObject({ discoverableByNumber: false, id: bench.id });
    expect(view.devices[0]).toMatchObject({ registrationId: 77, name: 'sealed name' });
    expect(await bench.code(newSend())).toBe('message.stale_devices');
  });

  it('is read again after a write whose outcome is unknown', async () => {
    const bench = await registered();
    const end = bench.accounts.begin(away);
    const put = { type: 'putKeys', device: primary, identity: 'aci' } as const;
    const signedPreKey = newSignedKey('ec', bench.registration.aci, 9);
    expect(await bench.code({ ...put, signedPreKey })).toBe('server.unavailable');
    end();
    const taken = await bench.value(bundles);
    expect(taken.devices[0]?.signedPreKey.keyId).toBe(1);
  });

  it('that a newer owner wrote is not written: the shard is given up', async () => {
    const bench = await registered();
    await bench.accounts.real.claim(bench.id, 9 as FencingToken);
    const signedPreKey = newSignedKey('ec', bench.registration.aci, 9);
    const put = { type: 'putKeys', device: primary, identity: 'aci', signedPreKey } as const;
    expect(await bench.code(put)).toBe('shard.not_owner');
    expect(await bench.code({ type: 'describe' })).toBe('shard.not_owner');
  });

  it('goes with everything of the account, and going twice is no harm', async () => {
    const bench = await registered();
    await bench.value(attach);
    await bench.value(newSend());
    await bench.evicting(bench.value({ type: 'deleteAccount' }));
    expect(bench.delivery.told.at(-1)?.delivery).toMatchObject({
      type: 'evict',
      code: 'account.deleted',
    });
    expect(await bench.document()).toBeUndefined();
    expect(await bench.waiting()).toBe(0);
    expect(bench.relations.calls('removeAll')).toEqual([[bench.id]]);
    expect(bench.records.calls('removeAll')).toEqual([[bench.id]]);
    expect(await bench.code({ type: 'deleteAccount' })).toBe('ok');
    expect(await bench.code(newSend())).toBe('account.not_found');
    expect(await bench.code(authenticate)).toBe('auth.invalid');
  });

  it('is gone with its document, though its mail can be cleared only later', async () => {
    const bench = await registered();
    await bench.value(newSend());
    const end = bench.queue.begin(away, 'clear');
    await bench.value({ type: 'deleteAccount' });
    const husk = await bench.document();
    expect(husk).toMatchObject({ devices: [], deleted: true });
    expect(husk?.queueKey.length).toBe(0);
    expect(husk?.number).toBeUndefined();
    expect(await bench.code(newSend())).toBe('account.not_found');
    bench.open(2);
    end();
    expect(await bench.code(authenticate)).toBe('auth.invalid');
    await bench.turns();
    expect(await bench.document()).toBeUndefined();
    expect(await bench.waiting()).toBe(0);
  });

  it('leaves no note of who wrote, however late that came to the store', async () => {
    const bench = await registered();
    const source = await bench.sender();
    const open = bench.relations.hold('waits', 'replace');
    await bench.value(newSend({ source }));
    const gone = bench.value({ type: 'deleteAccount' });
    await bench.turns();
    expect(bench.relations.calls('removeAll')).toEqual([]);
    open();
    await gone;
    expect(bench.relations.calls('replace')).toHaveLength(1);
    expect(await bench.relations.real.load(source.account, bench.id)).toEqual(strangers);
  });

  it('leaves no note of a sender who was deleted while it was on its way', async () => {
    const bench = await registered();
    const source = await bench.sender();
    const open = bench.relations.hold('waits', 'replace');
    await bench.value(newSend({ source }));
    await bench.turns();
    await bench.accounts.real.remove(source.account, 9 as FencingToken);
    await bench.relations.real.removeAll(source.account);
    open();
    await bench.turns();
    expect(bench.relations.calls('replace')).toHaveLength(2);
    expect(await bench.relations.real.load(source.account, bench.id)).toEqual(strangers);
  });
});
