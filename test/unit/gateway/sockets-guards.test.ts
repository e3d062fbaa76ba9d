// The guards of the Socket.IO door that need no socket: depth, decoder, rates, origins, addresses,
// ids.

import fc from 'fast-check';
import type { IncomingMessage } from 'node:http';
import { Encoder } from 'socket.io-parser';
import { describe, expect, it, vi } from 'vitest';
import type { MemberId } from '#protocol';
import { limits } from '#protocol';
import { ManualClock } from '#runtime';
import { relayAddressOf, socketPathBytesMax } from '../../../src/gateway/relay/address.ts';
import {
  createEngineId,
  engineTarget,
  memberOfEngineId,
} from '../../../src/gateway/relay/engineId.ts';
import type { Packet } from '../../../src/gateway/sockets/decoder.ts';
import {
  foreignNamespacesMax,
  GuardedDecoder,
  textPacketLengthMax,
} from '../../../src/gateway/sockets/decoder.ts';
import { newDecoder } from '../../../src/gateway/sockets/engine.ts';
import { nestsWithin } from '../../../src/gateway/sockets/depth.ts';
import {
  EventBucket,
  eventsBurst,
  eventsPerSecond,
  eventsRefusedMax,
} from '../../../src/gateway/sockets/eventBucket.ts';
import { packetsWithin } from '../../../src/gateway/sockets/payload.ts';
import { originAllowed, peerAddress, proxiesOf } from '../../../src/gateway/sockets/peer.ts';

const seed = 20_260_101;

const depthOf = (value: unknown): number =>
  value !== null && typeof value === 'object'
    ? 1 + Math.max(0, ...Object.values(value).map(depthOf))
    : 0;

describe('the depth of a JSON text', () => {
  it('is that of the value it holds, whatever its strings hold', () => {
    const strings = fc.string({ unit: fc.constantFrom('[', '{', '"', '\\', ']', 'a') });
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        strings,
        fc.integer(),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(strings, tie('tree'), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(tree, fc.nat(8), (value, most) => {
        expect(nestsWithin(JSON.stringify(value), most)).toBe(depthOf(value) <= most);
      }),
      { seed, numRuns: 500 },
    );
  });
});

describe('the guarded decoder', () => {
  const make = () => {
    const clock = new ManualClock();
    const seen: string[] = [];
    const packets: Packet[] = [];
    const decoder = new GuardedDecoder(clock, newDecoder, {
      speaksFrames: false,
      onPacket: (packet) => packets.push(packet),
      onFrame: () => false,
      onStalled: () => seen.push('stalled'),
    });
    return { clock, decoder, seen, packets };
  };

  it('decodes what Socket.IO encodes', () => {
    const { decoder, packets, seen } = make();
    const encoder = new Encoder();
    fc.assert(
      fc.property(
        fc.constantFrom('send', 'ack', 'request', 'x'),
        fc.uint8Array({ maxLength: 64 }),
        fc.option(fc.nat(), { nil: undefined }),
        (name, body, id) => {
          const data = [name, Buffer.from(body)];
          const packet = { type: 2, nsp: '/', data, ...(id === undefined ? {} : { id }) };
          for (const part of encoder.encode(packet)) decoder.add(part);
          expect(packets.at(-1)).toMatchObject(id === undefined ? { data } : { data, id });
        },
      ),
      { seed, numRuns: 200 },
    );
    expect(seen).toEqual([]);
  });

  it('throws at garbage, and makes nothing of it', () => {
    const pieces = fc.constantFrom(
      '4',
      '5',
      '2',
      '0',
      '1',
      '-',
      '/',
      ',',
      '[',
      ']',
      '"',
      '{',
      'm',
      '9',
    );
    const texts = fc.oneof(fc.string({ unit: pieces, maxLength: 40 }), fc.string());
    fc.assert(
      fc.property(texts, (text) => {
        const { decoder, packets } = make();
        try {
          decoder.add(text);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          expect(packets).toEqual([]);
        }
        decoder.destroy();
      }),
      { seed, numRuns: 2000 },
    );
  });

  it('refuses what is too long, too deep, or a handshake too many', () => {
    const refusing = (...texts: string[]) => {
      const { decoder } = make();
      const last = texts.pop() ?? '';
      for (const text of texts) decoder.add(text);
      try {
        decoder.add(last);
        return false;
      } catch {
        return true;
      }
    };
    const fitting = `2["${'x'.repeat(textPacketLengthMax - 5)}"]`;
    expect(refusing(fitting)).toBe(false);
    expect(refusing(`${fitting} `)).toBe(true);
    const nested = (depth: number) => `2["m",${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}]`;
    expect(refusing(nested(limits.jsonDepthMax))).toBe(false);
    expect(refusing(nested(limits.jsonDepthMax + 1))).toBe(true);
    expect(refusing('0{}')).toBe(false);
    expect(refusing('0{}', '0{}')).toBe(true);
    const foreign = Array.from({ length: foreignNamespacesMax + 1 }, (_, n) => `0/n${n},{}`);
    expect(refusing(...foreign.slice(1))).toBe(false);
    expect(refusing(...foreign)).toBe(true);
    expect(refusing(`2${'1'.repeat(15)}["m"]`)).toBe(false);
    expect(refusing(`2${'1'.repeat(16)}["m"]`)).toBe(true);
  });

  it('gives half a packet its time, and a whole one all the time there is', () => {
    const { clock, decoder, seen } = make();
    const header = '52-["m",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]';
    decoder.add(header);
    decoder.add(Buffer.from('a'));
    decoder.add(Buffer.from('b'));
    clock.advance(limits.halfPacketTimeoutMs - 1000);
    decoder.add(header);
    decoder.add(Buffer.from('a'));
    clock.advance(limits.halfPacketTimeoutMs - 1);
    expect(seen).toEqual([]);
    clock.advance(1);
    expect(seen).toEqual(['stalled']);
  });

  it('waits for nobody once it is destroyed', () => {
    const { clock, decoder, seen } = make();
    decoder.add('51-["m",{"_placeholder":true,"num":0}]');
    decoder.destroy();
    clock.advance(limits.halfPacketTimeoutMs * 2);
    expect(seen).toEqual([]);
  });
});

