// docs/protocol.md holds against a real cluster: a client made from that page alone exchanges
// messages, and meets every answer the page has for a send.

import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../support/pageClient/connection.ts';
import { unpad } from '../support/pageClient/device.ts';
import { base64 } from '../support/pageClient/identity.ts';
import { decode, encode } from '../support/pageClient/schema.ts';
import { nextNumber, nth, Town } from '../support/pageClient/town.ts';

const delivery = 0;

let town: Town;

beforeAll(async () => {
  town = await Town.start();
});

afterAll(async () => {
  await town?.stop();
});

describe('messages', () => {
  test('two people write to each other, padded and encrypted', async () => {
    const [anna, ben] = await town.people();
    const [a, b] = await Promise.all([anna.connect(), ben.connect()]);
    const first = await anna.sealText(ben.aci, 'hello Ben');
    const answer = await a.send(first);
    expect(answer).toMatchObject({ refusal: null, needsSync: false });
    const received = nth(await b.delivered(1), 0);
    expect(received).toMatchObject({
      type: 3,
      sourceServiceId: anna.aci,
      sourceDevice: 1,
      destinationServiceId: ben.aci,
      clientTimestamp: first.timestamp,
      serverTimestamp: answer.serverTimestamp,
    });
    expect(received.serverGuid).toHaveLength(16);
    const plaintext = await ben.decrypt(received);
    expect(plaintext.length).toBe(160);
    const message = { body: 'hello Ben', timestamp: first.timestamp };
    expect(decode('Content', unpad(plaintext)).dataMessage).toMatchObject(message);
    expect((await b.ack(received)).refusal).toBeNull();

    const reply = await ben.sealText(anna.aci, 'ä'.repeat(100));
    expect((await b.send(reply)).refusal).toBeNull();
    const back = nth(await a.delivered(1), 0);
    expect(await anna.open(back)).toMatchObject({ dataMessage: { body: 'ä'.repeat(100) } });
    await a.ack(back);

    expect((await a.send(await anna.sealText(ben.aci, 'a ratchet'))).refusal).toBeNull();
    const third = nth(await b.delivered(2), 1);
    expect(third.type).toBe(1);
    expect(await ben.open(third)).toMatchObject({ dataMessage: { body: 'a ratchet' } });
    a.close();
    b.close();
  });

  test('a first message takes a one-time key of each kind', async () => {
    const [anna, ben] = await town.people();
    const { identity } = ben;
    const preKeys = [await identity.preKey(0)];
    const pqPreKeys = [await identity.kyberPreKey(2 ** 31 - 1, 'once')];
    await ben.http('PUT', '/v2/keys?identity=aci', { preKeys, pqPreKeys });
    const [a, b] = await Promise.all([anna.connect(), ben.connect()]);
    expect((await a.send(await anna.sealText(ben.aci, 'first'))).refusal).toBeNull();
    const left = await ben.http('GET', '/v2/keys?identity=aci');
    expect(left.body).toEqual({ count: 0, pqCount: 0 });
    const content = await ben.open(nth(await b.delivered(1), 0));
    expect(content.dataMessage?.body).toBe('first');
    await expect(identity.preKeys.getPreKey(0)).rejects.toThrow(/no pre-key 0/);
    expect(identity.kyberPreKeys.oneTime.size).toBe(0);
    a.close();
    b.close();
  });

  test('a message that is sent again with its guid is stored once', async () => {
    const [anna, ben] = await town.people();
    const message = await anna.sealText(ben.aci, 'once');
    const former = await anna.connect();
    const answers = [await former.send(message), await former.send(message)];
    former.close();
    const later = await anna.connect();
    answers.push(await later.send(message));
    expect(answers.map((answer) => answer.refusal)).toEqual([null, null, null]);
    const b = await ben.connect();
    await b.has('queue-empty');
    expect(b.envelopes).toHaveLength(1);
    const stored = nth(b.envelopes, 0);
    expect(stored.serverTimestamp).toBe(answers[0]?.serverTimestamp);
    expect(await ben.open(stored)).toMatchObject({ dataMessage: { body: 'once' } });
    later.close();
    b.close();
  });

  test('what was not acknowledged comes again, what was does not', async () => {
    const [anna, ben] = await town.people();
    const a = await anna.connect();
    const sent = [];
    for (const text of ['one', 'two', 'three']) {
      const message = await anna.sealText(ben.aci, text);
      expect((await a.send(message)).refusal).toBeNull();
      sent.push(message.timestamp);
    }
    const waiting = async () => {
      const connection = await ben.connect();
      await connection.has('queue-empty');
      return connection;
    };
    const times = (of: Connection) => of.envelopes.map((envelope) => envelope.clientTimestamp);
    const first = await waiting();
    expect(times(first)).toEqual(sent);
    expect((await first.ack(nth(first.envelopes, 1))).refusal).toBeNull();
    first.close();
    const second = await waiting();
    expect(times(second)).toEqual([sent[0], sent[2]]);
    expect(nth(second.envelopes, 0).serverGuid).toEqual(nth(first.envelopes, 0).serverGuid);
    expect((await second.ack(...second.envelopes)).refusal).toBeNull();
    second.close();
    const third = await waiting();
    expect(times(third)).toEqual([]);
    third.close();
    a.close();
  });

  test('a send that does not fit the device list names the difference', async () => {
    const [anna, ben] = await town.people();
    const connection = await anna.connect();
    const message = await anna.sealText(ben.aci, 'which device?');
    const one = nth(message.contents, 0);
    const attempt = async (...contents: (typeof one)[]) =>
      (await connection.send({ ...message, contents })).refusal;
    const two = { ...one, deviceId: 2 };
    const other = { ...one, registrationId: (one.registrationId % 16_383) + 1 };
    const differs = 'message.mismatched_devices';
    expect(await attempt(one, two)).toMatchObject({
      code: differs,
      retryable: false,
      mismatchedDevices: { missing: [], extra: [2], stale: [] },
    });
    expect(await attempt(two)).toMatchObject({
      code: differs,
      mismatchedDevices: { missing: [1], extra: [2] },
    });
    expect(await attempt()).toMatchObject({ mismatchedDevices: { missing: [1], extra: [] } });
    expect(await attempt(other)).toMatchObject({
      code: 'message.stale_devices',
      mismatchedDevices: { missing: [], extra: [], stale: [1] },
    });
    expect(await attempt(one)).toBeNull();
    const b = await ben.connect();
    expect((await ben.open(nth(await b.delivered(1), 0))).dataMessage?.body).toBe('which device?');
    connection.close();
    b.close();
  });

  test('a send with a wrong field is refused for good, and the connection goes on', async () => {
    const [anna, ben] = await town.people();
    const connection = await anna.connect();
    const message = await anna.sealText(ben.aci, 'wrong');
    const one = nth(message.contents, 0);
    const huge = randomBytes((await connection.hello()).envelopeBytesMax + 1);
    const wrong = [
      [{ guid: randomBytes(5) }, 'request.invalid'],
      [{ destination: 'nobody' }, 'request.invalid'],
      [{ destination: randomUUID() }, 'account.not_found'],
      [{ contents: [one, one] }, 'request.invalid'],
      [{ contents: [{ ...one, type: 2 }] }, 'message.type'],
      [{ contents: [{ ...one, type: 5 }] }, 'message.type'],
      [{ contents: [{ ...one, content: huge }] }, 'message.too_large'],
    ] as const;
    for (const [fields, code] of wrong) {
      const { refusal } = await connection.send({ ...message, ...fields });
      expect(refusal).toMatchObject({ code, retryable: false, retryAfterMs: 0 });
    }
    for (const guids of [
      [],
      [randomBytes(3)],
      Array.from({ length: 257 }, () => randomBytes(16)),
    ]) {
      const answer = await connection.emit('ack', encode('Ack', { guids }));
      expect(decode('AckAnswer', answer).refusal?.code).toBe('request.invalid');
    }
    expect((await connection.send(message)).refusal).toBeNull();
    connection.close();
  });

  test('a device that was installed again is stale until its new keys are fetched', async () => {
    const number = nextNumber();
    const [anna, old] = await Promise.all([town.person(), town.personWith(number)]);
    const [a, former] = await Promise.all([anna.connect(), old.connect()]);
    const first = await anna.sealText(old.aci, 'before');
    expect((await a.send(first)).refusal).toBeNull();
    const ben = await town.personWith(number);
    expect(ben.aci).toBe(old.aci);
    await former.has('disconnect');
    expect(former.closings).toEqual([{ code: 'device.replaced', reconnectAfterMs: 0 }]);
    expect((await old.http('GET', '/v1/friends')).code).toBe('auth.invalid');
    const message = await anna.sealText(ben.aci, 'after');
    expect((await a.send(message)).refusal).toMatchObject({
      code: 'message.stale_devices',
      mismatchedDevices: { stale: [1] },
    });
    await expect(anna.openSessions(ben.aci)).rejects.toThrow(/untrusted identity/);
    anna.forget(ben.aci, 1);
    const again = await anna.sealAt(ben.aci, message.timestamp, {
      dataMessage: { body: 'after', timestamp: message.timestamp },
    });
    expect((await a.send({ ...again, guid: message.guid })).refusal).toBeNull();
    const b = await ben.connect();
    await b.has('queue-empty');
    expect(b.envelopes).toHaveLength(1);
    expect((await ben.open(nth(b.envelopes, 0))).dataMessage?.body).toBe('after');
    a.close();
    b.close();
  });

  test('no more than 256 envelopes are under way to a connection', async () => {
    const ben = await town.person();
    const writers = await Promise.all([
      town.person(),
      town.person(),
      town.person(),
      town.person(),
      town.person(),
      town.person(),
    ]);
    const sent = writers.map(async (writer) => {
      const connection = await writer.connect();
      const message = await writer.sealText(ben.aci, 'many');
      for (let i = 0; i < 50; i += 1) {
        const answer = await connection.send({ ...message, guid: randomBytes(16) });
        expect(answer.refusal).toBeNull();
      }
      connection.close();
    });
    await Promise.all(sent);
    const b = await ben.connect();
    await b.delivered(256);
    expect((await b.request('GET', '/v1/friends')).status).toBe(200);
    expect(b.envelopes).toHaveLength(256);
    expect(b.events).not.toContain('queue-empty');
    expect((await b.ack(...b.envelopes)).refusal).toBeNull();
    await b.has('queue-empty');
    expect(b.envelopes).toHaveLength(300);
    expect(new Set(b.envelopes.map(({ serverGuid }) => base64(serverGuid))).size).toBe(300);
    b.close();
  });

  test('a delivery receipt names the message that arrived', async () => {
    const [anna, ben] = await town.people();
    const [a, b] = await Promise.all([anna.connect(), ben.connect()]);
    const message = await anna.sealText(ben.aci, 'did it arrive?');
    await a.send(message);
    const arrived = nth(await b.delivered(1), 0);
    await ben.open(arrived);
    const timestamp = [arrived.clientTimestamp];
    const receipt = await ben.seal(anna.aci, () => ({
      receiptMessage: { type: delivery, timestamp },
    }));
    expect((await b.send(receipt)).refusal).toBeNull();
    await b.ack(arrived);
    const content = await anna.open(nth(await a.delivered(1), 0));
    expect(content.receiptMessage).toEqual({ type: delivery, timestamp: [message.timestamp] });
    a.close();
    b.close();
  });

  test('a message that cannot be decrypted is asked for again and arrives', async () => {
    const [anna, ben] = await town.people();
    const [a, b] = await Promise.all([anna.connect(), ben.connect()]);
    const content = { dataMessage: { body: 'at last', timestamp: anna.nextTimestamp() } };
    const { timestamp } = content.dataMessage;
    const broken = await anna.sealAt(ben.aci, timestamp, content);
    const { content: sealed } = nth(broken.contents, 0);
    sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
    expect((await a.send(broken)).refusal).toBeNull();
    const unreadable = nth(await b.delivered(1), 0);
    await expect(ben.open(unreadable)).rejects.toThrow();
    expect((await b.send(await ben.sealReport(unreadable))).refusal).toBeNull();
    await b.ack(unreadable);
    const report = nth(await a.delivered(1), 0);
    expect(report.type).toBe(8);
    expect(anna.takeReport(report)).toBe(timestamp);
    await a.ack(report);
    expect((await a.send(await anna.sealAt(ben.aci, timestamp, content))).refusal).toBeNull();
    const again = nth(await b.delivered(2), 1);
    expect(again.clientTimestamp).toBe(timestamp);
    expect(await ben.open(again)).toMatchObject(content);
    a.close();
    b.close();
  });

  test('an ephemeral message reaches those who are connected and is never stored', async () => {
    const [anna, ben] = await town.people();
    const a = await anna.connect();
    const typing = { ...(await anna.sealText(ben.aci, 'nobody is there')), ephemeral: true };
    expect((await a.send(typing)).refusal).toBeNull();
    const b = await ben.connect();
    await b.has('queue-empty');
    expect(b.envelopes).toEqual([]);
    const seen = { ...(await anna.sealText(ben.aci, 'seen')), ephemeral: true };
    expect((await a.send(seen)).refusal).toBeNull();
    expect((await ben.open(nth(await b.delivered(1), 0))).dataMessage?.body).toBe('seen');
    b.close();
    const later = await ben.connect();
    await later.has('queue-empty');
    expect(later.envelopes).toEqual([]);
    a.close();
    later.close();
  });
});
