// Which sends fit an account's device list, and what becomes of them.

import { createHash } from 'node:crypto';
import type { Account, CommandOf } from '#actors';
import type { AccountId, DeviceId } from '#protocol';
import { decodeEnvelope, EnvelopeType, guidToBytes } from '#protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { send as declared } from '../../../../src/actors/account/sending.ts';
import { newAccountId, newRegistration, newSend } from '../../../support/accounts.ts';

const seed = 41_121;
const { command } = newRegistration();
const { identityKeys, identities } = command.keys;
const id = newAccountId();

function accountOf(devices: readonly number[]): Account {
  return {
    id,
    pni: command.pni,
    identityKeys,
    devices: devices.map((one) => ({ ...command.device, identities, id: one as DeviceId })),
    discoverableByNumber: true,
    createdAtMs: 1,
    queueKey: command.queueKey,
  };
}

function codeOf(account: Account, send: CommandOf<'account', 'send'>) {
  const { effects } = declared.decide({ id, account }, send, 1);
  const answer = effects.find((effect) => effect.type === 'answer');
  return answer?.type === 'answer' && !answer.result.ok ? answer.result.refusal : undefined;
}

const content = (deviceId: number, change = {}) => ({
  deviceId,
  registrationId: 1111,
  type: 6,
  content: new Uint8Array(4),
  ...change,
});

describe('a send', () => {
  it('fits when its devices are the account’s, and is told exactly how it differs', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1 });
    fc.assert(
      fc.property(ids, ids, fc.uniqueArray(fc.integer({ min: 1, max: 9 })), (has, given, old) => {
        const contents = given.map((device) =>
          content(device, old.includes(device) ? { registrationId: 5 } : {}),
        );
        const refusal = codeOf(accountOf(has), newSend({ contents }));
        const missing = has.filter((one) => !given.includes(one));
        const extra = given.filter((one) => !has.includes(one));
        const stale = has.filter((one) => given.includes(one) && old.includes(one));
        if (missing.length + extra.length + stale.length === 0) return refusal === undefined;
        expect(refusal?.mismatchedDevices).toEqual({ missing, extra, stale });
        expect(refusal?.code).toBe(
          stale.length > 0 ? 'message.stale_devices' : 'message.mismatched_devices',
        );
      }),
      { seed, numRuns: 300 },
    );
  });

  it('to the own account leaves the own device out', () => {
    const source = { account: id, device: 1 as DeviceId };
    const account = accountOf([1, 2]);
    expect(codeOf(account, newSend({ source, contents: [content(2)] }))).toBeUndefined();
    const both = newSend({ source, contents: [content(1), content(2)] });
    expect(codeOf(account, both)?.mismatchedDevices?.extra).toEqual([1]);
    expect(codeOf(accountOf([1]), newSend({ source, contents: [] }))).toBeUndefined();
  });

  it('is compared with the registration ids of the identity it addresses', () => {
    const account = accountOf([1]);
    const toPni = newSend({ identity: 'pni', contents: [content(1)] });
    expect(codeOf(account, toPni)?.code).toBe('message.stale_devices');
    const right = newSend({ identity: 'pni', contents: [content(1, { registrationId: 2222 })] });
    expect(codeOf(account, right)).toBeUndefined();
  });

  it('becomes envelopes under a guid that only this sender can make', () => {
    const source = { account: newAccountId(), device: 3 as DeviceId };
    const send = newSend({ source, contents: [content(1)] });
    const { effects } = declared.decide({ id, account: accountOf([1]) }, send, 1);
    const enqueue = effects.find((effect) => effect.type === 'enqueue');
    if (enqueue?.type !== 'enqueue') throw new Error('nothing to store');
    const [outgoing] = enqueue.envelopes;
    const envelope = decodeEnvelope(outgoing?.bytes ?? new Uint8Array());
    const expected = createHash('sha256')
      .update(`${source.account}.3\0${id}.1\0`)
      .update(guidToBytes(send.guid))
      .digest('hex')
      .slice(0, 32);
    expect(outgoing?.guid).toBe(expected);
    expect(Buffer.from(envelope.serverGuid).toString('hex')).toBe(expected);
    expect(envelope).toMatchObject({
      type: 6,
      sourceServiceId: source.account,
      sourceDevice: 3,
      destinationServiceId: id,
      clientTimestamp: send.clientTimestamp,
      serverTimestamp: send.serverTimestamp,
      urgent: true,
    });
    expect(envelope.ephemeral).toBeUndefined();
  });

  it('to an account that is not there is told so, with or without contents', () => {
    for (const contents of [[], [content(1)]]) {
      const { effects } = declared.decide({ id, account: undefined }, newSend({ contents }), 1);
      expect(effects).toEqual([
        { type: 'answer', result: { ok: false, refusal: { code: 'account.not_found' } } },
      ]);
    }
  });

  it('records who wrote, unless sealed, to the own account, or to say that nothing opened', () => {
    const recorded = (source?: { account: AccountId; device: DeviceId }, type = 1) =>
      declared
        .decide(
          { id, account: accountOf([1]) },
          newSend({ ...(source ? { source } : {}), contents: [content(1, { type })] }),
          1,
        )
        .effects.some((effect) => effect.type === 'recordContact');
    expect(recorded({ account: newAccountId(), device: 1 as DeviceId })).toBe(true);
    expect(recorded({ account: id, device: 2 as DeviceId })).toBe(false);
    expect(recorded()).toBe(false);
    const report = EnvelopeType.plaintextContent;
    expect(recorded({ account: newAccountId(), device: 1 as DeviceId }, report)).toBe(false);
  });
});
