// Promises of SRP-6a: the values of RFC 5054's appendix B, and that of two sides which compute by
// themselves exactly those agree that should.

import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isVerifier,
  newServerSecret,
  opensslPower,
  serverCommonOf,
  serverProofsOf,
  serverPublicOf,
  srpSuite,
} from '#crypto';
import type { SrpGroup } from '#protocol';
import {
  multiplierOf,
  proofsOf,
  scramblerOf,
  secretOf,
  srpGroup,
  toBytes,
  toNumber,
} from '#protocol';

const hex = (text: string) => BigInt(`0x${text.replace(/\s/g, '')}`);

/** By squaring, as a second opinion. */
function powerOf(base: bigint, exponent: bigint, prime: bigint): bigint {
  let [result, square] = [1n, base % prime];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % prime;
    square = (square * square) % prime;
  }
  return result;
}

const group1024: SrpGroup = {
  prime: hex(`EEAF0AB9 ADB38DD6 9C33F80A FA8FC5E8 60726187 75FF3C0B 9EA2314C 9C256576
    D674DF74 96EA81D3 383B4813 D692C6E0 E0D5D8E2 50B98BE4 8E495C1D 6089DAD1 5DC7D7B4
    6154D6B6 CE8EF4AD 69B15D49 82559B29 7BCF1885 C529F566 660E57EC 68EDBC3C 05726CC0
    2FD4CBF4 976EAA9A FD5138FE 8376435B 9FC61D2F C0EB06E3`),
  generator: 2n,
  bytes: 128,
};
const suite1024 = {
  group: group1024,
  digest: (...parts: readonly Uint8Array[]) =>
    createHash('sha1').update(Buffer.concat(parts)).digest(),
  power: opensslPower(group1024),
};

const given = {
  name: 'alice',
  password: Buffer.from('password123'),
  salt: Buffer.from('BEB25379D1A8581EB5A727673A2441EE', 'hex'),
  a: hex('60975527 035CF2AD 1989806F 0407210B C81EDC04 E2762A56 AFD529DD DA2D4393'),
  b: hex('E487CB59 D31AC550 471E81F0 0F6928E0 1DDA08E9 74A004F4 9E61F5D1 05284D20'),
};
const told = {
  k: hex('7556AA04 5AEF2CDD 07ABAF0F 665C3E81 8913186F'),
  x: hex('94B7555A ABE9127C C58CCF49 93DB6CF8 4D16C124'),
  v: hex(`7E273DE8 696FFC4F 4E337D05 B4B375BE B0DDE156 9E8FA00A 9886D812 9BADA1F1
    822223CA 1A605B53 0E379BA4 729FDC59 F105B478 7E5186F5 C671085A 1447B52A 48CF1970
    B4FB6F84 00BBF4CE BFBB1681 52E08AB5 EA53D15C 1AFF87B2 B9DA6E04 E058AD51 CC72BFC9
    033B564E 26480D78 E955A5E2 9E7AB245 DB2BE315 E2099AFB`),
  A: hex(`61D5E490 F6F1B795 47B0704C 436F523D D0E560F0 C64115BB 72557EC4 4352E890
    3211C046 92272D8B 2D1A5358 A2CF1B6E 0BFCF99F 921530EC 8E393561 79EAE45E 42BA92AE
    ACED8251 71E1E8B9 AF6D9C03 E1327F44 BE087EF0 6530E69F 66615261 EEF54073 CA11CF58
    58F0EDFD FE15EFEA B349EF5D 76988A36 72FAC47B 0769447B`),
  B: hex(`BD0C6151 2C692C0C B6D041FA 01BB152D 4916A1E7 7AF46AE1 05393011 BAF38964
    DC46A067 0DD125B9 5A981652 236F99D9 B681CBF8 7837EC99 6C6DA044 53728610 D0C6DDB5
    8B318885 D7D82C7F 8DEB75CE 7BD4FBAA 37089E6F 9C6059F3 88838E7A 00030B33 1EB76840
    910440B1 B27AAEAE EB4012B7 D7665238 A8E3FB00 4B117B58`),
  u: hex('CE38B959 3487DA98 554ED47D 70A7AE5F 462EF019'),
  S: hex(`B0DC82BA BCF30674 AE450C02 87745E79 90A3381F 63B387AA F271A10D 233861E3
    59B48220 F7C4693C 9AE12B0A 6F67809F 0876E2D0 13800D6C 41BB59B6 D5979B5C 00A172B4
    A2A5903A 0BDCAF8A 709585EB 2AFAFA8F 3499B200 210DCC1F 10EB3394 3CD67FC8 8A2F39A4
    BE5BEC4E C0A3212D C346D7E4 74B29EDE 8A469FFE CA686E5A`),
};

