// What people say to each other, on the wire: every kind keeps what it holds, and what cannot be is
// refused before anything is made of it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountId, Content } from '#protocol';
import { decodeContent, encodeContent, limits } from '#protocol';
import { aldis as wire } from '../../../src/protocol/wire.js';

const ana = '9d0652a3-dcc3-4d11-975f-74d61598733f' as AccountId;
const key = (byte: number) => new Uint8Array(32).fill(byte);

const moment = fc.integer({ min: 1, max: limits.timestampMax });
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const words = (maxLength = 60) => fc.string({ unit: 'grapheme', minLength: 1, maxLength });
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const account = fc.uuid().map((id) => id as AccountId);
const target = fc.record({ author: account, sentAt: moment });
const timer = fc.record({
  seconds: fc.integer({ min: 0, max: limits.expireTimerSecondsMax }),
  version: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
});
const said = {
  timestamp: moment,
  profileKey: bytes(32),
  group: fc.record({ masterKey: bytes(32), revision: uint32 }),
  timer,
};
const optional = ['profileKey', 'group', 'timer', 'quote', 'mentions', 'seconds', 'senderKey'];

/** All fields but those that may be absent. */
function kind(type: Content['type'], fields: Record<string, fc.Arbitrary<unknown>>) {
  const all = { ...fields, senderKey: bytes(40), type: fc.constant(type) };
  const requiredKeys = Object.keys(all).filter((name) => !optional.includes(name));
  return fc.record(all, {
    requiredKeys: requiredKeys as never,
  }) as unknown as fc.Arbitrary<Content>;
}

const spoken = {
  ...said,
  body: fc.string({ unit: 'grapheme', minLength: 8, maxLength: 40 }),
  quote: fc.record({ author: account, sentAt: moment, text: words() }),
  mentions: fc.array(fc.record({ start: fc.nat(4), length: fc.nat(4), account }), {
    minLength: 1,
    maxLength: 5,
  }),
};

const kinds: Record<string, fc.Arbitrary<Content>> = {
  text: kind('text', spoken),
  edit: kind('edit', { ...spoken, targetSentAt: moment }),
  reaction: kind('reaction', { ...said, target, emoji: words(4), remove: fc.boolean() }),
  delete: kind('delete', { ...said, targetSentAt: moment }),
  poll: kind('poll', {
    ...said,
    question: words(),
    options: fc.array(words(), { minLength: 2, maxLength: limits.pollOptionsMax }),
    multiple: fc.boolean(),
  }),
  vote: kind('vote', {
    ...said,
    target,
    choices: fc.uniqueArray(fc.nat(limits.pollOptionsMax - 1)),
    count: uint32,
  }),
  pollEnd: kind('pollEnd', { ...said, targetSentAt: moment }),
  pin: kind('pin', { ...said, target, seconds: fc.integer({ min: 1, max: limits.pinSecondsMax }) }),
  unpin: kind('unpin', { ...said, target }),
  timer: kind('timer', { ...said, timer }).map((one) => ({ ...one, ...timed(one) }) as Content),
  profileKey: kind('profileKey', said).map((one) => ({ profileKey: key(3), ...one }) as Content),
  typing: kind('typing', { timestamp: moment, started: fc.boolean(), groupId: bytes(32) }),
  syncSent: kind('syncSent', {
    destination: account,
    sentAt: moment,
    content: bytes(30),
    serverTimestamp: fc.nat(),
  }),
  syncRead: kind('syncRead', { messages: fc.array(target, { minLength: 1 }) }),
  syncViewed: kind('syncViewed', { messages: fc.array(target, { minLength: 1 }) }),
  syncFetch: kind('syncFetch', { what: fc.constantFrom('profile', 'storage') }),
  syncKeys: kind('syncKeys', { master: bytes(32) }),
  syncDevices: kind('syncDevices', { list: bytes(50) }),
  syncNumber: kind('syncNumber', {
    number: fc.constant('+12025550123'),
    identityKeyPair: bytes(69),
    registrationId: fc.integer({ min: 1, max: 16_383 }),
    signedPreKey: bytes(40),
    lastResortPreKey: bytes(60),
  }),
};

