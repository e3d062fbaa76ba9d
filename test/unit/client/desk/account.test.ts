// What the pages of the account stand on: one question for fresh proof, however many wait for it,
// and secrets that are handed on and kept by nobody.

import { signal } from '@preact/signals';
import { beforeEach, expect, test } from 'vitest';
import { Account } from '../../../../client/desk/page/model/account.ts';
import { Proof } from '../../../../client/desk/page/model/proof.ts';
import { Rpc } from '../../../../client/desk/page/rpc.ts';
import type { Wire } from '../../../../client/desk/page/rpc.ts';
import { accountWords } from '../../../../client/desk/page/words/account.ts';

type Answer = (params: Record<string, unknown>) => unknown;

let answers: Record<string, Answer>;
let asked: [string, object][];
let isProved: boolean;
let rpc: Rpc;
let wire: Wire;
const self = { device: signal(1) };
let notes: [string, boolean | undefined][];

const refuse = (code: string) => Object.assign(new Error(code), { data: { code } });

/** What takes fresh proof. */
const sensitive =
  (answer: Answer): Answer =>
  (params) => {
    if (!isProved) throw refuse('auth.fresh_proof');
    return answer(params);
  };

beforeEach(async () => {
  [answers, asked, isProved, notes] = [{}, [], false, []];
  wire = {
    onopen: null,
    onmessage: null,
    onclose: null,
    close: () => undefined,
    send(text) {
      const { id, method, params } = JSON.parse(String(text));
      asked.push([method, params]);
      const say = (said: object) =>
        queueMicrotask(() =>
          wire.onmessage?.call(null as never, { data: JSON.stringify(said) } as never),
        );
      try {
        say({ id, result: answers[method]?.(params) ?? null });
      } catch (error) {
        const { message, data } = error as { message: string; data: object };
        say({ id, error: { message, data } });
      }
    },
  };
  answers['desk.enter'] = () => ({ session: 's', profile: 'ana' });
  answers['prove'] = ({ code }) => {
    if (code !== '123456') throw refuse('totp.invalid');
    isProved = true;
    return {};
  };
  rpc = new Rpc({ secret: () => ({ token: 't' }), entered: () => undefined }, () => wire);
  rpc.start();
  wire.onopen?.call(null as never, {} as never);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(rpc.state.value).toBe('open');
});

const account = () =>
  new Account(rpc, { say: (text, isWarning) => void notes.push([text, isWarning]) }, self);

test('what takes fresh proof is asked again once that was brought, by one dialog', async () => {
  answers['recovery-key.make'] = sensitive(() => ({ key: 'kkkk' }));
  answers['recovery.show'] = () => ({ hasKey: true });
  answers['pin.remove'] = sensitive(() => ({}));
  answers['pin.show'] = () => ({ number: null, isSet: false });
  const [own, proof] = [account(), new Proof(rpc)];
  const both = Promise.all([own.makeRecoveryKey(), own.removePin()]);
  await expect.poll(() => proof.isAsked.value).toBe(true);
  await expect(proof.give('000000')).rejects.toMatchObject({ code: 'totp.invalid' });
  expect(proof.isAsked.value).toBe(true);
  await proof.give('123456');
  expect((await both)[0]).toBe('kkkk');
  expect(proof.isAsked.value).toBe(false);
  expect(asked.filter(([method]) => method === 'prove').length).toBe(2);
});

test('who declines is told that it was not done, and it is not', async () => {
  answers['delete-account'] = sensitive(() => ({}));
  const [own, proof] = [account(), new Proof(rpc)];
  const deleting = own.delete();
  await expect.poll(() => proof.isAsked.value).toBe(true);
  proof.decline();
  await expect(deleting).rejects.toMatchObject({ code: 'desk.declined' });
  expect([own.isGone.value, proof.isAsked.value]).toEqual([false, false]);
  isProved = true;
  await own.delete();
  expect([own.isGone.value, rpc.state.value]).toEqual([true, 'refused']);
  expect(asked.at(-1)).toEqual(['delete-account', { yes: true }]);
});

test('before there is a profile a wanted code is said to whoever asked', async () => {
  answers['desk.login'] = sensitive(() => ({}));
  const proof = new Proof(rpc);
  rpc.profile.value = null;
  await expect(rpc.call('desk.login')).rejects.toMatchObject({ code: 'auth.fresh_proof' });
  expect(proof.isAsked.value).toBe(false);
});

