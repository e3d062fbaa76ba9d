// When a device that nobody is connected for is woken: as a decision, and by the real actors.

import { createECDH } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Waking, WakingEvent } from '../../../../src/actors/device/waking.ts';
import {
  burstMs,
  decideWaking,
  reattachMs,
  returnMs,
  silentMs,
  unhurriedBurstMs,
} from '../../../../src/actors/device/waking.ts';
import { attach, newRegistration, newSend, primary, socket } from '../../../support/accounts.ts';
import { ActorsBench } from '../../../support/actorsBench.ts';
import { unheard } from '../../../support/faults.ts';

const longAgo = -1_000_000;
const urgent = { type: 'stored', isUrgent: true } as const;
const unhurried = { type: 'stored', isUrgent: false } as const;

describe('the decision', () => {
  it('joins a burst, lets what is urgent overtake, and begins anew when the device came', () => {
    const first = decideWaking(undefined, unhurried, 0, longAgo);
    expect(first.wake).toEqual({ isUrgent: false, afterMs: 0, despiteSocket: false });
    expect(
      decideWaking(first.state, unhurried, unhurriedBurstMs - 1, longAgo).wake,
    ).toBeUndefined();
    const second = decideWaking(first.state, urgent, 5, longAgo);
    expect(second.wake?.isUrgent).toBe(true);
    expect(decideWaking(second.state, urgent, 5 + burstMs - 1, longAgo).wake).toBeUndefined();
    expect(decideWaking(second.state, unhurried, 6, longAgo).wake).toBeUndefined();
    expect(decideWaking(second.state, urgent, 5 + burstMs, longAgo).wake).toBeDefined();
    const came = decideWaking(second.state, { type: 'came' }, 7, longAgo);
    expect(came).toEqual({ state: undefined, cameAfterMs: 2 });
    expect(decideWaking(came.state, urgent, 8, longAgo).wake).toBeDefined();
  });

  it('gives time to come back: after a leave, and after the shard has moved', () => {
    expect(decideWaking(undefined, { type: 'left' }, 0, longAgo).wake?.afterMs).toBe(returnMs);
    expect(decideWaking(undefined, urgent, 4, 0).wake?.afterMs).toBe(reattachMs - 4);
    expect(decideWaking(undefined, urgent, reattachMs, 0).wake?.afterMs).toBe(0);
  });

  it('leaves nothing urgent unannounced, and announces a burst once', () => {
    const event = fc.record({
      afterMs: fc.integer({ min: 0, max: 2 * burstMs }),
      what: fc.constantFrom<WakingEvent['type']>('stored', 'left', 'silent', 'doubt', 'came'),
      isUrgent: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        let state: Waking | undefined;
        let nowMs = 0;
        let urgentAtMs = Number.NEGATIVE_INFINITY;
        for (const { afterMs, what, isUrgent } of events) {
          nowMs += afterMs;
          const given: WakingEvent = what === 'stored' ? { type: what, isUrgent } : { type: what };
          const { wake, ...decided } = decideWaking(state, given, nowMs, longAgo);
          state = decided.state;
          if (what === 'came') {
            expect(wake).toBeUndefined();
            urgentAtMs = Number.NEGATIVE_INFINITY;
            continue;
          }
          const isNow = what !== 'stored' || isUrgent;
          // Whatever came, a wake that is at least as urgent is under way.
          expect(state && (state.isUrgent || !isNow) && state.joinedUntilMs > nowMs).toBe(true);
          if (wake?.isUrgent) {
            expect(nowMs - urgentAtMs).toBeGreaterThanOrEqual(burstMs);
            urgentAtMs = nowMs;
          }
        }
      }),
    );
  });
});