describe('the values of RFC 5054, appendix B', () => {
  const { prime, generator } = group1024;

  it('k, x, v, A, B, u and S are those', async () => {
    expect(multiplierOf(suite1024)).toBe(told.k);
    const x = secretOf(suite1024, given, given.password);
    expect(x).toBe(told.x);
    expect(await suite1024.power(generator, x)).toBe(told.v);
    expect(await suite1024.power(generator, given.a)).toBe(told.A);
    expect(await serverPublicOf(suite1024, told.v, given.b)).toBe(told.B);
    const shown = { clientPublic: told.A, serverPublic: told.B };
    expect(scramblerOf(suite1024, shown)).toBe(told.u);
    expect(await serverCommonOf(suite1024, shown, told.v, given.b)).toBe(told.S);
    const masked: bigint = told.u * x;
    const known: bigint = (told.k * powerOf(generator, x, prime)) % prime;
    const difference: bigint = told.B - known;
    const fromClient = difference + prime;
    expect(powerOf(fromClient, given.a + masked, prime)).toBe(told.S);
  });
});

describe('the suite of logins', () => {
  const { prime, generator } = srpGroup;

  it('its prime is safe by its length, and of RFC 5054 by its ends', () => {
    const text = prime.toString(16);
    expect(text).toHaveLength(768);
    expect(text.startsWith('ffffffffffffffffc90fdaa22168c234')).toBe(true);
    expect(text.endsWith('4b82d120a93ad2caffffffffffffffff')).toBe(true);
  });

  it('OpenSSL’s powers are those of squaring', async () => {
    for (const bytes of [1, 20, 32, 64]) {
      const [base, exponent] = [toNumber(randomBytes(384)) % prime, toNumber(randomBytes(bytes))];
      const squared = powerOf(base, exponent + 1n, prime);
      expect(await srpSuite.power(base, exponent + 1n)).toBe(squared);
    }
  });

  it('who knows the password gives the proof, who has the verifier the answer', async () => {
    const [name, salt] = ['ada', randomBytes(16)];
    const x = secretOf(srpSuite, { name, salt }, Buffer.from('correct horse'));
    const verifier = powerOf(generator, x, prime);
    expect(isVerifier(verifier)).toBe(true);
    const [a, b] = [newServerSecret(), newServerSecret()];
    const clientPublic = powerOf(generator, a, prime);
    const serverPublic = await serverPublicOf(srpSuite, verifier, b);
    const exchange = { name, salt, clientPublic, serverPublic };
    const expected = await serverProofsOf(srpSuite, exchange, verifier, b);
    const clientOf = (secret: bigint) => {
      const known = (multiplierOf(srpSuite) * powerOf(generator, secret, prime)) % prime;
      const base: bigint = serverPublic - known;
      const masked: bigint = scramblerOf(srpSuite, exchange) * secret;
      const common = powerOf(base + prime, a + masked, prime);
      return proofsOf(srpSuite, exchange, common);
    };
    expect(clientOf(x)).toEqual(expected);
    const wrong = clientOf(secretOf(srpSuite, { name, salt }, Buffer.from('correct house')));
    expect(wrong.client).not.toEqual(expected?.client);
    expect(wrong.server).not.toEqual(expected?.server);
  });

  it('a public value that is a multiple of the prime proves nothing', async () => {
    const serverPublic = 77n;
    for (const clientPublic of [0n, prime, 2n * prime]) {
      const exchange = { name: 'ada', salt: randomBytes(16), clientPublic, serverPublic };
      expect(await serverProofsOf(srpSuite, exchange, 5n, newServerSecret())).toBeUndefined();
    }
  });

  it('numbers are the same after their bytes, at whatever length', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), fc.nat(64), (value, more) => {
        expect(toNumber(toBytes(value, 32 + more))).toBe(value);
        expect(toBytes(value, 32 + more)).toHaveLength(32 + more);
      }),
    );
  });
});
