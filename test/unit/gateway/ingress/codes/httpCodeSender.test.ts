// Promises of codes by an SMS gateway, each against a server on loopback that behaves as gateways
// do.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '#runtime';
import { ConfigError, metrics, readConfig, systemClock } from '#runtime';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import {
  createCodeSender,
  describeCodeSender,
} from '../../../../../src/gateway/ingress/codes/createCodeSender.ts';
import { examine } from '../../../../../cluster/doctor.ts';
import { authority, selfSigned } from '../../../../support/certificate.ts';

const folder = mkdtempSync(join(tmpdir(), 'aldis-codes-'));
afterAll(() => rmSync(folder, { recursive: true }));
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const number = '+12025550123';
const code = '424242';
const order = { number, code, transport: 'sms', languages: ['de'] } as const;
const fast = { timeoutMs: 400, repeatAfterMs: 10 };

interface Heard {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A gateway that answers each request, counted from 0, with this. */
async function gateway(
  answer: (response: ServerResponse, index: number) => void,
  certified?: { cert: string; key: string },
) {
  const heard: Heard[] = [];
  const listener: RequestListener = (request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      heard.push({ path: request.url ?? '', headers: request.headers, body });
      answer(response, heard.length - 1);
    });
  };
  const server = certified ? createTlsServer(certified, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { heard, url: `http${certified ? 's' : ''}://127.0.0.1:${port}` };
}

