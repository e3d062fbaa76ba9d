// What the generator writes is what the server's own codec reads, and what it finds in the server's
// answers is what is there.

import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  decodeSend,
  encodeAckAnswer,
  encodeDeliver,
  encodeEnvelope,
  encodeSendAnswer,
} from '#protocol';
import { dialects, guidBytes, readDue, readNumber, readPair } from '#lab/raw/dialects.ts';

const recipient = { name: '00000000-0000-4000-8000-000000000001', auth: {}, registrationId: 77 };

describe('a message for Aldis', () => {
  const composer = dialects.aldis.composer(5, recipient, 300);

  it('is a send that the server reads, with a content of 300 bytes', () => {
    const send = decodeSend(composer.body(9, 123_456_789));
    expect(send.destination).toBe(recipient.name);
    expect(send.contents).toHaveLength(1);
    const content = send.contents[0];
    expect(content).toMatchObject({ deviceId: 1, registrationId: 77, type: 1 });
    expect(content?.content).toHaveLength(300);
    const bytes = Buffer.from(content?.content ?? []);
    expect([readPair(bytes, 0), readNumber(bytes, 0), readDue(bytes, 0)]).toEqual([
      5, 9, 123_456_789,
    ]);
  });

  it('never has the guid of another', () => {
    const guids = new Set<string>();
    for (let number = 0; number < 1000; number++) {
      guids.add(Buffer.from(decodeSend(composer.body(number, 1)).guid).toString('hex'));
    }
    const again = dialects.aldis.composer(5, recipient, 300);
    guids.add(Buffer.from(decodeSend(again.body(0, 1)).guid).toString('hex'));
    expect(guids.size).toBe(1001);
  });
});

describe('a delivery of Aldis', () => {
  it('gives each content and its guid, in order', () => {
    const contents = [3, 4].map((number) => {
      const bytes = Buffer.from(randomBytes(300));
      bytes.writeUInt32LE(number, 4);
      return bytes;
    });
    const guids = contents.map(() => randomBytes(guidBytes));
    const envelopes = contents.map((content, index) =>
      encodeEnvelope({
        type: 1,
        clientTimestamp: Date.now(),
        serverTimestamp: Date.now(),
        content,
        sourceServiceId: recipient.name,
        sourceDevice: 1,
        destinationServiceId: recipient.name,
        serverGuid: guids[index] ?? new Uint8Array(0),
        urgent: false,
      }),
    );
    const deliver = Buffer.from(encodeDeliver(envelopes));
    const found: { number: number; length: number; guid: string }[] = [];
    dialects.aldis.each(deliver, (contentAt, contentEnd, guidAt) => {
      const guid = deliver.toString('hex', guidAt, guidAt + guidBytes);
      found.push({ number: readNumber(deliver, contentAt), length: contentEnd - contentAt, guid });
    });
    expect(found).toEqual(
      [3, 4].map((number, index) => ({
        number,
        length: 300,
        guid: guids[index]?.toString('hex'),
      })),
    );
  });
});

describe('an answer of Aldis', () => {
  it('is no refusal when it has none', () => {
    const answer = encodeSendAnswer({ serverTimestamp: Date.now(), needsSync: true });
    expect(dialects.aldis.refusal(Buffer.from(answer))).toBeUndefined();
    expect(dialects.aldis.refusal(Buffer.from(encodeAckAnswer()))).toBeUndefined();
  });

  it('names the code of its refusal', () => {
    const answer = encodeAckAnswer({ code: 'server.busy' });
    expect(dialects.aldis.refusal(Buffer.from(answer))).toBe('server.busy');
  });

  it('is a refusal when there is no body', () => {
    expect(dialects.aldis.refusal(undefined)).toBeDefined();
  });
});

describe('a message for the bare relay', () => {
  it('is its content alone, and its recipient stands before it', () => {
    const composer = dialects.bare.composer(6, { ...recipient, name: 'room-1' }, 300);
    const body = composer.body(2, 5);
    expect(composer.room).toBe('room-1');
    expect(body).toHaveLength(300);
    const found: number[][] = [];
    dialects.bare.each(body, (at, end) => found.push([readPair(body, at), end - at]));
    expect(found).toEqual([[6, 300]]);
  });
});