/** A change of the timer always has one. */
const timed = (one: object) => ('timer' in one ? {} : { timer: { seconds: 7, version: 1 } });

/** Bytes as hex digits, wherever they are. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}

describe('a round trip keeps', () => {
  it.each(Object.entries(kinds))('%s', (_name, contents) => {
    fc.assert(
      fc.property(contents, (content) => {
        fc.pre(!('emoji' in content) || Buffer.byteLength(content.emoji) <= limits.emojiBytesMax);
        expect(plain(decodeContent(encodeContent(content)))).toEqual(plain(content));
      }),
      { seed: 61 },
    );
  });

  it('a sender key that comes alone', () => {
    const alone = { senderKeyDistributionMessage: key(9) };
    const read = decodeContent(wire.Content.encode(alone).finish());
    expect(plain(read)).toEqual(plain({ type: 'null', senderKey: key(9) }));
  });
});

describe('a content of a newer version', () => {
  const newer = (dataMessage: wire.DataMessage.$Properties) =>
    wire.Content.encode({ dataMessage, senderKeyDistributionMessage: key(1) }).finish();
  const requiredProtocolVersion = limits.contentVersion + 1;

  it('is kept as it came, whatever else it holds', () => {
    const raw = newer({ requiredProtocolVersion, timestamp: 5, group: { revision: 1 } });
    const read = decodeContent(raw);
    expect(read).toMatchObject({ type: 'newer', requires: requiredProtocolVersion, timestamp: 5 });
    expect(encodeContent(read)).toEqual(Uint8Array.from(raw));
  });

  it('names its group as any other does', () => {
    const group = { masterKey: key(9), revision: 7 };
    const read = decodeContent(newer({ requiredProtocolVersion, timestamp: 5, group }));
    expect(read).toMatchObject({ type: 'newer', group: { revision: 7 } });
  });

  it('is kept as an edit, too', () => {
    const dataMessage = { requiredProtocolVersion, timestamp: 5 };
    const editMessage = { targetSentTimestamp: 4, dataMessage };
    const read = decodeContent(wire.Content.encode({ editMessage }).finish());
    expect(read).toMatchObject({ type: 'newer', timestamp: 5 });
  });

  it('is read where the version is spoken here', () => {
    const raw = newer({ requiredProtocolVersion: limits.contentVersion, timestamp: 5, body: 'x' });
    expect(decodeContent(raw)).toMatchObject({ type: 'text', body: 'x' });
  });
});

describe('what cannot be is refused', () => {
  const long = (length: number) => 'x'.repeat(length);
  const aci = { targetAuthorAciBinary: new Uint8Array(16), targetSentTimestamp: 1 };
  const cases: Record<string, [wire.DataMessage.$Properties, string]> = {
    'a reaction to nobody': [
      { reaction: { emoji: 'x', targetAuthorAci: 'ana', targetSentTimestamp: 1 } },
      'an account that cannot be',
    ],
    'a reaction without an emoji': [
      { reaction: { emoji: '', targetAuthorAci: ana, targetSentTimestamp: 1 } },
      'empty or too long',
    ],
    'a reaction of many words': [
      {
        reaction: {
          emoji: long(limits.emojiBytesMax + 1),
          targetAuthorAci: ana,
          targetSentTimestamp: 1,
        },
      },
      'empty or too long',
    ],
    'a reaction to no time': [
      { reaction: { emoji: 'x', targetAuthorAci: ana } },
      'a message without a time',
    ],
    'a delete of no time': [{ delete: {} }, 'a message without a time'],
    'a delete of a time no clock shows': [
      { delete: { targetSentTimestamp: 2 ** 60 } },
      'a time that no clock shows',
    ],
    'a profile key of 31 bytes': [{ profileKey: new Uint8Array(31) }, 'a key of another length'],
    'a group of 33 bytes': [{ group: { masterKey: new Uint8Array(33) } }, 'a key of another'],
    'a timer of a century': [
      { body: 'x', expireTimer: limits.expireTimerSecondsMax + 1 },
      'a number above its limit',
    ],
    'a quote of nobody': [{ body: 'x', quote: { id: 1, text: 'y' } }, 'an account that cannot be'],
    'a quote that is a book': [
      { body: 'x', quote: { id: 1, authorAci: ana, text: long(limits.quoteBytesMax + 1) } },
      'empty or too long',
    ],
    'a mention past the end': [
      { body: 'abc', bodyRanges: [{ start: 2, length: 2, mentionAci: ana }] },
      'a number above its limit',
    ],
    'too many mentions': [
      {
        body: 'x',
        bodyRanges: Array.from({ length: limits.mentionsMax + 1 }, () => ({ mentionAci: ana })),
      },
      'a list that is too long',
    ],
    'a poll with one answer': [
      { pollCreate: { question: 'x', options: ['a'] } },
      'without a choice',
    ],
    'a poll with many answers': [
      { pollCreate: { question: 'x', options: new Array(limits.pollOptionsMax + 1).fill('a') } },
      'a list that is too long',
    ],
    'a poll with an empty answer': [
      { pollCreate: { question: 'x', options: ['a', ''] } },
      'empty or too long',
    ],
    'a vote of 15 bytes': [
      { pollVote: { targetAuthorAciBinary: new Uint8Array(15) } },
      'an account of another length',
    ],
    'a vote for no answer there can be': [
      { pollVote: { ...aci, optionIndexes: [limits.pollOptionsMax] } },
      'a number above its limit',
    ],
    'a vote twice for one answer': [
      { pollVote: { ...aci, optionIndexes: [1, 1] } },
      'an answer that is chosen twice',
    ],
    'a pin of a century': [
      { pinMessage: { ...aci, pinDurationSeconds: limits.pinSecondsMax + 1 } },
      'a number above its limit',
    ],
    'an unpin of nothing': [{ unpinMessage: {} }, 'an account of another length'],
  };
  it.each(Object.entries(cases))('%s', (_name, [dataMessage, words]) => {
    const encoded = wire.Content.encode({ dataMessage: { timestamp: 1, ...dataMessage } }).finish();
    expect(() => decodeContent(encoded)).toThrow(words);
  });

  const syncs: Record<string, [wire.SyncMessage.$Properties, string]> = {
    'a transcript of nothing': [{ sent: { timestamp: 1 } }, 'a transcript of nothing'],
    'a transcript for nobody': [
      { sent: { timestamp: 1, content: key(1), destinationServiceId: 'x' } },
      'an account that cannot be',
    ],
    'a mark without a time': [{ read: [{ senderAci: ana }] }, 'a message without a time'],
    'too many marks': [
      {
        read: Array.from({ length: limits.syncMarksMax + 1 }, () => {
          return { senderAci: ana, timestamp: 1 };
        }),
      },
      'a list that is too long',
    ],
    'a master key of 16 bytes': [{ keys: { master: new Uint8Array(16) } }, 'a key of another'],
  };
  it.each(Object.entries(syncs))('%s', (_name, [syncMessage, words]) => {
    const encoded = wire.Content.encode({ syncMessage }).finish();
    expect(() => decodeContent(encoded)).toThrow(words);
  });
});

it('what a newer client says is unknown, and a style of letters is passed over', () => {
  const empty = wire.Content.encode({ syncMessage: {} }).finish();
  expect(decodeContent(empty)).toEqual({ type: 'unknown' });
  const fetch = wire.Content.encode({
    syncMessage: { fetchLatest: { type: 3 as never } },
  }).finish();
  expect(decodeContent(fetch)).toEqual({ type: 'unknown' });
  const dataMessage = { timestamp: 1, body: 'bold', bodyRanges: [{ start: 0, length: 4 }] };
  const read = decodeContent(wire.Content.encode({ dataMessage }).finish());
  expect(read).toEqual({ type: 'text', timestamp: 1, body: 'bold' });
});
