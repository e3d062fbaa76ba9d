// Promises of captchas: a plain yes of the provider is one, whatever else it does; real servers.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join as pathOf } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Captcha } from '../../../../src/gateway/ingress/captcha.ts';
import { captchaTimeoutMs, createCaptcha } from '../../../../src/gateway/ingress/captcha.ts';
import { ask, join, json } from '../../../support/apiClient.ts';
import { selfSigned } from '../../../support/certificate.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';

type Answering = (
  form: URLSearchParams,
  response: ServerResponse,
  request: IncomingMessage,
) => void;

const folder = mkdtempSync(pathOf(tmpdir(), 'aldis-captcha-'));
const secretFile = pathOf(folder, 'secret');
let server: Server;
let url: string;
let answering: Answering;
let forms: string[];
let warned: string[];
const log = {
  warn: (_event: string, fields: object = {}) => void warned.push(JSON.stringify(fields)),
};

const say =
  (body: unknown, status = 200): Answering =>
  (_form, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
/** As providers do: right for one response alone. */
const honest: Answering = (form, response, request) =>
  say({ success: form.get('response') === 'solved by a person' })(form, response, request);

beforeAll(async () => {
  writeFileSync(secretFile, 'a-secret-of-the-tests\n');
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (bytes: Buffer) => {
      text += bytes.toString();
    });
    request.on('end', () => {
      forms.push(text);
      answering(new URLSearchParams(text), response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/siteverify`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  [forms, warned, answering] = [[], [], honest];
});
afterEach(() => expect(warned.join()).not.toMatch(/a-secret|solved by/));

const page = 'https://aldis.example.org/captcha';
const settings = (at = url) => ({
  ALDIS_CAPTCHA_URL: at,
  ALDIS_CAPTCHA_SECRET_FILE: secretFile,
  ALDIS_CAPTCHA_PAGE: page,
});
const captcha = (at?: string): Captcha => createCaptcha(settings(at), log) as Captcha;

describe('a captcha', () => {
  it('is solved as its provider says, who is told secret and response alone', async () => {
    expect(await captcha().check('solved by a person')).toBe('solved');
    expect(await captcha().check('made up by a bot')).toBe('refused');
    expect(forms[0]).toBe('secret=a-secret-of-the-tests&response=solved+by+a+person');
    expect(warned).toEqual([]);
  });

  it.each<[string, Answering]>([
    ['a failure', say({ success: true }, 500)],
    ['a redirect', say({ success: true }, 302)],
    ['garbage', say('<html>true</html>')],
    ['a word that looks like yes', say({ success: 'true' })],
    ['a list', say([true])],
    ['nothing', (_form, response) => void response.destroy()],
    [
      'half an answer',
      (_form, response) => void response.write('{"succ', () => response.destroy()),
    ],
    [
      'the beginning of another protocol',
      (_form, { socket }) =>
        void socket?.write(
          'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
        ),
    ],
    ['more than anybody reads', say(`{"success":true,"x":"${'x'.repeat(20_000)}"}`)],
  ])('is not solved by %s', async (_name, how) => {
    answering = how;
    expect(await captcha().check('solved by a person')).toBe('unknown');
    expect(warned).toHaveLength(1);
  });

  it('is not solved where nobody listens, or somebody who shows another certificate', async () => {
    expect(await captcha('http://127.0.0.1:1/siteverify').check('x')).toBe('unknown');
    const secure = createSecureServer(await selfSigned(), (_request, response) =>
      response.end('{"success":true}'),
    );
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    const { port } = secure.address() as AddressInfo;
    expect(await captcha(`https://127.0.0.1:${port}/`).check('x')).toBe('unknown');
    await new Promise((resolve) => secure.close(resolve));
  });

  it('has an end where the provider says nothing', { timeout: captchaTimeoutMs * 3 }, async () => {
    answering = (_form, response) => void response.write('{');
    expect(await captcha().check('x')).toBe('unknown');
    expect(warned[0]).toContain('timeout');
  });

  it('is asked of so many at once and no more', async () => {
    const held: ServerResponse[] = [];
    answering = (_form, response) => void held.push(response);
    const one = captcha();
    const all = Array.from({ length: 70 }, () => one.check('solved by a person'));
    expect(await Promise.race(all)).toBe('unknown');
    while (held.length < 64) await new Promise((resolve) => setTimeout(resolve, 5));
    for (const response of held) response.end('{"success":true}');
    const outcomes = await Promise.all(all);
    expect(outcomes.filter((outcome) => outcome === 'solved')).toHaveLength(64);
  });

  it('that is half set up keeps the worker from starting, with one sentence', () => {
    const missing = { ...settings(), ALDIS_CAPTCHA_SECRET_FILE: undefined };
    expect(() => createCaptcha(missing, log)).toThrow(/^ALDIS_CAPTCHA_URL: /);
    const unreadable = { ...settings(), ALDIS_CAPTCHA_SECRET_FILE: pathOf(folder, 'none') };
    expect(() => createCaptcha(unreadable, log)).toThrow(/^ALDIS_CAPTCHA_SECRET_FILE: /);
    const none = {
      ALDIS_CAPTCHA_URL: undefined,
      ALDIS_CAPTCHA_SECRET_FILE: undefined,
      ALDIS_CAPTCHA_PAGE: undefined,
    };
    const alone = { ...none, ALDIS_CAPTCHA_PAGE: page };
    expect(() => createCaptcha(alone, log)).toThrow(/^ALDIS_CAPTCHA_URL: /);
    expect(createCaptcha(none, log)).toBeUndefined();
  });
});

describe('a challenge', () => {
  const firstLetters = 1;
  const setUp = async () => {
    const test = createTestServices({ ALDIS_CHALLENGE_BITS: '3' });
    const strangers = { ...test.services.limits.strangers, burst: firstLetters };
    const limits = { ...test.services.limits, strangers };
    const api = apiOver({ ...test.services, limits, captcha: captcha() });
    const people = Array.from({ length: firstLetters + 2 }, () => join(api, operatorToken));
    const [ada, ben, eve] = await Promise.all(people);
    const write = (to = ben) =>
      ask(api, 'PUT', `/v1/messages/${to?.account}`, {
        authorization: ada?.authorization ?? '',
        body: {
          messages: [
            { type: 1, destinationDeviceId: 1, destinationRegistrationId: 11, content: 'AQ==' },
          ],
          timestamp: 1_700_000_000_000,
        },
      });
    await write(ben);
    const refused = await write(eve);
    const solve = (response: string, token = refused.json['token']) =>
      ask(api, 'PUT', '/v1/challenge', {
        authorization: ada?.authorization ?? '',
        raw: json({ type: 'captcha', token, captcha: response }),
      });
    return { refused, solve, write: () => write(eve) };
  };

  it('may be solved by a captcha, once', async () => {
    const { refused, solve, write } = await setUp();
    expect([refused.status, refused.json['options']]).toEqual([
      428,
      ['pushChallenge', 'captcha', 'proofOfWork'],
    ]);
    expect(refused.json['captchaPage']).toBe(page);
    expect((await solve('made up by a bot')).status).toBe(403);
    expect((await write()).status).toBe(428);
    expect((await solve('solved by a person')).status).toBe(200);
    expect((await write()).status).toBe(200);
    expect((await solve('solved by a person')).status).toBe(403);
  });

  it('costs the provider nothing where it is not the account’s own', async () => {
    const { solve } = await setUp();
    expect((await solve('solved by a person', 'made.up')).status).toBe(403);
    expect(forms).toEqual([]);
  });

  it('is not solved while nobody can say so, and may be tried again', async () => {
    const { solve } = await setUp();
    answering = say('', 500);
    expect((await solve('solved by a person')).status).toBe(503);
    answering = honest;
    expect((await solve('solved by a person')).status).toBe(200);
  });
});

describe('a verification session', () => {
  const number = '+491701234567';
  const setUp = (when: 'burst' | 'always') => {
    const test = createTestServices({ ALDIS_CAPTCHA_WHEN: when });
    const api = apiOver({ ...test.services, captcha: captcha() });
    const begin = async () => (await ask(api, 'POST', path, { body: { number } })).json;
    const code = (id: unknown) =>
      ask(api, 'POST', `${path}/${id}/code`, { body: { transport: 'sms' } });
    const patch = (id: unknown, captchaResponse: string) =>
      ask(api, 'PATCH', `${path}/${id}`, { body: { captcha: captchaResponse } });
    return { ...test, begin, code, patch };
  };
  const path = '/v1/verification/session';

  it('asks for a captcha from the start where the operator wants it', async () => {
    const { begin, code, patch, codes } = setUp('always');
    const begun = await begin();
    expect(begun).toMatchObject({
      ...{ allowedToRequestCode: false, requestedInformation: ['captcha'], captchaPage: page },
    });
    expect((await code(begun['id'])).status).toBe(409);
    expect((await patch(begun['id'], 'made up by a bot')).status).toBe(403);
    expect(codes).toEqual([]);
    const solved = await patch(begun['id'], 'solved by a person');
    expect(solved.json).toMatchObject({ allowedToRequestCode: true, requestedInformation: [] });
    expect(solved.json).not.toHaveProperty('captchaPage');
    expect((await code(begun['id'])).status).toBe(200);
    expect(codes).toHaveLength(1);
  });

  it('asks in a burst alone, and goes on after it within what the number is sent', async () => {
    const { begin, code, patch, codes } = setUp('burst');
    for (let n = 0; n < 3; n += 1) expect((await code((await begin())['id'])).status).toBe(200);
    const held = await begin();
    expect(held['requestedInformation']).toEqual([]);
    const asked = await code(held['id']);
    expect([asked.status, asked.json['requestedInformation']]).toEqual([409, ['captcha']]);
    expect((await code(held['id'])).status).toBe(409);
    await patch(held['id'], 'solved by a person');
    expect((await code(held['id'])).status).toBe(200);
    expect(codes).toHaveLength(4);
    // The phone is sent no more than it was.
    const statuses: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      const { id } = await begin();
      await code(id);
      await patch(id, 'solved by a person');
      statuses.push((await code(id)).status);
    }
    expect(statuses).toEqual([200, 200, 429, 429]);
    expect(codes).toHaveLength(6);
  });

  it('is as before where no captcha is set up', async () => {
    const test = createTestServices();
    const api = apiOver(test.services);
    const { id } = (await ask(api, 'POST', path, { body: { number } })).json;
    const patched = await ask(api, 'PATCH', `${path}/${id}`, { body: { captcha: 'x' } });
    expect([patched.status, patched.json['requestedInformation']]).toEqual([200, []]);
  });
});
