// One-time codes of an account: on once one was shown, each used once, and so backup codes.

import { hashToken, totpCode } from '#crypto';
import { describe, expect, it } from 'vitest';
import { ActorsBench } from '../../../support/actorsBench.ts';

const secret = new Uint8Array(20).fill(7);
const backup = ['aaaaaaaaaa', 'bbbbbbbbbb'];

async function household() {
  const bench = await ActorsBench.registered();
  const code = (off = 0) => totpCode(secret, Math.floor(bench.clock.now() / 30_000) + off);
  const confirm = (given: string) =>
    bench.code({ type: 'confirmTotp', code: given, backupCodes: backup.map(hashToken) });
  const prove = (given: string) => bench.code({ type: 'proveTotp', code: given });
  const view = () => bench.value({ type: 'describeTotp' });
  const kinds = async () =>
    (await bench.value({ type: 'describeSecurity' })).map(({ kind }) => kind);
  return { bench, code, confirm, prove, view, kinds };
}

async function on() {
  const house = await household();
  await house.bench.value({ type: 'beginTotp', secret });
  expect(await house.confirm(house.code())).toBe('ok');
  house.bench.clock.advance(60_000);
  return house;
}

describe('one-time codes', () => {
  it('are on once the first of them was shown', async () => {
    const { bench, code, confirm, prove, view, kinds } = await household();
    expect([await confirm(code()), await prove(code())]).toEqual(['totp.off', 'totp.off']);
    await bench.value({ type: 'beginTotp', secret });
    expect(await view()).toEqual({ isOn: false, backupCodesLeft: 0 });
    expect(await confirm('000000')).toBe('totp.invalid');
    expect(await confirm(code())).toBe('ok');
    expect(await view()).toEqual({ isOn: true, backupCodesLeft: 2 });
    expect(await bench.code({ type: 'beginTotp', secret })).toBe('totp.on');
    expect(await confirm(code(1))).toBe('totp.on');
    expect(await kinds()).toEqual(['totp-changed']);
  });

  it('are used up one period after the other, the one that turned them on as well', async () => {
    const { bench, code, prove } = await on();
    bench.clock.advance(-60_000);
    expect(await prove(code())).toBe('totp.invalid');
    bench.clock.advance(60_000);
    const now = code();
    expect([await prove(now), await prove(now)]).toEqual(['ok', 'totp.invalid']);
    expect(await prove(code(-1))).toBe('totp.invalid');
    expect(await prove(code(1))).toBe('ok');
  });

  it('are off again, of which the owner is told', async () => {
    const { bench, code, prove, kinds } = await on();
    await bench.value({ type: 'endTotp' });
    expect(await prove(code())).toBe('totp.off');
    expect((await bench.document())?.totp).toBeUndefined();
    expect(await kinds()).toEqual(['totp-changed', 'totp-changed']);
  });
});

describe('a backup code', () => {
  it('is good once, is kept as a hash, and the owner is told of its use', async () => {
    const { bench, prove, view, kinds } = await on();
    expect([await prove('AAAAA-AAAAA'), await prove('aaaaaaaaaa')]).toEqual(['ok', 'totp.invalid']);
    expect(await view()).toEqual({ isOn: true, backupCodesLeft: 1 });
    expect(JSON.stringify(await bench.document())).not.toContain('bbbbbbbbbb');
    expect(await kinds()).toEqual(['totp-changed', 'backup-code-used']);
  });

  it('of before is good no more once others were made', async () => {
    const { bench, prove, view } = await on();
    const fresh = [hashToken('cccccccccc')];
    await bench.value({ type: 'renewBackupCodes', backupCodes: fresh });
    expect([await prove('bbbbbbbbbb'), await prove('cccccccccc')]).toEqual(['totp.invalid', 'ok']);
    expect(await view()).toEqual({ isOn: true, backupCodesLeft: 0 });
  });
});
