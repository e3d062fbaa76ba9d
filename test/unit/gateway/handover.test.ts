// What travels with a socket that is handed over: the hint it is placed by, and its request.

import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { shardCountDefault, shardCountMax } from '#protocol';
import { describeUpgrade, requestOf, shardHint } from '../../../src/gateway/sockets/handover.ts';

describe('a handshake that is handed over', () => {
  it('is placed by the place in its query', () => {
    expect(shardHint('/socket.io/?EIO=4&place=0')).toBe(0);
    expect(shardHint(`/socket.io/?place=${shardCountMax - 1}&EIO=4`)).toBe(shardCountDefault - 1);
  });

  it('stays where it is when it names no place', () => {
    const urls = [
      'place=',
      'place=-1',
      `place=${shardCountMax}`,
      'place=1e1',
      'xplace=1',
      'place=1x',
    ];
    for (const query of urls) expect(shardHint(`/socket.io/?${query}`)).toBeUndefined();
    expect(shardHint(undefined)).toBeUndefined();
  });

  it('arrives as the request it was', () => {
    const request = new IncomingMessage(new Socket());
    request.url = '/socket.io/?EIO=4&transport=websocket&place=7';
    request.httpVersion = '1.1';
    request.headers = { host: 'h', 'x-forwarded-for': 'a, b' };
    const given = describeUpgrade(request, Buffer.from([1, 2]));
    const read = requestOf(structuredClone(given), new Socket());
    expect(read.method).toBe('GET');
    expect(read.url).toBe(request.url);
    expect(read.headers).toEqual({ host: 'h', 'x-forwarded-for': 'a, b' });
    expect(Buffer.from(given.head, 'base64')).toEqual(Buffer.from([1, 2]));
  });
});
