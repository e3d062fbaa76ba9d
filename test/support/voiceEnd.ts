// The other end of a page's media, as a page wants it told; and a microphone that is a tone.

import type { MediaAddress } from '#protocol';

/** One second of a tone, 48 kHz, 16 bits, mono. */
export const toneFile = (hertz: number): Buffer => burstFile(hertz, 1_000);

/** One second that begins with so much of a tone, and is silent then. */
export function burstFile(hertz: number, burstMs: number): Buffer {
  const rate = 48_000;
  const data = Buffer.alloc(rate * 2);
  for (let at = 0; at < (rate * burstMs) / 1_000; at += 1) {
    data.writeInt16LE(Math.round(12_000 * Math.sin((2 * Math.PI * hertz * at) / rate)), at * 2);
  }
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

interface Line {
  readonly direction: 'sendonly' | 'recvonly';
  readonly setup: 'passive' | 'actpass';
  readonly payloadType: number;
  readonly ssrc?: number;
}

/** The other end as a browser wants it told. No header extension is in it. */
export function describeEnd({ ice, candidates, fingerprints }: MediaAddress, line: Line): string {
  const { algorithm, value } = fingerprints.find((one) => one.algorithm === 'sha-256') ?? {};
  const { payloadType, direction, setup, ssrc } = line;
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=ice-lite',
    'a=group:BUNDLE 0',
    `m=audio 7 UDP/TLS/RTP/SAVPF ${payloadType}`,
    'c=IN IP4 127.0.0.1',
    'a=mid:0',
    `a=${direction}`,
    `a=ice-ufrag:${ice.usernameFragment}`,
    `a=ice-pwd:${ice.password}`,
    `a=fingerprint:${algorithm} ${value}`,
    `a=setup:${setup}`,
    ...candidates
      .filter(({ protocol }) => protocol === 'udp')
      .map((one) => {
        const { foundation, priority, address, port } = one;
        return `a=candidate:${foundation} 1 udp ${priority} ${address} ${port} typ host`;
      }),
    'a=end-of-candidates',
    'a=rtcp-mux',
    `a=rtpmap:${payloadType} opus/48000/2`,
    `a=fmtp:${payloadType} minptime=10;useinbandfec=1;usedtx=1;maxaveragebitrate=64000`,
    `a=rtcp-fb:${payloadType} nack`,
    ...(ssrc === undefined ? [] : [`a=ssrc:${ssrc} cname:aldis`, 'a=msid:aldis aldis']),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

/** What a page says of the stream that it is to send. */
export interface Prepared {
  readonly algorithm: string;
  readonly value: string;
  readonly ssrc: number;
  readonly payloadType: number;
}

export const fingerprintOf = ({ algorithm, value: hex }: Prepared) => ({ algorithm, value: hex });
