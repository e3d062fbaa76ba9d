// What two devices say of a direct way between them: read as it was written, and nothing in it that
// a browser would take for more than one line of SDP.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeContent, encodeContent, peerCandidatesMax } from '#protocol';
import type { CallId, CallPeerContent } from '#protocol';
import { aldis as wire } from '../../../src/protocol/wire.js';

const seed = 20_261_128;
const value = Array.from({ length: 32 }, () => 'AB').join(':');
const content: CallPeerContent = {
  type: 'callPeer',
  timestamp: 5,
  callId: 'ca'.repeat(32) as CallId,
  mediaId: 7,
  to: 9,
  attempt: 2,
  said: 'offer',
  end: {
    ice: { usernameFragment: 'pRu+', password: 'ajwb38Dm1/mZNlUpIyHrvNg6' },
    fingerprints: [{ algorithm: 'sha-256', value }],
    ssrc: 0xffff_ffff,
    payloadType: 111,
    candidates: ['candidate:1 1 udp 2122194687 192.0.2.2 46737 typ host generation 0'],
  },
};

const written = (more: wire.CallPeer.$Properties) => {
  const callPeer: wire.CallPeer.$Properties = {
    ...{ timestamp: 5, callId: new Uint8Array(32).fill(0xca), said: 1, mediaId: 7, to: 9 },
    ...{ attempt: 2, usernameFragment: 'abcd', password: 'abcdefgh', ssrc: 3, payloadType: 111 },
    ...{ fingerprints: [`sha-256 ${value}`], candidates: [] },
    ...more,
  };
  return wire.Content.encode({ callPeer }).finish();
};

describe('an end of a direct way', () => {
  it('is read as it was written', () => {
    for (const one of [content, { ...content, said: 'answer' } as const]) {
      expect(decodeContent(encodeContent(one))).toEqual(one);
    }
    expect(decodeContent(written({}))).toMatchObject({ type: 'callPeer', said: 'offer' });
  });

  it('is nothing where a newer client says another word', () => {
    expect(decodeContent(written({ said: 3 as never }))).toEqual({ type: 'unknown' });
  });

  it('is refused with words of another shape, or too many of them', () => {
    const line = 'candidate:1 1 udp 1 192.0.2.2 1 typ host';
    const wrong: wire.CallPeer.$Properties[] = [
      { usernameFragment: 'ab\r\na=x' },
      { usernameFragment: '' },
      { password: 'x y' },
      { fingerprints: [] },
      { fingerprints: ['sha-1 AB:CD'] },
      { fingerprints: [`sha-256 ${value}\r\na=x`] },
      { fingerprints: Array(5).fill(`sha-256 ${value}`) },
      { candidates: [`${line}\r\na=x`] },
      { candidates: ['a=candidate:1'] },
      { candidates: [`candidate:${'1'.repeat(400)}`] },
      { candidates: Array(peerCandidatesMax + 1).fill(line) },
      { payloadType: 128 },
      { callId: new Uint8Array(31) },
    ];
    for (const one of wrong) {
      expect(() => decodeContent(written(one)), JSON.stringify(one)).toThrow();
    }
  });

  it('leads to nothing but UDP at an address, as those have who call', () => {
    const line = (host: string, more = 'typ host', way = '1 udp 5', port = 40_000) =>
      `candidate:1 ${way} ${host} ${port} ${more}`;
    const wellKnown = ['192.0.2.2', '192.168.1.7', '2001:db8::7', 'fd00::2', '127.0.0.1'];
    const good = [
      ...[...wellKnown, 'a1b2c3d4-0000-4000-8000-0123456789ab.local'].map((host) => line(host)),
      line('192.0.2.2', 'typ host generation 0 network-cost 999'),
      line('192.0.2.2', 'typ srflx raddr 0.0.0.0 rport 0', '1 UDP 5'),
      line('192.0.2.2', 'typ relay raddr 0.0.0.0 rport 0'),
    ];
    const wrong = [
      line('192.0.2.2', 'typ host tcptype passive', '1 tcp 5'),
      line('192.0.2.2', 'typ host tcptype active', '1 TCP 5', 9),
      line('192.0.2.2', 'typ host', '1 ssltcp 5'),
      line('192.0.2.2', 'typ host', '2 udp 5'),
      ...[0, 53, 1023, 65_536].map((port) => line('192.0.2.2', 'typ host', '1 udp 5', port)),
      ...['where.example', 'localhost', 'x.local', 'a.b.local'].map((host) => line(host)),
      ...['0.0.0.0', '169.254.169.254', '224.0.0.251', '255.255.255.255'].map((host) => line(host)),
      ...['127.1', '0x7f.0.0.1', '192.168.01.1', '192.0.2.256'].map((host) => line(host)),
      ...['::', '::1', '0:0:0:0:0:0:0:1', '::ffff:192.0.2.2', '::192.0.2.2'].map((host) =>
        line(host),
      ),
      ...['fe80::1', 'ff02::fb', 'FF02::FB', '64:ff9b::a00:1', 'fe80::1%eth0'].map((h) => line(h)),
      ...['[2001:db8::7]', '2001:db8::7]/@x:y', 'a:b', ':'].map((host) => line(host)),
      'candidate:1 1 udp 5 192.0.2.2 40000',
    ];
    // Browsers tell TCP of their own as well: what is not gone to is left out.
    const read = decodeContent(written({ candidates: [...good, ...wrong.slice(0, 20)] }));
    expect(read).toMatchObject({ end: { candidates: good } });
    for (const one of wrong) {
      expect(decodeContent(written({ candidates: [one] })), one).toMatchObject({
        end: { candidates: [] },
      });
    }
  });

  it('never brings a line break, whatever was written', () => {
    const any = fc.array(fc.constantFrom(...'ab+/ :1\r\n\0\u2028é')).map((all) => all.join(''));
    const text = fc.oneof(
      any,
      any.map((after) => `candidate:${after}`),
    );
    fc.assert(
      fc.property(text, text, text, (usernameFragment, password, candidate) => {
        let read: ReturnType<typeof decodeContent>;
        try {
          read = decodeContent(written({ usernameFragment, password, candidates: [candidate] }));
        } catch {
          return;
        }
        if (read.type !== 'callPeer') throw new Error('It is another content.');
        const { ice, candidates } = read.end;
        for (const one of [ice.usernameFragment, ice.password, ...candidates]) {
          expect(one).not.toMatch(/[\r\n\0]/);
        }
      }),
      { seed },
    );
  });
});
