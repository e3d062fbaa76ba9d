// What somebody unknown hears of whether it was heard.

import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import * as signal from '@signalapp/libsignal-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClientEvents } from '#client';
import { encodeEnvelope, EnvelopeType } from '#protocol';
import { newCertificates } from './anonymousTwin.ts';
import { Scene } from './people.ts';
import type { Person } from './people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;
let receipts: ClientEvents['receipt'][];

beforeEach(async () => {
  scene = new Scene();
  scene.server.certificates = newCertificates();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  receipts = [];
  ana.client.on('receipt', (event) => receipts.push(event));
});

afterEach(() => scene.end());

const says = async (one: Person, other: Person, text: string) => {
  await scene.ended(one.client.send(other.id, text));
  await scene.until(() => other.texts.includes(text), text);
  await scene.settle();
};

describe('somebody unknown', () => {
  test('hears by name that it arrived once it is accepted, and not before', async () => {
    // It is sealed for by nobody, whatever key it has told.
    const device = scene.server.device(ana.id);
    device.accessKey = 'another';
    await says(ana, ben, 'hello');
    await says(ana, ben, 'are you there?');
    const byBen = () =>
      scene.server.log.filter(({ from, to }) => from === ben.id && to === ana.id).length;
    expect([byBen(), receipts]).toEqual([0, []]);
    ben.client.contacts.accept(ana.id);
    await says(ana, ben, 'and now?');
    await scene.until(() => receipts.length > 0, 'a receipt');
    expect(byBen()).toBeGreaterThan(0);
    expect(receipts[0]?.type).toBe('delivery');
  });

  test('whose key is refused is owed what was on its way, and hears it once accepted', async () => {
    scene.server.device(ana.id).accessKey = 'another';
    const first = await scene.ended(ana.client.send(ben.id, 'hello'));
    await scene.until(() => ben.texts.includes('hello'), 'hello');
    await scene.settle();
    expect(receipts).toEqual([]);
    expect(ben.client.waiting).toBe(0);
    ben.client.contacts.accept(ana.id);
    await scene.until(() => receipts.length > 0, 'a receipt');
    expect(receipts[0]).toMatchObject({ type: 'delivery', timestamps: [first.timestamp] });
  });

  test('that says it could not read something is told of no new session by name', async () => {
    scene.server.device(ana.id).accessKey = 'another';
    let first: Uint8Array<ArrayBuffer> | undefined;
    scene.server.cuts.envelope = (envelope) => {
      if (envelope.destinationServiceId === ben.id) first ??= Uint8Array.from(envelope.content);
      return envelope;
    };
    await says(ana, ben, 'hello');
    await ben.client.close();
    const sqlite = new DatabaseSync(ben.profile);
    sqlite.exec('DELETE FROM sessions');
    sqlite.close();
    await ben.restart();
    const isReset: string[] = [];
    ben.client.on('session', ({ change }) => void isReset.push(change));
    const { PreKey } = signal.CiphertextMessageType;
    const original = first ?? new Uint8Array();
    const now = scene.clock.now();
    const report = signal.DecryptionErrorMessage.forOriginal(original, PreKey, now, 1);
    const serverGuid = randomBytes(16);
    const envelope = {
      type: EnvelopeType.plaintextContent,
      clientTimestamp: now,
      serverTimestamp: now,
      content: signal.PlaintextContent.from(report).serialize(),
      sourceServiceId: ana.id,
      sourceDevice: 1,
      destinationServiceId: ben.id,
      serverGuid,
      urgent: false,
    };
    const bytes = encodeEnvelope(envelope);
    scene.server.put(scene.server.device(ben.id), serverGuid.toString('hex'), bytes);
    await scene.until(() => isReset.includes('reset'), 'the report');
    await scene.settle();
    const byBen = scene.server.log.filter(({ from, to }) => from === ben.id && to === ana.id);
    expect([byBen, ben.client.waiting]).toEqual([[], 0]);
  });

  test('that shows its key hears without a name that it arrived, at once', async () => {
    await says(ana, ben, 'hello');
    await scene.until(() => receipts.length > 0, 'a receipt');
    const fromBen = scene.server.log.filter(({ to }) => to === ana.id);
    expect(new Set(fromBen.map(({ from }) => from))).toEqual(new Set([undefined]));
  });

  test('hears nothing by name either where the server makes no certificate', async () => {
    const real = newCertificates();
    const isNone = { trustRoots: real.trustRoots, issue: () => new Uint8Array(3) };
    Object.assign(scene.server, { certificates: isNone });
    const cem = await scene.person('cem');
    cem.client.on('trouble', () => undefined);
    await says(ana, cem, 'hello');
    const byCem = () =>
      scene.server.log.filter(({ from, to }) => from === cem.id && to === ana.id).length;
    expect([byCem(), receipts]).toEqual([0, []]);
    cem.client.contacts.accept(ana.id);
    await scene.until(() => receipts.length > 0, 'a receipt');
    expect(byCem()).toBeGreaterThan(0);
  });
});
