// What waits, read and acknowledged over HTTPS: all of it, in order, once, and nobody else's.

import { beforeEach, describe, expect, it } from 'vitest';
import type { AccountId, DeviceId } from '#protocol';
import type { Api } from '../../../../src/gateway/ingress/api.ts';
import { connection } from '../../../support/accounts.ts';
import { ask, join } from '../../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';

interface Message {
  readonly guid: string;
  readonly content: string;
  readonly sourceUuid: string;
  readonly timestamp: number;
}

let test: ReturnType<typeof createTestServices>;
let api: Api;
let ada: Awaited<ReturnType<typeof join>>;
let bob: Awaited<ReturnType<typeof join>>;

beforeEach(async () => {
  test = createTestServices();
  api = apiOver(test.services);
  ada = await join(api, operatorToken);
  bob = await join(api, operatorToken);
});

async function write(count: number, from = 0): Promise<void> {
  for (let at = from; at < from + count; at++) {
    const content = Buffer.from([at]).toString('base64');
    const one = { type: 1, destinationDeviceId: 1, destinationRegistrationId: 11, content };
    const sent = await ask(api, 'PUT', `/v1/messages/${ada.account}`, {
      authorization: bob.authorization,
      body: { messages: [one], timestamp: 1_700_000_000_000 + at },
    });
    expect(sent.status).toBe(200);
    test.clock.advance(1000);
  }
}

async function fetch(who = ada): Promise<{ messages: Message[]; more: boolean }> {
  const read = await ask(api, 'GET', '/v1/messages', { authorization: who.authorization });
  expect(read.status).toBe(200);
  return read.json as never;
}

const acknowledge = (guids: readonly string[], who = ada) =>
  ask(api, 'POST', '/v1/messages/acknowledge', {
    authorization: who.authorization,
    body: { guids },
  });

const contents = (messages: readonly Message[]) =>
  messages.map(({ content }) => Buffer.from(content, 'base64')[0]);

describe('what waits', () => {
  it('is read in order, stays until it is acknowledged, and then is gone', async () => {
    await write(3);
    const first = await fetch();
    expect(contents(first.messages)).toEqual([0, 1, 2]);
    expect(first.more).toBe(false);
    expect(first.messages[1]).toMatchObject({
      sourceUuid: bob.account,
      timestamp: 1_700_000_000_001,
      type: 1,
      sourceDevice: 1,
      destinationUuid: ada.account,
      urgent: true,
    });
    expect(await fetch()).toEqual(first);
    const [one, ...others] = first.messages.map(({ guid }) => guid);
    const gone = await ask(api, 'DELETE', `/v1/messages/uuid/${one}`, {
      authorization: ada.authorization,
    });
    expect(gone.status).toBe(204);
    expect(contents((await fetch()).messages)).toEqual([1, 2]);
    expect((await acknowledge(others)).status).toBe(204);
    expect(await fetch()).toEqual({ messages: [], more: false });
    // A repeat changes nothing.
    expect((await acknowledge(others)).status).toBe(204);
  });

  it('that is more than a page comes whole, page by page', async () => {
    await write(130);
    const seen: (number | undefined)[] = [];
    for (let pages = 1; ; pages++) {
      const { messages, more } = await fetch();
      seen.push(...contents(messages));
      expect((await acknowledge(messages.map(({ guid }) => guid))).status).toBe(204);
      if (!more) break;
      expect(pages).toBeLessThan(5);
    }
    expect(seen).toEqual(Array.from({ length: 130 }, (_, at) => at));
  });

  it('is its device’s alone', async () => {
    await write(1);
    const { messages } = await fetch();
    expect(await fetch(bob)).toEqual({ messages: [], more: false });
    await acknowledge(
      messages.map(({ guid }) => guid),
      bob,
    );
    expect((await fetch()).messages.length).toBe(1);
    const nobody = await ask(api, 'GET', '/v1/messages', {});
    expect(nobody.status).toBe(401);
  });

  it('is not taken from a socket by a fetch', async () => {
    const device = 1 as DeviceId;
    const address = { type: 'account', id: ada.account as AccountId } as const;
    const attach = { type: 'attach', device, connection: connection('s'), ordinal: 1 } as const;
    await test.router.ask(address, { ...attach, attempt: 1 });
    await write(2);
    expect(contents((await fetch()).messages)).toEqual([0, 1]);
    // Some more than once: the clock goes on, and nothing is acknowledged.
    const delivered = () => {
      const guids = test.delivery.told.flatMap(({ delivery }) =>
        delivery.type === 'envelopes' ? delivery.envelopes.map(({ guid }) => guid) : [],
      );
      return [...new Set(guids)];
    };
    expect(delivered().length).toBe(2);
    // The socket acknowledges what was fetched as well.
    await test.router.ask(address, {
      type: 'acknowledge',
      device,
      connection: connection('s'),
      guids: delivered(),
    });
    expect((await fetch()).messages).toEqual([]);
    await write(1, 2);
    expect(delivered().length).toBe(3);
  });

  it.each(['', 'x', '0'.repeat(31), `${'0'.repeat(32)}0`, '../me'])(
    'is not named by %j',
    async (guid) => {
      expect((await acknowledge([guid])).status).toBe(422);
    },
  );
});