test('secrets go to whoever asked for them, and stay in no model', async () => {
  const codes = ['aaaaa11111', 'bbbbb22222'];
  isProved = true;
  answers['totp'] = () => [{ isOn: true, backupCodesLeft: 10 }];
  answers['totp.begin'] = () => ({ secret: 'secretsecret', url: 'otpauth://totp' });
  answers['totp.confirm'] = () => ({ backupCodes: codes });
  answers['backup-codes'] = () => codes.map((backupCode) => ({ backupCode }));
  answers['recovery-key.make'] = () => ({ key: 'keykeykey' });
  answers['recovery.approve'] = () => ({ approval: 'wordword' });
  answers['recovery.show'] = () => ({ hasKey: true });
  answers['password.set'] = () => ({ name: 'ana' });
  answers['password.show'] = () => ({ name: 'ana', setAt: 1 });
  answers['pin.show'] = () => ({ number: '+15550100', isSet: true });
  const own = account();
  expect((await own.beginTotp()).secret).toBe('secretsecret');
  expect(await own.confirmTotp('123456')).toEqual(codes);
  expect(await own.renewBackupCodes()).toEqual(codes);
  expect(await own.makeRecoveryKey()).toBe('keykeykey');
  expect(await own.approve()).toBe('wordword');
  await own.setPassword('ana', 'correct horse');
  await own.setPin('998877');
  const kept = JSON.stringify({ ...own });
  for (const secret of [...codes, 'secretsecret', 'keykeykey', 'wordword', 'correct', '998877']) {
    expect(kept).not.toContain(secret);
  }
  expect(kept).toContain('+15550100');
});

test('what touched the account is said, and one that recovers it is looked at', async () => {
  const pending = { factors: ['key', 'device'], begunAt: 1, readyAt: 2 };
  answers['recovery.show'] = () => ({ hasKey: true, pending });
  const own = account();
  for (const event of [
    { kind: 'lock-changed', at: 1, device: 1 },
    { kind: 'recovery-began', at: 2 },
  ]) {
    const told = { method: 'event.security', params: event };
    wire.onmessage?.call(null as never, { data: JSON.stringify(told) } as never);
  }
  expect(notes).toEqual([['Somebody began to recover the account.', true]]);
  await expect.poll(() => own.recovery.value?.pending).toEqual(pending);
  expect(accountWords.events.kind('of a newer server')).toBe('of a newer server');
});

test.each([
  [6 * 86_400_000 + 3 * 3_600_000 + 1, 'In 6 days and 3 hours it is theirs.'],
  [86_400_000, 'In 1 day it is theirs.'],
  [3_600_000 + 61_000, 'In 1 hour and 2 minutes it is theirs.'],
  [10_000, 'In 1 minute it is theirs.'],
  [0, 'It may be theirs at any moment.'],
])('of the wait %i ms are said as: %s', (ms, words) => {
  expect(accountWords.recovery.left(ms)).toBe(words);
});

test('another number is read again, and one that is lost is said as a warning', async () => {
  const [number, timeRemainingMs] = ['+442079460123', 86_400_000];
  let isLocked = true;
  answers['pin.show'] = () => ({ number, isSet: false });
  answers['number.change'] = ({ code, pin }) => {
    if (code === undefined && pin === undefined)
      return { number, isChanged: false, wanted: 'code' };
    if (!isLocked) return { number, isChanged: true };
    throw Object.assign(new Error('locked'), {
      data: { code: 'registration.locked', timeRemainingMs },
    });
  };
  const own = account();
  expect(await own.changeNumber({ number })).toMatchObject({ wanted: 'code' });
  await expect(own.changeNumber({ number, code: '123456' })).rejects.toMatchObject({
    code: 'registration.locked',
    timeRemainingMs,
  });
  expect(own.lock.value).toBe(undefined);
  isLocked = false;
  expect(await own.changeNumber({ number, pin: '4711' })).toMatchObject({ isChanged: true });
  expect(own.lock.value).toEqual({ number, isSet: false });
  expect(JSON.stringify({ ...own })).not.toContain('4711');

  answers['pin.show'] = () => ({ number: null, isSet: false });
  const told = { method: 'event.security', params: { kind: 'number-lost', at: 1 } };
  wire.onmessage?.call(null as never, { data: JSON.stringify(told) } as never);
  expect(notes).toEqual([[accountWords.events.kind('number-lost'), true]]);
  expect(accountWords.events.kind('number-lost')).toContain('this one has it no more');
  await expect.poll(() => own.lock.value?.number).toBe(null);
});
