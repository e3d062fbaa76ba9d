// What becomes of the direct way to somebody who is blocked while both are in a call.

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MediaPeers } from '#client';
import { FramePlace } from '#client';
import type { MediaOptions, PeerName } from '../../../../client/calls/mediaEngine.ts';
import { openAgainMs, openWithinMs } from '../../../../client/calls/peerWays.ts';
import { newCertificates } from '../anonymousTwin.ts';
import { Scene, talk } from '../people.ts';

const end = {
  ice: { usernameFragment: 'abcd', password: 'abcdefgh' },
  fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('AB').join(':') }],
  ...{ ssrc: 1, payloadType: 111, candidates: [] },
};
let scene: Scene;

beforeEach(() => {
  scene = new Scene();
  scene.server.certificates = newCertificates();
  scene.server.calls.isDirect = true;
});

afterEach(() => scene.end());

/** Media whose ways are open as soon as they are begun; they note what they did. */
const media = (did: string[]) => (options: MediaOptions) => {
  const note = (what: string, { mediaId }: PeerName) => did.push(`${what} ${mediaId}`);
  const make = (what: string) => async (peer: PeerName) => {
    note(what, peer);
    setImmediate(() => options.peer?.(peer, true));
    return end;
  };
  const peers: MediaPeers = {
    ...{ offer: make('offer'), answer: make('answer'), close: (peer) => void note('close', peer) },
    ...{ take() {}, quieten() {}, goBy: (way) => void did.push(way) },
  };
  return Object.assign(new FramePlace(options), { peers });
};

test('it is closed at once, and no other is begun', async () => {
  const [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  await talk(ana, ben, 'hello');
  const did: string[] = [];
  ana.client.calls.use({ open: media(did), hasPeers: () => true });
  ben.client.calls.use({ open: media([]), hasPeers: () => true });
  let rings = 0;
  ben.client.on('callRinging', () => {
    rings += 1;
  });
  const id = ana.client.calls.ring(ben.id);
  await scene.until(() => rings === 1, 'it rings');
  await scene.ended(ben.client.calls.answer(id));
  await scene.until(() => did.includes('direct'), 'they speak directly');
  const mediaId = ben.client.calls.get(id)?.mediaId;
  expect(did).not.toContain(`close ${mediaId}`);
  await scene.ended(ana.client.contacts.block(ben.id));
  await scene.settle();
  expect(did.slice(-2)).toEqual(['relay', `close ${mediaId}`]);
  const before = did.length;
  scene.clock.advance(openWithinMs + openAgainMs);
  await scene.settle();
  expect(did.slice(before)).toEqual([]);
});
