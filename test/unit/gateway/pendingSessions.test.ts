// How many sessions without credentials an address may begin and hold in one worker.

import { ManualClock } from '#runtime';
import { describe, expect, it } from 'vitest';
import { bucketsMax, PendingSessions } from '../../../src/gateway/sockets/pendingSessions.ts';

function open(burst = 5, perAddressMax = 3) {
  const clock = new ManualClock();
  const handshake = { name: 'handshake', burst, refillMs: 1000, onFailure: 'open' } as const;
  return { clock, pending: new PendingSessions({ clock, handshake, perAddressMax }) };
}

describe('pending sessions', () => {
  it('are begun in a burst, then one by one, by each address for itself', () => {
    const { clock, pending } = open();
    for (let n = 0; n < 5; n++) expect(pending.begin('a')).toBeUndefined();
    expect(pending.begin('a')).toEqual({ code: 'rate.limited', retryAfterMs: 1000 });
    expect(pending.begin('b')).toBeUndefined();
    clock.advance(1000);
    expect(pending.begin('a')).toBeUndefined();
    expect(pending.begin('a')).toBeDefined();
    clock.advance(60_000);
    for (let n = 0; n < 5; n++) expect(pending.begin('a')).toBeUndefined();
    expect(pending.begin('a')).toBeDefined();
  });

  it('are held in small number, and leave their place once, whoever holds it last', () => {
    const { pending } = open();
    const holders = [{}, {}, {}];
    for (const holder of holders) expect(pending.hold(holder, 'a')).toBeUndefined();
    expect(pending.hold({}, 'a')).toMatchObject({ code: 'rate.limited' });
    expect(pending.hold({}, 'b')).toBeUndefined();
    const session = {};
    pending.pass(holders[0] ?? {}, session);
    pending.release(holders[0] ?? {});
    expect(pending.countOf('a')).toBe(3);
    for (let n = 0; n < 3; n++) pending.release(session);
    expect(pending.countOf('a')).toBe(2);
    for (const holder of holders) pending.release(holder);
    expect(pending.countOf('a')).toBe(0);
    pending.release({});
    expect(pending.hold({}, 'a')).toBeUndefined();
  });

  it('remember no more addresses than they may', () => {
    const { pending } = open(1);
    expect(pending.begin('first')).toBeUndefined();
    expect(pending.begin('first')).toBeDefined();
    for (let n = 0; n < bucketsMax; n++) pending.begin(`other ${n}`);
    expect(pending.begin('first')).toBeUndefined();
  });
});
