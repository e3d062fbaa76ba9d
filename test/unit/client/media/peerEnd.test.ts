// One end of a direct way between SDP and what is told of it.

import { expect, it } from 'vitest';
import { peerEndOf, sdpOf } from '../../../../client/media/peerEnd.ts';

const value = Array.from({ length: 32 }, () => '0A').join(':');
const candidate = 'candidate:1 1 udp 2122194687 192.0.2.2 46737 typ host generation 0';
/** As Chromium says it, shortened. */
const said = [
  'v=0',
  'o=- 1 2 IN IP4 127.0.0.1',
  'a=group:BUNDLE 0',
  'a=extmap-allow-mixed',
  'm=audio 46737 UDP/TLS/RTP/SAVPF 111 63 9',
  'c=IN IP4 192.0.2.2',
  `a=${candidate}`,
  'a=ice-ufrag:pRuA',
  'a=ice-pwd:ajwb38Dm1+mZNlUpIyHrvNg6',
  `a=fingerprint:sha-256 ${value}`,
  'a=setup:actpass',
  'a=mid:0',
  'a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'a=sendrecv',
  'a=rtpmap:111 opus/48000/2',
  'a=rtpmap:63 red/48000/2',
  'a=ssrc:2589648980 cname:x',
  '',
].join('\r\n');
const end = {
  ice: { usernameFragment: 'pRuA', password: 'ajwb38Dm1+mZNlUpIyHrvNg6' },
  fingerprints: [{ algorithm: 'sha-256', value }],
  ssrc: 2_589_648_980,
  payloadType: 111,
  candidates: [candidate],
};
const codec = {
  ...{ kind: 'audio' as const, mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
  ...{ payloadType: 100, parameters: ['useinbandfec=1', 'usedtx=1'] },
};

it('is read off what a browser says', () => {
  expect(peerEndOf(said)).toEqual(end);
});

it('is not read off what says too little', () => {
  expect(() => peerEndOf(said.replace(/a=ssrc.*\r\n/, ''))).toThrow();
  expect(() => peerEndOf(said.replace(/a=fingerprint.*\r\n/, ''))).toThrow();
});

it('tells no more than 32 addresses', () => {
  const many = said.replace(`a=${candidate}`, Array(40).fill(`a=${candidate}`).join('\r\n'));
  expect(peerEndOf(many).candidates).toHaveLength(32);
});

it('is put in words without header extensions, with the parameters of the call', () => {
  const offer = sdpOf(end, 'offer', { codec, payloadType: 111 });
  expect(peerEndOf(offer)).toEqual(end);
  expect(offer).not.toContain('extmap');
  expect(offer).toContain('a=fmtp:111 useinbandfec=1;usedtx=1\r\n');
  expect(offer).toContain('a=setup:actpass\r\n');
  const answer = sdpOf(end, 'answer', { codec, payloadType: 96 });
  expect(answer).toContain('a=setup:active\r\n');
  expect(answer).toContain('m=audio 9 UDP/TLS/RTP/SAVPF 96\r\n');
});
