// Who may still act after an eviction: nobody, once it is answered.

import type { MemberId } from '#protocol';
import { describe, expect, it } from 'vitest';
import { evictEveryMs, permitMs, transitMs } from '../../../../src/actors/account/authority.ts';
import {
  connection,
  newEcKey,
  newRegistration,
  password,
  primary,
} from '../../../support/accounts.ts';
import { ActorsBench } from '../../../support/actorsBench.ts';
import { unheard } from '../../../support/faults.ts';

const member = 'worker-7' as MemberId;

async function registered() {
  const bench = new ActorsBench();
  await bench.register();
  const credential = bench.registration.command.device.credential.salt;
  const permit = { type: 'permit', device: primary, credential, member } as const;
  const takeOver = newRegistration(bench.registration.command.number).command;
  let answered: string | undefined;
  const register = () => {
    void bench.code(takeOver).then((code) => {
      answered = code;
    });
    return bench.turns();
  };
  const told = () => bench.delivery.told.filter(({ delivery }) => delivery.type === 'evict');
  return { bench, credential, permit, register, answered: () => answered, told };
}

describe('an eviction', () => {
  it('is answered when every worker that had leave has said that it is over', async () => {
    const { bench, credential, permit, register, answered, told } = await registered();
    expect(await bench.code(permit)).toBe('ok');
    await register();
    expect(answered()).toBeUndefined();
    expect(told().map(({ to }) => to.member)).toEqual([member]);
    bench.clock.advance(evictEveryMs);
    await bench.turns();
    expect(told()).toHaveLength(2);
    await bench.value({ type: 'evicted', credential, member });
    await bench.turns();
    expect(answered()).toBe('ok');
  });

  it('is answered without a word when the leave has run out, and not before', async () => {
    const { bench, permit, register, answered } = await registered();
    await bench.value(permit);
    await register();
    for (let waited = 0; waited < permitMs + transitMs - 100; waited += 100) {
      bench.clock.advance(100);
    }
    await bench.turns();
    expect(answered()).toBeUndefined();
    for (let waited = 0; waited < 500; waited += 100) bench.clock.advance(100);
    await bench.turns();
    expect(answered()).toBe('ok');
  });

  it('waits for no leave of a worker that has left, once what it sent has arrived', async () => {
    const { bench, permit, register, answered } = await registered();
    await bench.value(permit);
    await register();
    const pass = async (ms: number) => {
      for (let waited = 0; waited < ms; waited += 100) bench.clock.advance(100);
      await bench.turns();
    };
    await pass(300);
    bench.left.set(member, bench.clock.monotonic());
    await pass(transitMs - 200);
    expect(answered()).toBeUndefined();
    await pass(500);
    expect(answered()).toBe('ok');
  });

  it('waits on where a worker that had left comes back with its leave', async () => {
    const { bench, permit, register, answered } = await registered();
    await bench.value(permit);
    await register();
    bench.left.set(member, bench.clock.monotonic());
    for (let waited = 0; waited < 2000; waited += 100) bench.clock.advance(100);
    bench.left.delete(member);
    for (let waited = 0; waited < transitMs; waited += 100) bench.clock.advance(100);
    await bench.turns();
    expect(answered()).toBeUndefined();
  });

  it('waits for leaves that a former owner of the shard may have given', async () => {
    const { bench, register, answered } = await registered();
    bench.open(2);
    await register();
    expect(answered()).toBeUndefined();
    for (let waited = 0; waited < permitMs + transitMs + 300; waited += 100) {
      bench.clock.advance(100);
    }
    await bench.turns();
    expect(answered()).toBe('ok');
  });

  it('is answered by no owner that has lost its shard meanwhile', async () => {
    const { bench, permit, register, answered } = await registered();
    await bench.value(permit);
    await register();
    bench.leaseHolds = false;
    for (let waited = 0; waited < permitMs + transitMs + 500; waited += 100) {
      bench.clock.advance(100);
    }
    await bench.turns();
    expect(answered()).toBe('shard.not_owner');
  });

  it('evicts also where the store had done it before, and its outcome was lost', async () => {
    const { bench, credential, permit, register, answered, told } = await registered();
    await bench.value(permit);
    bench.accounts.once(unheard, 'replace');
    await register();
    expect(answered()).toBe('server.unavailable');
    expect(told()).toEqual([]);
    await register();
    expect(answered()).toBe('server.unavailable');
    expect(told().map(({ to }) => to.member)).toEqual([member]);
    await bench.value({ type: 'evicted', credential, member });
    await bench.turns();
    expect(answered()).toBe('ok');
  });

  it('leaves its device no authority over the account', async () => {
    const { bench, credential, permit, register } = await registered();
    await register();
    const own = { device: primary, credential };
    const socket = connection('socket-1');
    const commands = [
      permit,
      { type: 'deleteAccount', credential },
      { type: 'describe', credential },
      { type: 'putKeys', identity: 'aci', preKeys: [newEcKey(1)], ...own },
      { type: 'countKeys', identity: 'aci', ...own },
      { type: 'attach', connection: socket, ordinal: 1, attempt: 1, ...own },
      { type: 'acknowledge', connection: socket, guids: [], ...own },
      { type: 'authenticate', device: primary, password },
    ] as const;
    const codes: string[] = [];
    for (const command of commands) codes.push(await bench.code(command));
    // The password of both lives is the tests' own.
    expect(codes).toEqual([...Array(commands.length - 1).fill('auth.invalid'), 'ok']);
    expect(await bench.document()).toBeDefined();
  });
});
