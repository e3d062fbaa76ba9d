// Structure-aware: envelopes bent in any field go the whole way, decode, seal, queue, page, open,
// decode, and come out as they went in, or are refused at a step by that step's own error.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createEnvelopeSealer, newQueueGeneration, newQueueKey, SealError } from '#crypto';
import { createMemoryQueue, openMemoryStores, StoreError } from '#persistence';
import type { AccountId, DeviceId, EnvelopeGuid } from '#protocol';
import { decodeEnvelope, encodeEnvelope, guidFromBytes } from '#protocol';
import { ManualClock } from '#runtime';
import { decodeDocument, encodeDocument } from '../../../src/persistence/documents.ts';
import { queueName } from '../../../src/persistence/names.ts';
import { sealContext } from '../../../src/persistence/redis/queue/queueSeals.ts';
import { parseQueueName } from '../../../src/persistence/redis/names.ts';
import { rowsOf, sealedOf } from '../../../src/persistence/redis/queue/queueReader.ts';
import { OwnedQueue } from '../../contract/queueTwins.ts';
import { asText, damaged, hostile, noise, seed } from './bytes.ts';

const device = {
  account: '9d0652a3-dcc3-4d11-975f-74d61598733f' as AccountId,
  device: 1 as DeviceId,
};
const queueOfDevice = queueName({ ...device, generation: newQueueGeneration() });
const key = newQueueKey();
const guid16 = fc.uint8Array({ minLength: 16, maxLength: 16 });
const real: fc.Arbitrary<Uint8Array> = fc
  .tuple(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat({ max: 2 ** 45 }), guid16)
  .map(([content, moment, serverGuid]) =>
    encodeEnvelope({
      ...{ type: 1, clientTimestamp: moment, serverTimestamp: moment, content, serverGuid },
      ...{ sourceServiceId: device.account, sourceDevice: 1, urgent: true },
      destinationServiceId: device.account,
    }),
  );

it('a bent envelope that decodes is stored and comes back the same', async () => {
  const clock = new ManualClock();
  const { archive } = openMemoryStores(undefined, clock);
  const queue = new OwnedQueue(createMemoryQueue({ clock, archive }).queue);
  const sealer = createEnvelopeSealer();
  let stored = 0;
  await fc.assert(
    fc.asyncProperty(hostile(real), guid16, async (input, guidBytes) => {
      let envelope: ReturnType<typeof decodeEnvelope>;
      try {
        envelope = decodeEnvelope(input);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
        return;
      }
      const guid = guidFromBytes(guidBytes) as EnvelopeGuid;
      const context = sealContext(queueOfDevice, guid);
      const sealed = sealer.seal(key, encodeEnvelope(envelope), context);
      await queue.clear(device);
      await queue.insert(device, guid, sealed);
      const [row] = await queue.page(device, 0, 10);
      expect(row?.guid).toBe(guid);
      const opened = decodeEnvelope(sealer.open(key, row?.bytes ?? sealed, context));
      expect(asText(opened)).toBe(asText(envelope));
      stored++;
    }),
    { seed, numRuns: 1500 },
  );
  expect(stored).toBeGreaterThan(100);
});

it('a sealed envelope that was bent, or moved to another place, does not open', () => {
  const sealer = createEnvelopeSealer();
  const guid = '0'.repeat(32) as EnvelopeGuid;
  const context = sealContext(queueOfDevice, guid);
  const sealed = real.map((bytes) => sealer.seal(key, bytes, context));
  fc.assert(
    fc.property(fc.oneof(noise, damaged(sealed)), (input) => {
      try {
        const opened = sealer.open(key, input, context);
        // Only damages that cancel out open.
        expect(Buffer.from(sealer.seal(key, opened, context)).length).toBe(input.length);
        decodeEnvelope(opened);
      } catch (error) {
        expect(error).toBeInstanceOf(SealError);
      }
    }),
    { seed, numRuns: 1500 },
  );
  fc.assert(
    fc.property(sealed, fc.string(), (input, elsewhere) => {
      fc.pre(elsewhere !== context);
      expect(() => sealer.open(key, input, elsewhere)).toThrow(SealError);
    }),
    { seed, numRuns: 200 },
  );
});

it('a bent document is a StoreError, or a document', () => {
  const documents = fc
    .dictionary(fc.string({ maxLength: 8 }), fc.oneof(fc.string(), fc.nat(), guid16))
    .map((fields) => encodeDocument(fields));
  const tricks = fc
    .constantFrom(
      `{"version":1,"document":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`,
      `{"version":1,"document":${'['.repeat(50_000)}`,
      '{"version":1,"document":{"$bytes":{"toString":1}}}',
      '{"version":1,"document":{"__proto__":{"polluted":1}}}',
      '{"version":1,"document":null}',
      '{"version":{},"document":{}}',
      'null',
      '',
    )
    .map((text) => Buffer.from(text));
  fc.assert(
    fc.property(fc.oneof(hostile(documents), tricks), (input) => {
      try {
        expect(decodeDocument(input, 'thing')).toBeTypeOf('object');
      } catch (error) {
        expect(error).toBeInstanceOf(StoreError);
      }
      expect(Reflect.get({}, 'polluted')).toBeUndefined();
    }),
    { seed, numRuns: 1500 },
  );
});

it('rows that a queue did not write are passed over, and the others kept', () => {
  const cell = fc.oneof(guid16, noise).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.array(cell, { maxLength: 12 }), fc.boolean(), cell, (flat, areViews, shared) => {
      const rows = rowsOf(flat, areViews);
      const payloads = new Map(rows.slice(1).map((row) => [row.payload ?? '', shared]));
      const envelopes = rows.flatMap((row) => sealedOf(row, payloads));
      for (const one of envelopes) expect(one.guid).toMatch(/^[0-9a-f]{32}$/);
      expect(envelopes.length).toBeLessThanOrEqual(flat.length / 2);
    }),
    { seed },
  );
});

it('a name of Redis that is none of ours names no queue', () => {
  const pieces = fc.constantFrom(device.account, '.1', '.', 'AAAABBBBCCCC', '{', '}', 'x', '\n');
  let named = 0;
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 5 }), (parts) => {
      const found = parseQueueName(parts.join(''));
      if (!found) return;
      named++;
      expect(parts.join('')).toMatch(/^[0-9a-fA-F-]{36}(\.\d{1,9})?\.[A-Za-z0-9_-]{12}$/);
    }),
    { seed, numRuns: 20_000 },
  );
  expect(parseQueueName(queueOfDevice)).toMatchObject(device);
  expect(named).toBeGreaterThan(0);
});