describe('the events of one connection', () => {
  it('never exceed the burst and what has come back since', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3000), { maxLength: 10 }), (pauses) => {
        const clock = new ManualClock();
        const bucket = new EventBucket(clock);
        let allowed = 0;
        for (const pauseMs of pauses) {
          clock.advance(pauseMs);
          for (let n = 0; n < 2000; n++) if (bucket.take() === 'allowed') allowed++;
        }
        const passedMs = pauses.reduce((sum, ms) => sum + ms, 0);
        expect(allowed).toBeLessThanOrEqual(eventsBurst + (passedMs / 1000) * eventsPerSecond);
      }),
      { seed, numRuns: 50 },
    );
  });

  it('are refused over the rate, and hopeless when refusals do not slow them down', () => {
    const clock = new ManualClock();
    const bucket = new EventBucket(clock);
    const take = (count: number) => Array.from({ length: count }, () => bucket.take());
    expect(new Set(take(eventsBurst))).toEqual(new Set(['allowed']));
    expect(new Set(take(eventsRefusedMax))).toEqual(new Set(['refused']));
    expect(bucket.take()).toBe('hopeless');
    clock.advance(bucket.retryAfterMs());
    expect(bucket.take()).toBe('allowed');
  });
});

describe('large events of one connection', () => {
  it('cost more than small ones, so that a flood of them ends soon', () => {
    const bucket = new EventBucket(new ManualClock());
    const large = Array.from({ length: 32 }, () => bucket.take(limits.frameBytesMax));
    expect(large.filter((permit) => permit === 'allowed')).toHaveLength(15);
    expect(large.at(-1)).toBe('hopeless');
  });

  it('of the size of a chat message cost what an empty one costs', () => {
    const bucket = new EventBucket(new ManualClock());
    for (let n = 0; n < eventsBurst; n++) expect(bucket.take(4095)).toBe('allowed');
    expect(bucket.take(1)).toBe('refused');
  });
});

describe('the payload of a POST', () => {
  it('holds as many packets as allowed, and not one more', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('6', '2', '42["m"]', ''), { maxLength: 20 }), (all) => {
        const payload = all.join('\x1e');
        expect(packetsWithin(payload, Math.max(1, all.length))).toBe(true);
        if (all.length > 1) expect(packetsWithin(payload, all.length - 1)).toBe(false);
      }),
      { seed },
    );
  });
});