const say =
  (status: number, body: unknown = {}, headers: Record<string, string> = {}) =>
  (response: ServerResponse) => {
    response.writeHead(status, headers);
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

let files = 0;
function fileOf(content: unknown): string {
  const path = join(folder, `${files++}`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const plain = { sms: { json: { to: '{number}', text: '{text}' } } };

function settings(provider: unknown, more: Record<string, string> = {}) {
  return readConfig({
    ALDIS_MODE: 'production',
    ALDIS_DATA: folder,
    ALDIS_CODES_PROVIDER_FILE: fileOf(provider),
    ...more,
  });
}

function senderOf(provider: unknown, more: Record<string, string> = {}) {
  const lines: string[] = [];
  const note = (...said: unknown[]) => void lines.push(JSON.stringify(said));
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const sender = createCodeSender(settings(provider, more), { clock: systemClock, log });
  return { sender, lines };
}

async function outcomeCount(outcome: string): Promise<number> {
  const { values } = await metrics.verificationCodes.get();
  return (
    values.find(({ labels }) => labels.outcome === outcome && labels.transport === 'sms')?.value ??
    0
  );
}

describe('a request to the gateway', () => {
  it('is made of the templates, as JSON for a text', async () => {
    const { url, heard } = await gateway(say(201));
    const { sender } = senderOf(
      {
        url: `${url}/send?to={number}`,
        headers: { Authorization: 'Bearer {secret}', 'x-id': '{id}' },
        sms: { json: { messages: [{ to: '{number}', text: '{text}', n: 1, lang: '{language}' }] } },
      },
      { ALDIS_CODES_SECRET_FILE: fileOf('open-sesame\n') },
    );
    expect(await sender.send(order)).toBe('sent');
    const [one] = heard;
    expect(one?.path).toBe('/send?to=%2B12025550123');
    expect(one?.headers.authorization).toBe('Bearer open-sesame');
    expect(one?.headers['x-id']).toMatch(/^[\da-f-]{36}$/);
    expect(one?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(one?.body ?? '')).toEqual({
      messages: [{ to: number, text: expect.stringContaining(code), n: 1, lang: 'de' }],
    });
  });

  it('is a form for a call, with an address and a language of its own', async () => {
    const { url, heard } = await gateway(say(200));
    const { sender } = senderOf(
      {
        url,
        headers: { authorization: 'Basic {secretBase64}' },
        sms: plain.sms,
        voice: { url: `${url}/calls`, form: { To: '{number}', Say: '{text}', In: '{language}' } },
      },
      { ALDIS_CODES_SECRET_FILE: fileOf('user:password') },
    );
    const call = { ...order, transport: 'voice', languages: ['pt-BR'] } as const;
    expect(await sender.send(call)).toBe('sent');
    const [one] = heard;
    const form = new URLSearchParams(one?.body);
    expect([one?.path, form.get('To'), form.get('In')]).toEqual(['/calls', number, 'pt']);
    expect(form.get('Say')).toContain('4, 2, 4, 2, 4, 2');
    expect(one?.headers.authorization).toBe(`Basic ${btoa('user:password')}`);
  });

  it('says what the operator’s own texts say', async () => {
    const { url, heard } = await gateway(say(200));
    const own = { sms: 'Only "{code}"\n', voice: '{spokenCode}' };
    const { sender } = senderOf({ url, ...plain }, { ALDIS_CODES_TEXTS_FILE: fileOf({ de: own }) });
    await sender.send(order);
    expect(JSON.parse(heard[0]?.body ?? '').text).toBe(`Only "${code}"\n`);
  });

  it('goes over TLS to a gateway whose authority is named, and to no other', async () => {
    const ca = await authority();
    const well = await gateway(say(200), await ca.issue());
    const caFile = fileOf(ca.cert);
    expect(await senderOf({ url: well.url, caFile, ...plain }).sender.send(order)).toBe('sent');
    const stranger = await gateway(say(200), await selfSigned());
    const { sender } = senderOf({ url: stranger.url, caFile, ...fast, ...plain });
    expect(await sender.send(order)).toBe('unavailable');
    expect(stranger.heard).toEqual([]);
  });
});

describe('what a gateway does', () => {
  it('counts by status, or by what its body says', async () => {
    const answer = {
      sent: [{ status: [200], field: 'messages.0.status', is: ['queued', 'sent'] }],
      refused: [{ field: 'error.code', is: [21211, 'landline'] }, { status: [410] }],
      otherTransport: [{ field: 'error.useVoice' }],
    };
    const cases = [
      [200, { messages: [{ status: 'queued' }] }, 'sent'],
      [200, { messages: [{ status: 'failed' }] }, 'unavailable'],
      [200, {}, 'unavailable'],
      [201, { messages: [{ status: 'queued' }] }, 'unavailable'],
      [400, { error: { code: 21211 } }, 'refused'],
      [400, { error: { code: 1 } }, 'unavailable'],
      [410, 'gone', 'refused'],
      [400, { error: { useVoice: true, code: 21211 } }, 'otherTransport'],
      [400, { error: { useVoice: false } }, 'unavailable'],
      [200, '[[[', 'unavailable'],
      [200, { messages: { __proto__: null, constructor: 1 } }, 'unavailable'],
    ] as const;
    for (const [status, body, outcome] of cases) {
      const { url } = await gateway(say(status, body));
      const before = await outcomeCount(outcome);
      const { sender } = senderOf({ url, answer, ...fast, ...plain });
      expect(await sender.send(order), JSON.stringify(body)).toBe(outcome);
      expect(await outcomeCount(outcome)).toBe(before + 1);
      expect(sender.state()).toBe(outcome === 'unavailable' ? 'failing' : 'ready');
    }
  });

  it('a transport that has no request is answered by the other', async () => {
    const { url, heard } = await gateway(say(200));
    const { sender } = senderOf({ url, ...plain });
    expect(await sender.send({ ...order, transport: 'voice' })).toBe('otherTransport');
    expect([heard, sender.state()]).toEqual([[], 'unknown']);
  });

  it.each([
    ['throttles', say(429, {}, { 'retry-after': '0.05' })],
    ['fails', say(500, 'sorry')],
    ['closes', (response: ServerResponse) => void response.socket?.destroy()],
    [
      'closes in its answer',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': '99' });
        response.write('{', () => response.socket?.destroy());
      },
    ],
  ])('one that %s is asked again, under the same name, and so often only', async (_, fault) => {
    const passing = await gateway((response, index) => (index < 2 ? fault : say(200))(response));
    const named = { headers: { id: '{id}' }, ...fast, ...plain };
    expect(await senderOf({ url: passing.url, ...named }).sender.send(order)).toBe('sent');
    expect(passing.heard.length).toBe(3);
    expect(new Set(passing.heard.map(({ headers }) => headers['id'])).size).toBe(1);
    expect(new Set(passing.heard.map(({ body }) => body)).size).toBe(1);
    const lasting = await gateway(fault);
    const { sender } = senderOf({ url: lasting.url, ...named, repeatsMax: 1 });
    expect([await sender.send(order), lasting.heard.length]).toEqual(['unavailable', 2]);
  });

  it.each([
    ['says nothing', () => undefined],
    ['never ends its answer', (response: ServerResponse) => void response.write('{')],
    ['sends elsewhere', say(302, {}, { location: 'http://127.0.0.1:1/' })],
    ['knows no such request', say(404)],
  ])('one that %s is asked once: it may have sent the code', async (_, fault) => {
    const { url, heard } = await gateway(fault);
    const { sender } = senderOf({ url, ...plain, ...fast });
    expect([await sender.send(order), heard.length]).toEqual(['unavailable', 1]);
  });

  it('an answer without end is not read', async () => {
    const { url } = await gateway((response) => {
      response.writeHead(200);
      response.end('x'.repeat(1024 * 1024));
    });
    const { sender } = senderOf({ url, ...plain, ...fast, repeatsMax: 0 });
    expect(await sender.send(order)).toBe('unavailable');
  });

  it('a log has none of number, code, secret and address', async () => {
    const { url } = await gateway(say(500, `no ${number} ${code}`));
    const { sender, lines } = senderOf(
      { url: `${url}/secret-path/{secret}/{number}`, ...plain, ...fast },
      { ALDIS_CODES_SECRET_FILE: fileOf('open-sesame') },
    );
    await sender.send(order);
    const gone = senderOf({ url: 'http://127.0.0.1:1/{number}', ...plain, ...fast });
    await gone.sender.send(order);
    const text = [...lines, ...gone.lines].join('\n');
    expect(text).toContain('ECONNREFUSED');
    expect(text).toContain('500');
    for (const secret of [number.slice(1), code, 'open-sesame', 'secret-path', '127.0.0.1']) {
      expect(text).not.toContain(secret);
    }
  });
});

describe('the settings', () => {
  const url = 'https://sms.example/x';
  it.each([
    ['sms', { url }],
    ['url', { url: 'ftp://a', ...plain }],
    ['url', { url: 'https://user:pass@a/', ...plain }],
    ['timeoutMs', { url, timeoutMs: 1, ...plain }],
    ['{nubmer}', { url, sms: { json: { to: '{nubmer}', t: '{text}' } } }],
    ['{number}', { url, sms: { json: { t: '{text}' } } }],
    ['{code}', { url, sms: { form: { to: '{number}' } } }],
    ['not both', { url, sms: { json: '{number}', form: { c: '{code}' } } }],
    ['no body', { url, method: 'GET', sms: { form: { c: '{code}{number}' } } }],
    ['header', { url, sms: { headers: { t: '{text}' }, form: { c: '{code}{number}' } } }],
    ['ALDIS_CODES_SECRET_FILE', { url, headers: { a: '{secret}' }, ...plain }],
    ['answer', { url, answer: { sent: [{ is: [1] }] }, ...plain }],
    ['none/such', { url, caFile: '/none/such', ...plain }],
    ['JSON', 'no json'],
  ])('are refused with a sentence about %s', (word, provider) => {
    const config = settings(provider);
    expect(() => describeCodeSender(config)).toThrow(ConfigError);
    expect(() => describeCodeSender(config)).toThrow(word);
  });

  it.each([
    ['', 'printable'],
    ['two words', 'printable'],
    ['open-sesame', 'never names'],
  ])('a secret has one line, and a place: %j', (secret, word) => {
    const config = settings({ url, ...plain }, { ALDIS_CODES_SECRET_FILE: fileOf(secret) });
    expect(() => describeCodeSender(config)).toThrow(word);
    try {
      describeCodeSender(config);
    } catch (error) {
      if (secret) expect(String(error)).not.toContain(secret);
    }
  });

  it('texts without a place for the code are refused', () => {
    const texts = fileOf({ de: { sms: 'Hallo', voice: '{spokenCode}' } });
    const config = settings({ url, ...plain }, { ALDIS_CODES_TEXTS_FILE: texts });
    expect(() => describeCodeSender(config)).toThrow('{code}');
  });

  it('the doctor names the gateway, and whether others can read along', async () => {
    const codes = async (provider: unknown) =>
      (await examine(settings(provider, { PORT: '0' }))).find(({ what }) => what === 'codes');
    expect(await codes({ url, ...plain })).toMatchObject({
      state: 'ok',
      found: 'by sms through sms.example',
    });
    expect(await codes({ url: 'http://sms.example', ...plain })).toMatchObject({ state: 'warn' });
    expect(await codes({ url: 'http://127.0.0.1:9', ...plain })).toMatchObject({ state: 'ok' });
    expect(await codes({})).toMatchObject({ state: 'FAIL' });
  });
});
