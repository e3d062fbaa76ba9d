// Promises of the send port, which the socket's `send` and the REST route share.

import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AuthenticatedDevice } from '#actors';
import type { AccountId, DeviceId, SendFrame } from '#protocol';
import { limits, refuse } from '#protocol';
import { createSendPort } from '../../../../src/gateway/ingress/send.ts';
import { join } from '../../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';
import { freePermits } from '../../../support/permits.ts';

const seed = 20261121;
const device: AuthenticatedDevice = {
  account: '9d0652a3-dcc3-4d11-975f-74d61598733f' as AccountId,
  device: 1 as DeviceId,
  credential: '',
  hasSiblings: false,
};
let test: ReturnType<typeof createTestServices>;
let bob: string;

beforeEach(async () => {
  test = createTestServices();
  bob = (await join(apiOver(test.services), operatorToken)).account;
});

const content = { deviceId: 1, registrationId: 11, type: 1, content: new Uint8Array([1]) };
const frame = (more: Partial<SendFrame> = {}): SendFrame => ({
  guid: new Uint8Array(16).fill(7),
  destination: bob,
  contents: [content],
  ephemeral: false,
  urgent: true,
  timestamp: 1_700_000_000_000,
  ...more,
});

describe('the send port', () => {
  it('hands a good frame on and tells the server’s time', async () => {
    const sent = await createSendPort(test.services, freePermits)(device, frame());
    expect(sent).toEqual({
      ok: true,
      value: { serverTimestamp: test.clock.now(), needsSync: false },
    });
  });

  it('keeps the order of the calls', async () => {
    const send = createSendPort(test.services, freePermits);
    const stamps = Array.from({ length: 50 }, (_, i) => i + 1);
    await Promise.all(stamps.map((timestamp) => send(device, frame({ timestamp }))));
    expect(test.router.sent.map((one) => one.command.clientTimestamp)).toEqual(stamps);
  });

  it('lets one account send only so many bytes, to however many others', async () => {
    const sentBytes = { ...test.services.limits.sentBytes, burst: 1_000_000 };
    const services = { ...test.services, limits: { ...test.services.limits, sentBytes } };
    const send = createSendPort(services, freePermits);
    const friends = [bob];
    for (let n = 0; n < 3; n++) {
      friends.push((await join(apiOver(test.services), operatorToken)).account);
    }
    const big = { ...content, content: new Uint8Array(limits.envelopeBytesMax) };
    let bytes = 0;
    const codes: string[] = [];
    for (let n = 0; n < 80; n++) {
      const destination = friends[n % friends.length] ?? bob;
      const sent = await send(device, frame({ destination, contents: [big] }));
      if (sent.ok) bytes += limits.envelopeBytesMax;
      else codes.push(sent.refusal.code);
    }
    expect(bytes).toBeLessThan(1_400_000);
    expect(new Set(codes)).toEqual(new Set(['rate.limited']));
    const other = { ...device, account: friends[1] as AccountId };
    expect((await send(other, frame({ contents: [big] }))).ok).toBe(true);
  });

  it.each([
    [{ guid: new Uint8Array(15) }, 'request.invalid'],
    [{ guid: new Uint8Array(17) }, 'request.invalid'],
    [{ destination: '' }, 'request.invalid'],
    [{ destination: 'PNI:' }, 'request.invalid'],
    [{ timestamp: 8.64e15 + 1 }, 'request.invalid'],
    [{ timestamp: -1 }, 'request.invalid'],
    [{ timestamp: Number.NaN }, 'request.invalid'],
    [{ contents: [content, content] }, 'request.invalid'],
    [{ contents: [{ ...content, deviceId: 0 }] }, 'request.invalid'],
    [{ contents: [{ ...content, content: new Uint8Array(0) }] }, 'request.invalid'],
    [
      { contents: [{ ...content, content: new Uint8Array(limits.envelopeBytesMax + 1) }] },
      'message.too_large',
    ],
  ])('refuses before anybody is asked: %#', async (more, code) => {
    test.taken.length = 0;
    const sent = await createSendPort(test.services, freePermits)(device, frame(more));
    expect(sent).toMatchObject({ ok: false, refusal: { code } });
    expect(test.taken).toEqual([]);
    expect(test.router.sent).toEqual([]);
  });

  it('refuses more contents than an account can have devices, whatever they are', async () => {
    const contents = Array.from({ length: limits.devicesPerSendMax + 1 }, () => content);
    const sent = await createSendPort(test.services, freePermits)(device, frame({ contents }));
    expect(sent).toEqual(refuse('request.invalid', { detail: 'Field: contents.' }));
  });

  it('refuses types that clients may not send', async () => {
    const send = createSendPort(test.services, freePermits);
    for (const type of [0, 2, 4, 5, 7, 9, -1]) {
      const sent = await send(device, frame({ contents: [{ ...content, type }] }));
      expect(sent).toEqual(refuse('message.type'));
    }
  });

  it('takes contents up to the limit, and each type of a client', async () => {
    const largest = { ...content, content: new Uint8Array(limits.envelopeBytesMax) };
    const send = createSendPort(test.services, freePermits);
    for (const type of [1, 3, 6, 8]) {
      const sent = await send(device, frame({ contents: [{ ...largest, type }] }));
      expect(sent.ok).toBe(true);
    }
  });

  it('answers any frame at all', async () => {
    const send = createSendPort(test.services, freePermits);
    const anyFrame = fc.record({
      guid: fc.uint8Array({ maxLength: 20 }),
      destination: fc.oneof(fc.string(), fc.uuid(), fc.constant(bob), fc.constant('PNI:x')),
      contents: fc.array(
        fc.record({
          deviceId: fc.integer(),
          registrationId: fc.integer(),
          type: fc.integer({ min: 0, max: 9 }),
          content: fc.uint8Array({ maxLength: 5 }),
        }),
        { maxLength: 3 },
      ),
      ephemeral: fc.boolean(),
      urgent: fc.boolean(),
      timestamp: fc.double(),
    });
    await fc.assert(
      fc.asyncProperty(anyFrame, async (one) => {
        const sent = await send(device, one);
        expect(sent.ok || sent.refusal.code.length > 0).toBe(true);
      }),
      { seed, numRuns: 300 },
    );
  });
});
