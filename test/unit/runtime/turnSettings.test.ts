// Addresses of TURN servers as operators write them, and that they come with their secret.

import { describe, expect, it } from 'vitest';
import { parseTurnUrl, readConfig } from '#runtime';

describe('an address of a TURN server', () => {
  it('has a host, a port and a way', () => {
    expect(parseTurnUrl('turn:turn.example.org')).toEqual({
      ...{ host: 'turn.example.org', port: 3478, isUdp: true },
    });
    expect(parseTurnUrl('turn:192.0.2.1:9?transport=udp')).toMatchObject({ port: 9, isUdp: true });
    expect(parseTurnUrl('turn:[2001:db8::1]:9')).toMatchObject({ host: '2001:db8::1', port: 9 });
    expect(parseTurnUrl('turn:a?transport=tcp')).toMatchObject({ port: 3478, isUdp: false });
    expect(parseTurnUrl('turns:a')).toMatchObject({ port: 5349, isUdp: false });
  });

  it.each([
    '',
    'a:1',
    'stun:a',
    'turn://a',
    'turn:a:0',
    'turn:a:65536',
    'turn:a b',
    'turn:u@a',
    'turn:a?transport=sctp',
  ])('is not %j', (url) => expect(parseTurnUrl(url)).toBeUndefined());
});

describe('the settings of TURN', () => {
  const secret = 'x'.repeat(32);
  const urls = 'turn:a.example, turns:b.example:443';

  it('are addresses with one secret, or nothing', () => {
    expect(readConfig({}).ALDIS_TURN_URLS).toBe('');
    for (const name of ['ALDIS_TURN_SECRET', 'ALDIS_TURN_SECRET_FILE']) {
      expect(() => readConfig({ ALDIS_TURN_URLS: urls, [name]: secret })).not.toThrow();
      expect(() => readConfig({ [name]: secret })).toThrow('ALDIS_TURN_URLS: is needed too');
    }
    expect(() => readConfig({ ALDIS_TURN_URLS: urls })).toThrow(
      'ALDIS_TURN_SECRET_FILE: is needed',
    );
    const both = { ALDIS_TURN_SECRET: secret, ALDIS_TURN_SECRET_FILE: secret };
    expect(() => readConfig({ ALDIS_TURN_URLS: urls, ...both })).toThrow('is enough');
  });

  it('are refused where they cannot be used, and a secret is never repeated', () => {
    const wrong = ['http://a', 'turn:a,', Array(9).fill('turn:a').join(',')];
    for (const list of wrong) {
      const given = { ALDIS_TURN_URLS: list, ALDIS_TURN_SECRET: secret };
      expect(() => readConfig(given), list).toThrow('ALDIS_TURN_URLS: must be up to 8');
    }
    const short = { ALDIS_TURN_URLS: urls, ALDIS_TURN_SECRET: 'too short' };
    expect(() => readConfig(short)).toThrow(/^ALDIS_TURN_SECRET: must be 32 to 128(?!.*too short)/);
  });
});