describe('engine session ids', () => {
  const members = fc.stringMatching(/^[a-z0-9-]{4,40}$/).map((text) => text as MemberId);

  it('name their member, and are never the same', () => {
    fc.assert(
      fc.property(members, (member) => {
        const id = createEngineId(member);
        expect(memberOfEngineId(id)).toBe(member);
        expect(createEngineId(member)).not.toBe(id);
        const url = `/socket.io/?EIO=4&sid=${id}&transport=polling`;
        expect(engineTarget(url)).toEqual({ type: 'session', id, member });
      }),
      { seed, numRuns: 100 },
    );
  });

  it('of any other text name nobody', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const target = engineTarget(`/socket.io/?sid=${encodeURIComponent(text)}`);
        if (text === '') expect(target.type).toBe('handshake');
        else expect(target).toMatchObject({ type: 'session', id: text, member: undefined });
      }),
      { seed, numRuns: 300 },
    );
    expect(engineTarget('/socket.io/')).toEqual({ type: 'handshake' });
    expect(engineTarget('/socket.io/?sid=a&sid=b')).toEqual({ type: 'ambiguous' });
    expect(memberOfEngineId(`../../etc.${'a'.repeat(24)}`)).toBeUndefined();
  });

  it('lead to a socket whose path is never too long', () => {
    const member = 'm'.repeat(40) as MemberId;
    for (const dataDir of ['/d', `/${'deep/'.repeat(40)}`]) {
      const path = relayAddressOf({ dataDir }, member);
      expect(Buffer.byteLength(path)).toBeLessThanOrEqual(socketPathBytesMax);
      expect(path).toBe(relayAddressOf({ dataDir }, member));
    }
  });

  it('nor where temporary files have a deep folder', () => {
    vi.stubEnv('TMPDIR', `/${'deep/'.repeat(15)}`);
    const dataDir = `/${'deep/'.repeat(40)}`;
    const path = relayAddressOf({ dataDir }, 'm'.repeat(40) as MemberId);
    vi.unstubAllEnvs();
    expect(Buffer.byteLength(path)).toBeLessThanOrEqual(socketPathBytesMax);
  });
});

describe('the peer', () => {
  const from = (remoteAddress: string, forwarded?: string) =>
    ({
      socket: { remoteAddress },
      headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
    }) as IncomingMessage;

  it('is the socket’s other end unless a trusted proxy says otherwise', () => {
    expect(peerAddress(from('::ffff:10.0.0.1', '1.2.3.4'), proxiesOf(''))).toBe('10.0.0.1');
    expect(peerAddress(from('10.0.0.1', '1.2.3.4'), proxiesOf('10.0.0.2'))).toBe('10.0.0.1');
    expect(peerAddress(from('10.0.0.1', '6.6.6.6, 1.2.3.4'), proxiesOf('10.0.0.1'))).toBe(
      '1.2.3.4',
    );
    expect(peerAddress(from('10.0.0.1', '1.2.3.4, 10.0.0.2'), proxiesOf('10.0.0.0/30'))).toBe(
      '1.2.3.4',
    );
    expect(peerAddress(from('10.0.0.1'), proxiesOf('10.0.0.1'))).toBe('10.0.0.1');
  });

  it('trusts proxies by address or network, and takes nothing else for one', () => {
    const isProxy = proxiesOf('10.0.0.7, 10.1.0.0/16,fd00::/8');
    const trusted = ['10.0.0.7', '::ffff:10.0.0.7', '10.1.255.1', 'fd12::1'];
    expect(trusted.map(isProxy)).toEqual([true, true, true, true]);
    expect(['10.0.0.8', '10.2.0.1', 'fe80::1', '', 'x'].some(isProxy)).toBe(false);
    for (const wrong of ['proxy.test', '10.0.0.0/33', '10.0.0.0/', '::1/129', '1.2.3.4/8/8']) {
      expect(() => proxiesOf(wrong)).toThrow(/^ALDIS_TRUSTED_PROXIES: /);
    }
  });

  it('may be a page of the own host or of the list', () => {
    const allowed = ['https://app.example'];
    const ok = (origin: string | undefined) => originAllowed(origin, 'chat.example:7350', allowed);
    expect(ok(undefined)).toBe(true);
    expect(ok('https://app.example')).toBe(true);
    expect(ok('http://chat.example:7350')).toBe(true);
    for (const origin of [
      'https://evil.example',
      'http://chat.example',
      'null',
      '',
      'chat.example:7350',
      'file://chat.example:7350',
      'https://app.example.evil.example',
    ]) {
      expect(ok(origin), origin).toBe(false);
    }
  });
});
