// What somebody unknown hears of whether it was heard.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClientEvents } from '#client';
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