describe('a device', () => {
  let bench: ActorsBench;
  const push = {
    kind: 'webpush',
    endpoint: 'https://push.example.org/1',
    p256dh: new Uint8Array(createECDH('prime256v1').generateKeys()),
    auth: new Uint8Array(16),
  } as const;
  const { generation } = { generation: () => bench.registration.command.device.queueGeneration };
  const credential = () => bench.registration.command.device.credential.salt;
  const rouse = (despiteSocket = false) =>
    bench.value({ type: 'rouse', device: primary, generation: generation(), despiteSocket });

  beforeEach(async () => {
    bench = await ActorsBench.registered();
    bench.clock.advance(reattachMs);
    await bench.value({ type: 'setPush', device: primary, credential: credential(), push });
  });

  it('without a socket is woken once for a burst, and told apart by its life', async () => {
    for (let i = 0; i < 5; i++) await bench.value(newSend());
    await bench.turns();
    expect(bench.wakes).toEqual([
      {
        life: { account: bench.id, device: primary, generation: generation() },
        isUrgent: true,
        afterMs: 0,
        atMs: bench.clock.now(),
        despiteSocket: false,
      },
    ]);
    expect(await rouse()).toMatchObject({ push });
  });

  it('is woken for certain before whoever sent is answered', async () => {
    bench.keepsWakes = false;
    let isAnswered = false;
    const sent = bench.value(newSend()).finally(() => {
      isAnswered = true;
    });
    await bench.turns();
    expect([await bench.waiting(), bench.wakes.length, isAnswered]).toEqual([1, 1, false]);
    // What joins a wake under way waits for none of its own.
    await bench.value(newSend());
    bench.unkept[0]?.();
    await sent;
    expect(bench.wakes.length).toBe(1);
  });

  it('is woken for what was stored as its shard was given away', async () => {
    // Microtasks after the insert: between the account's hearing of it and the device's.
    const outcomes: string[] = [];
    for (let after = 0; after < 12; after++) {
      const one = await ActorsBench.registered();
      one.clock.advance(reattachMs);
      const salt = one.registration.command.device.credential.salt;
      await one.value({ type: 'setPush', device: primary, credential: salt, push });
      const release = one.queue.hold('delays', 'insert');
      const sent = one.code(newSend());
      await one.turns();
      release();
      for (let i = 0; i < after; i++) await Promise.resolve();
      const closed = one.host.close(one.shard);
      outcomes.push(`${await sent} ${one.wakes.length}`);
      await closed;
    }
    expect(new Set(outcomes)).toEqual(new Set(['ok 1']));
  });

  it('leaves nobody waiting whose word of it was not heard', async () => {
    bench.keepsWakes = false;
    const sent = Promise.all([newSend(), newSend({ urgent: false })].map((one) => bench.code(one)));
    await bench.host.close(bench.shard);
    for (const code of await sent) expect(['ok', 'shard.not_owner']).toContain(code);
  });

  it('that takes nothing, or is not to hear of it, is not woken', async () => {
    await bench.value(newSend({ ephemeral: true }));
    await bench.value({ type: 'clearPush', device: primary, kinds: ['webpush'] });
    await bench.value(newSend());
    await bench.turns();
    expect(bench.wakes).toEqual([]);
    expect(await rouse()).toEqual({ unneeded: 'off' });
  });

  it('with a socket is not woken, unless that acknowledges nothing', async () => {
    await bench.value(attach());
    await bench.value(newSend());
    await bench.turns();
    expect(bench.wakes).toEqual([]);
    expect(await rouse()).toEqual({ unneeded: 'connected' });
    for (let waited = 0; waited < 2 * silentMs; waited += 1000) {
      bench.clock.advance(1000);
      await bench.turns();
    }
    expect(bench.wakes).toMatchObject([{ isUrgent: true, despiteSocket: true }]);
    expect(await rouse(true)).toMatchObject({ push });
  });

  it('that goes with mail unacknowledged is woken a little later', async () => {
    await bench.value(attach());
    await bench.turns();
    await bench.value(newSend());
    await bench.turns();
    await bench.value({ type: 'detach', device: primary, connection: socket });
    await bench.turns();
    expect(bench.wakes).toMatchObject([{ isUrgent: true, afterMs: returnMs }]);
  });

  it('that goes with nothing left is not woken, and once it was there is woken anew', async () => {
    await bench.value(newSend());
    await bench.turns();
    await bench.value(attach());
    await bench.turns();
    const guids = bench.delivery.told.flatMap(({ delivery }) =>
      delivery.type === 'envelopes' ? delivery.envelopes.map(({ guid }) => guid) : [],
    );
    await bench.value({ type: 'acknowledge', device: primary, connection: socket, guids });
    await bench.value({ type: 'detach', device: primary, connection: socket });
    await bench.turns();
    expect(bench.wakes.length).toBe(1);
    expect(await rouse()).toEqual({ unneeded: 'empty' });
    await bench.value(newSend({ urgent: false }));
    await bench.turns();
    expect(bench.wakes).toMatchObject([{}, { isUrgent: false, afterMs: 0 }]);
  });

  it('of a former life is not woken', async () => {
    const rousing = { type: 'rouse', device: primary, despiteSocket: false } as const;
    const former = '0'.repeat(generation().length) as ReturnType<typeof generation>;
    expect(await bench.value({ ...rousing, generation: former })).toEqual({ unneeded: 'gone' });
  });

  describe('whose socket was thought dead', () => {
    const silence = async () => {
      for (let waited = 0; waited < silentMs; waited += 1000) {
        bench.clock.advance(1000);
        await bench.turns();
      }
    };
    const told = () =>
      bench.delivery.told.flatMap(({ delivery }) =>
        delivery.type === 'envelopes' ? delivery.envelopes.map(({ guid }) => guid) : [],
      );

    beforeEach(async () => {
      await bench.value(attach());
      await bench.value(newSend());
      await bench.turns();
      await silence();
      expect(bench.wakes).toMatchObject([{ despiteSocket: true }]);
    });

    it('came where another took its place: what follows wakes it anew', async () => {
      await bench.value(attach('socket-2', 2));
      await bench.turns();
      const guids = told();
      const connection = { ...socket, connection: attach('socket-2').connection.connection };
      await bench.value({ type: 'acknowledge', device: primary, connection, guids });
      await bench.value({ type: 'detach', device: primary, connection });
      await bench.value(newSend());
      await bench.turns();
      expect(bench.wakes).toMatchObject([{ despiteSocket: true }, { despiteSocket: false }]);
    });

    it('was there all the time where it acknowledges: what follows wakes it anew', async () => {
      await bench.value({
        type: 'acknowledge',
        device: primary,
        connection: socket,
        guids: told(),
      });
      await bench.value({ type: 'detach', device: primary, connection: socket });
      await bench.value(newSend());
      await bench.turns();
      expect(bench.wakes).toMatchObject([{ despiteSocket: true }, { despiteSocket: false }]);
    });
  });

  it('is woken by a send that is repeated because nobody heard that it was stored', async () => {
    const send = newSend();
    bench.queue.once(unheard, 'insert');
    expect(await bench.code(send)).toBe('server.unavailable');
    await bench.turns();
    expect(bench.wakes).toEqual([]);
    await bench.value(send);
    await bench.turns();
    expect(bench.wakes).toMatchObject([{ isUrgent: true }]);
  });

  it('that was replaced while it read what waits is given none of it', async () => {
    await bench.value(newSend());
    const open = bench.queue.hold('delays', 'page');
    const reading = bench.ask({ type: 'fetch', device: primary, credential: credential() });
    await bench.turns();
    const { command } = newRegistration('+4915112345678');
    await bench.evicting(bench.value(command));
    open();
    expect(await reading).toEqual({ ok: false, refusal: { code: 'server.unavailable' } });
  });
});
