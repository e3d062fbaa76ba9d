// What many recipients have in common, at one of them: stored once, whole for whoever hears it now.

import { randomBytes } from 'node:crypto';
import type { CommandOf } from '#actors';
import { decodeEnvelope, encodeEnvelopeStart, EnvelopeType } from '#protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  sharedSendsBurst,
  sharedSendsRefillMs,
} from '../../../../src/actors/account/sharedPermits.ts';
import { attach, newSend } from '../../../support/accounts.ts';
import { ActorsBench } from '../../../support/actorsBench.ts';

type SendShared = CommandOf<'account', 'sendShared'>;
const shared = randomBytes(200);
let bench: ActorsBench;

function sendShared(change: Partial<SendShared> = {}): SendShared {
  const { guid, contents, ephemeral, urgent, clientTimestamp, serverTimestamp } = newSend();
  const type = EnvelopeType.unidentifiedSender;
  const start = encodeEnvelopeStart({ type, clientTimestamp, serverTimestamp, urgent });
  const view = contents[0]?.content ?? new Uint8Array(0);
  const own = { start, shared, ephemeral, urgent, serverTimestamp, devices: contents, view };
  return { type: 'sendShared', guid, ...own, ...change };
}

/** The contents that the device was told of, as they came. */
const heard = () =>
  bench.delivery.told.flatMap(({ delivery }) =>
    delivery.type === 'envelopes'
      ? delivery.envelopes.map(({ bytes }) => decodeEnvelope(bytes).content)
      : [],
  );
const whole = ({ view }: SendShared) => Buffer.concat([view, shared]);

beforeEach(async () => {
  bench = await ActorsBench.registered();
});

describe('a shared send', () => {
  it('reaches a device that is connected, and one that comes later, whole', async () => {
    await bench.value(attach());
    const [first, second] = [sendShared(), sendShared()];
    await bench.value(first);
    await bench.turns();
    expect(heard().map((one) => Buffer.from(one))).toEqual([whole(first)]);
    await bench.value(second);
    await bench.turns();
    bench.delivery.told.length = 0;
    await bench.value(attach('socket-2', 2));
    await bench.turns();
    const again = heard().map((one) => Buffer.from(one));
    expect(again).toEqual([whole(first), whole(second)]);
  });

  it('that comes again is told once, and an ephemeral one is stored by nobody', async () => {
    await bench.value(attach());
    const command = sendShared();
    await bench.value(command);
    await bench.value(command);
    const fleeting = sendShared({ ephemeral: true });
    await bench.value(fleeting);
    await bench.turns();
    expect(heard().map((one) => Buffer.from(one))).toEqual([whole(command), whole(fleeting)]);
    bench.delivery.told.length = 0;
    await bench.value(attach('socket-2', 2));
    await bench.turns();
    expect(heard()).toHaveLength(1);
  });

  it('is refused by the device list as any other', async () => {
    const devices = [{ deviceId: 2, registrationId: 1 }];
    expect(await bench.ask(sendShared({ devices }))).toMatchObject({
      refusal: { code: 'message.mismatched_devices', mismatchedDevices: { missing: [1] } },
    });
  });

  it('is taken as often as an account takes it, and then as often as it comes back', async () => {
    for (let n = 0; n < sharedSendsBurst; n++) {
      expect(await bench.code(sendShared({ ephemeral: true }))).toBe('ok');
    }
    expect(await bench.code(sendShared())).toBe('rate.limited');
    bench.clock.advance(sharedSendsRefillMs);
    expect(await bench.code(sendShared())).toBe('ok');
    expect(await bench.code(sendShared())).toBe('rate.limited');
    // Those who name themselves, or have its key, have their own.
    expect(await bench.code(newSend())).toBe('ok');
  });
});
