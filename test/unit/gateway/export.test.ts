// The archive of an account: who gets it, how it is made, what is told of each field.

import { describe, expect, it } from 'vitest';
import { accountFields, heldOf } from '../../../src/actors/account/export.ts';
import { fates } from '../../../src/actors/account/takeOver.ts';
import { tarFill, tarHead } from '../../../src/gateway/export/tar.ts';
import { newAccount } from '../../support/storeSubjects.ts';
import { join } from '../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../support/gatewayServices.ts';

const read = { verb: 'GET', target: '/v1/accounts/export', body: new Uint8Array(0) };
const ip = '192.0.2.1';

describe('the archive of an account', () => {
  it('tells or withholds every field of an account, and says why it withholds', () => {
    for (const field of Object.keys(fates)) expect(accountFields, field).toHaveProperty(field);
    const whys = Object.values(accountFields).filter((how) => typeof how === 'object');
    for (const { withheld } of whys) expect(withheld.length).toBeGreaterThan(10);
  });

  it('is not made of a document with a field that nobody has thought of', () => {
    expect(heldOf(newAccount('+491700000001'))).toMatchObject({ number: '+491700000001' });
    const grown = { ...newAccount(), shoeSize: 43 };
    expect(() => heldOf(grown)).toThrow(/shoeSize/);
  });

  it('is answered by HTTP alone, to the password, and never to an old token', async () => {
    const test = createTestServices();
    const api = apiOver(test.services);
    const ada = await join(api, operatorToken);
    const asked = { ...read, headers: { authorization: ada.authorization }, ip };
    expect((await api.answer(asked)).status).toBe(400);
    const answered = await api.answer({ ...asked, takesStreams: true });
    expect(answered).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/x-tar', 'cache-control': 'no-store' },
    });
    const pieces: Uint8Array[] = [];
    for await (const piece of answered.stream ?? []) pieces.push(piece);
    const bytes = Buffer.concat(pieces);
    expect(bytes.length % 512).toBe(0);
    expect(bytes.toString()).toContain(ada.account);
    expect(bytes.toString()).not.toContain(ada.password);

    const made = await api.answer({
      ...{ verb: 'POST', target: '/v1/auth/token', body: new Uint8Array(0), ip },
      headers: { authorization: ada.authorization },
    });
    const { accessToken } = JSON.parse(Buffer.from(made.body).toString()) as never;
    test.clock.advance(6 * 60 * 1000);
    const headers = { authorization: `Bearer ${String(accessToken)}` };
    const late = await api.answer({ ...read, headers, ip, takesStreams: true });
    expect(late.headers['x-aldis-code']).toBe('auth.fresh_proof');
  });

  it('ends where a slow reader is let in no more, and tells nothing read behind', async () => {
    const test = createTestServices();
    const api = apiOver(test.services);
    const ada = await join(api, operatorToken);
    const headers = { authorization: ada.authorization };
    const answered = await api.answer({ ...read, headers, ip, takesStreams: true });
    const pieces = answered.stream?.[Symbol.asyncIterator]();
    // The head of the first file, and no more.
    await pieces?.next();
    const gone = await api.answer({
      ...read,
      verb: 'DELETE',
      target: '/v1/accounts/me',
      headers,
      ip,
    });
    expect(gone.status).toBe(204);
    const told: Uint8Array[] = [];
    const rest = async () => {
      for (let piece = await pieces?.next(); !piece?.done; piece = await pieces?.next()) {
        if (piece) told.push(piece.value);
      }
    };
    await expect(rest()).rejects.toThrow(/let in no more/);
    expect(Buffer.concat(told).toString()).not.toContain('pre-keys.json');
  });

  it('has entries whose heads any tar reads, and refuses a name that would not fit', () => {
    const head = Buffer.from(tarHead('account.json', 1000, 1_700_000_000_000));
    expect(head.length).toBe(512);
    expect(head.toString('latin1', 257, 262)).toBe('ustar');
    const sum = Number.parseInt(head.toString('latin1', 148, 154), 8);
    head.fill(' ', 148, 156);
    expect(head.reduce((all, byte) => all + byte, 0)).toBe(sum);
    expect(tarFill(1000).length).toBe(24);
    expect(tarFill(1024).length).toBe(0);
    expect(() => tarHead('x'.repeat(101), 1, 0)).toThrow();
  });
});
