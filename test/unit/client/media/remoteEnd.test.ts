// The server's end of a place, as a browser is told of it.

import { describe, expect, it } from 'vitest';
import { ownSsrcOf, proofOf, RemoteEnd } from '../../../../client/media/remoteEnd.ts';

const address = {
  ice: { usernameFragment: 'frag', password: 'word' },
  candidates: [
    { foundation: 'a', priority: 9, address: '127.0.0.1', port: 4000, protocol: 'udp' },
    { foundation: 'b', priority: 8, address: '127.0.0.1', port: 4000, protocol: 'tcp' },
  ],
  fingerprints: [{ algorithm: 'sha-256', value: 'AA:BB' }],
} as const;
const opus = {
  ...({ kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 } as const),
  payloadType: 100,
  parameters: ['useinbandfec=1', 'usedtx=0', 'maxaveragebitrate=64000'],
};
const stream = (ssrc: number) => ({ ssrc, payloadType: 100 });

/** The sections of an offer: name, port, direction and SSRC. */
function told(end: RemoteEnd): string[] {
  const { sdp, answered } = end.offer();
  answered();
  return sdp
    .split(/^m=/m)
    .slice(1)
    .map((section) => {
      const of = (pattern: RegExp) => pattern.exec(section)?.[1] ?? '-';
      const direction = of(/^a=(sendonly|sendrecv|recvonly|inactive)/m);
      return [of(/^a=mid:(\d+)/m), of(/^audio (\d+)/), direction, of(/^a=ssrc:(\d+)/m)].join(' ');
    });
}

describe('the other end of a place', () => {
  it('offers what the server says, and no header extension', () => {
    const { sdp } = new RemoteEnd(address, [opus]).offer();
    expect(sdp).toContain('a=ice-lite\r\n');
    expect(sdp).toContain('a=fmtp:100 useinbandfec=1;usedtx=0;maxaveragebitrate=64000\r\n');
    expect(sdp).toContain('a=candidate:a 1 udp 9 127.0.0.1 4000 typ host\r\n');
    expect(sdp).toContain('a=candidate:b 1 tcp 8 127.0.0.1 4000 typ host tcptype passive\r\n');
    expect(sdp).not.toContain('extmap');
    expect(() => new RemoteEnd(address, [])).toThrow('no way to carry audio');
  });

  it('always has two sections in which nothing comes', () => {
    const end = new RemoteEnd(address, [opus]);
    expect(told(end)).toEqual(['0 7 sendonly -', '1 7 sendonly -']);
    end.speak();
    expect(told(end)).toEqual(['0 7 sendrecv -', '1 7 sendonly -']);
  });

  it('gives the section of what is over to another once the browser knows of it', () => {
    const end = new RemoteEnd(address, [opus]);
    const first = end.hear(stream(11));
    end.hear(stream(12));
    expect(told(end).slice(2)).toEqual(['2 7 sendonly 11', '3 7 sendonly 12']);
    end.unhear(first);
    const early = end.hear(stream(13));
    expect(told(end).slice(2)).toEqual(['2 0 inactive -', '3 7 sendonly 12', '4 7 sendonly 13']);
    end.hear(stream(14));
    expect(told(end).slice(2)).toEqual(['5 7 sendonly 14', '3 7 sendonly 12', '4 7 sendonly 13']);
    end.unhear(early);
    expect(end.offer().sdp).toContain('a=group:BUNDLE 0 1 5 3\r\n');
  });

  it('reads what proves the browser, and what it sends', () => {
    const answer = [
      ...['v=0', 'a=fingerprint:sha-256 CC', 'm=audio 9', 'a=mid:1', 'a=ssrc:7 cname:x'],
      ...['m=audio 9', 'a=fingerprint:sha-256 CC', 'a=setup:active', 'a=mid:0', 'a=ssrc:5 cname:x'],
    ].join('\r\n');
    const fingerprints = [{ algorithm: 'sha-256', value: 'CC' }];
    expect(proofOf(answer)).toEqual({ role: 'client', fingerprints });
    expect(proofOf(answer.replace('active', 'passive')).role).toBe('server');
    expect(ownSsrcOf(answer)).toBe(5);
    expect(() => ownSsrcOf(answer.replace('ssrc:5', 'x:5'))).toThrow('no microphone');
    expect(() => proofOf('v=0')).toThrow('without a fingerprint');
  });
});
