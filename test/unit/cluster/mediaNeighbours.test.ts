// How hosts of media ask each other over the bus: numbers, answers of others, time, and what only
// the receiver can read.

import { randomBytes } from 'node:crypto';
import type { RotatingSealer } from '#crypto';
import { createSealer, SealError } from '#crypto';
import type { Delivery } from '#ports';
import type { MemberId } from '#protocol';
import type { ClusterRouter } from '#routing';
import { describe, expect, it } from 'vitest';
import { ClusterNeighbours } from '../../../cluster/mediaNeighbours.ts';

const secrets = {
  version: 1,
  sealing: [{ id: 1, key: randomBytes(32).toString('base64'), madeAtMs: 0 }],
  indexKey: randomBytes(32).toString('base64'),
  tokenKey: '',
  operatorToken: '',
} as const;

const sealer = (): RotatingSealer => {
  const own = { ...secrets, sealing: [...secrets.sealing] };
  return createSealer(own, () => own);
};

const name = (text: string) => text as MemberId;
const [ada, ben, eve] = [name('ada'), name('ben'), name('eve')];
const addresses: Readonly<Record<string, string>> = {
  ada: 'tls://10.0.0.1:7400',
  ben: 'tls://10.0.0.2:7400',
  eve: 'tls://10.0.0.1:7401',
};

/** Workers that reach each other at once. */
class Town {
  readonly listeners = new Map<MemberId, (delivery: Delivery) => void>();
  readonly gone = new Set<MemberId>();
  readonly passed: Delivery[] = [];

  join(member: MemberId): ClusterNeighbours {
    const relay = { address: addresses[member] ?? '' };
    const neighbours = new ClusterNeighbours({ member, sealer: sealer(), relay });
    neighbours.meet({
      member,
      shardOwners: () => [ada, ben, eve, undefined, ben],
      relayAddress: async (of: MemberId) => addresses[of],
      leftAtMs: (of: MemberId) => (this.gone.has(of) ? 1 : undefined),
      deliver: (to: { member: MemberId }, delivery: Delivery) => {
        this.passed.push(delivery);
        this.listeners.get(to.member)?.(delivery);
      },
      onDelivery: (listener: (connection: unknown, delivery: Delivery) => void) =>
        this.listeners.set(member, (delivery) => listener('', delivery)),
    } as unknown as ClusterRouter);
    return neighbours;
  }
}

describe('hosts of media', () => {
  it('ask each other, and hear what is answered or that it could not be', async () => {
    const town = new Town();
    const [one, other] = [town.join(ada), town.join(ben)];
    other.serve(async (from, question) => {
      if ((question as { ask: string }).ask === 'what fails') throw new Error('it fails');
      return { from, question };
    });
    expect(await one.ask(ben, { ask: 'offers' }, 1000)).toEqual({
      from: ada,
      question: { ask: 'offers' },
    });
    await expect(one.ask(ben, { ask: 'what fails' }, 1000)).rejects.toThrow('it could not');
    await expect(one.ask(eve, { ask: 'offers' }, 20)).rejects.toThrow('no answer');
  });

  it('take an answer from whom they asked alone', async () => {
    const town = new Town();
    const one = town.join(ada);
    const asked = one.ask(ben, { ask: 'offers' }, 200);
    const forged = { type: 'media', call: '', from: eve, number: 1, is: 'answer' } as const;
    town.listeners.get(ada)?.({ ...forged, body: 'forged' });
    town.listeners.get(ada)?.({ ...forged, from: ben, number: 2, body: 'another' });
    await expect(asked).rejects.toThrow('no answer');
  });

  it('answer nothing that wants no answer', async () => {
    const town = new Town();
    const [one, other] = [town.join(ada), town.join(ben)];
    const heard: unknown[] = [];
    other.serve(async (_from, question) => heard.push(question));
    one.tell(ben, { ask: 'close', router: 1 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toEqual([{ ask: 'close', router: 1 }]);
    expect(town.passed).toHaveLength(1);
  });

  it('know each other by machine, those that serve, and who has left', async () => {
    const town = new Town();
    const one = town.join(ada);
    expect(one.machine).toBe('10.0.0.1');
    expect(await one.others()).toEqual([
      { member: ben, machine: '10.0.0.2' },
      { member: eve, machine: '10.0.0.1' },
    ]);
    expect(one.hasLeft(ben)).toBe(false);
    town.gone.add(ben);
    expect(one.hasLeft(ben)).toBe(true);
  });

  it('seal keys for one receiver, who alone can open them', () => {
    const town = new Town();
    const [one, other, third] = [town.join(ada), town.join(ben), town.join(eve)];
    const sealed = one.seal('the key of a pipe', ben);
    expect(Buffer.from(sealed).includes('key of a pipe')).toBe(false);
    expect(other.open(sealed)).toBe('the key of a pipe');
    expect(() => third.open(sealed)).toThrow(SealError);
  });
});
