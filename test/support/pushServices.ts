// Push services on loopback, over TLS, that check what comes as the services' own documents say
// they do, and answer what a test asks them to.

import type { KeyObject } from 'node:crypto';
import { createECDH, generateKeyPairSync, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import type { Http2SecureServer, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import { createSecureServer } from 'node:http2';
import type { Server } from 'node:https';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVapidKey } from '#crypto';
import type { Push, PushKind } from '#ports';
import type { OpenPush } from '#push';
import { openPush } from '#push';
import { ManualClock, silentLog } from '#runtime';
import { selfSigned } from './certificate.ts';

/** What a service answers; undefined: what it would. `cut`: it breaks off. */
export type Answer =
  | {
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    }
  | 'cut';

/** A call as a service has seen it. */
export interface Called {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A service that a gateway calls, and that gateway. */
export interface PushTwin {
  readonly kind: PushKind;
  readonly opened: OpenPush;
  readonly clock: ManualClock;
  /** Where one device is reached. */
  readonly push: Push;
  readonly calls: Called[];
  /** What it says instead of what it would. */
  answer: ((nth: number) => Answer | undefined) | undefined;
  /** What comes of that, in the service's own words. */
  readonly words: Record<'gone' | 'refused' | 'throttled' | 'unavailable', Answer>;
  /** It is out of reach; and there again. */
  leave(): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
}

interface Listening {
  readonly server: Server | Http2SecureServer;
  /** Ends what is connected. */
  cut(): void;
}

const collapseId = 'AAAAAAAAAAAAAAAAAAAAAA';
export const callOf = (push: Push, isUrgent = true) => ({ push, isUrgent, collapseId });

/** What the services have of a provider: the public halves of its keys. */
export const appleKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const googleKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }) as string;

export interface Word {
  readonly head: Record<string, unknown>;
  readonly claims: Record<string, unknown>;
}

/** What a signed word says; undefined for one that this key has not signed. */
export function readWord(text: string, key: KeyObject): Word | undefined {
  const [head = '', claims = '', signature = ''] = text.split('.');
  const signed = Buffer.from(`${head}.${claims}`);
  const how = { key, dsaEncoding: 'ieee-p1363' } as const;
  if (!verify('sha256', signed, how, Buffer.from(signature, 'base64url'))) return undefined;
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
  return { head: read(head), claims: read(claims) };
}

/** What the files of an operator hold, in a folder of their own. */
export async function operatorFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-push-'));
  const certificate = await selfSigned();
  const [ca, apns, fcm] = ['ca.pem', 'AuthKey.p8', 'account.json'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  writeFileSync(ca, certificate.cert);
  writeFileSync(apns, pem(appleKeys.privateKey));
  return {
    certificate,
    ca,
    apns,
    fcm,
    /** The service account whose tokens come from there. */
    writeAccount(tokenUri: string, more: Record<string, unknown> = {}) {
      const account = {
        type: 'service_account',
        project_id: 'aldis-test',
        private_key_id: 'google-key-1',
        private_key: pem(googleKeys.privateKey),
        client_email: 'push@aldis-test.iam.example.org',
        token_uri: tokenUri,
        ...more,
      };
      writeFileSync(fcm, JSON.stringify(account));
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const apnsIds = {
  ALDIS_PUSH_APNS_KEY_ID: 'ABC123DEFG',
  ALDIS_PUSH_APNS_TEAM_ID: 'DEF123GHIJ',
  ALDIS_PUSH_APNS_TOPIC: 'org.example.aldis',
} as const;

/** Settings of an operator who has set up nothing but what a browser needs. */
export const plainSettings = {
  ALDIS_PUSH: true,
  ALDIS_PUSH_HOSTS: '',
  ALDIS_PUSH_CONTACT: 'mailto:op@example.org',
  ALDIS_PUSH_FCM_URL: 'https://fcm.googleapis.com',
  ALDIS_PUSH_APNS_URL: 'https://api.push.apple.com',
} as const;

/** One that answers HTTP/1.1 over TLS. */
export function overHttp(
  certificate: { cert: string; key: string },
  judge: (call: Called) => Answer,
): Listening {
  const server = createServer(certificate, (request, answer) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { url: path = '', headers } = request;
      const said = judge({ path, headers, body: Buffer.concat(parts) });
      if (said === 'cut') return void request.socket.destroy();
      answer.writeHead(said.status, said.headers).end(said.body);
    });
  });
  return { server, cut: () => server.closeAllConnections() };
}

/** One that answers HTTP/2. Before it believes a provider it takes one call at a time. */
export function overHttp2(
  certificate: { cert: string; key: string },
  judge: (call: Called, stream: ServerHttp2Stream) => Answer,
): Listening & { readonly sessions: ServerHttp2Session[] } {
  const settings = { maxConcurrentStreams: 1 };
  const server = createSecureServer({ ...certificate, allowHTTP1: false, settings });
  const sessions: ServerHttp2Session[] = [];
  const believing = new Set<unknown>();
  server.on('session', (session) => {
    sessions.push(session);
    session.on('error', () => {});
  });
  server.on('stream', (stream, headers) => {
    const parts: Buffer[] = [];
    stream.on('error', () => {});
    stream.on('data', (part: Buffer) => parts.push(part));
    stream.on('end', () => {
      if (stream.aborted || stream.closed) return;
      const path = String(headers[':path']);
      const said = judge({ path, headers, body: Buffer.concat(parts) }, stream);
      if (stream.closed) return;
      if (said === 'cut') return stream.session?.destroy();
      if (stream.session && !believing.has(stream.session)) {
        believing.add(stream.session);
        stream.session.settings({ maxConcurrentStreams: 1000 });
      }
      stream.respond({ ':status': said.status, ...said.headers });
      stream.end(said.body);
    });
  });
  return { server, sessions, cut: () => sessions.forEach((one) => one.destroy()) };
}

/** Listens there, or where there is room. */
export async function listen({ server }: Listening, port = 0): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

export async function unlisten({ server, cut }: Listening): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  cut();
  await closed;
}

const google = (status: number, word: string, details: readonly object[] = []): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ error: { code: status, message: word, status: word, details } }),
});
export const fcmError = (status: number, errorCode: string): Answer =>
  google(status, errorCode, [
    { '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode },
  ]);
export const apnsError = (status: number, reason: string, more: object = {}): Answer => ({
  status,
  body: JSON.stringify({ reason, ...more }),
});

/** Google's, of access tokens and messages, as one server. */
export function googleJudge(clock: ManualClock, tokenUri: () => string) {
  const tokens = new Map<string, number>();
  const words: Word[] = [];
  return {
    words,
    /** Believes none of the tokens that it gave any more. */
    forget: () => tokens.clear(),
    judge({ path, headers, body }: Called): Answer {
      if (path === '/token') {
        const form = new URLSearchParams(body.toString());
        const word = readWord(form.get('assertion') ?? '', googleKeys.publicKey);
        const isGrant = form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer';
        const seconds = clock.now() / 1000;
        const { aud, iat, exp } = (word?.claims ?? {}) as Record<string, number | string>;
        const isTimely = Number(iat) <= seconds + 60 && Number(exp) > seconds;
        if (!word || !isGrant || !isTimely || aud !== tokenUri()) {
          return { status: 400, body: '{"error":"invalid_grant"}' };
        }
        words.push(word);
        const token = `ya29.${words.length}`;
        tokens.set(token, clock.now() + 3_599_000);
        const given = { access_token: token, expires_in: 3599, token_type: 'Bearer' };
        return { status: 200, body: JSON.stringify(given) };
      }
      const [, token = ''] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? [];
      if ((tokens.get(token) ?? 0) <= clock.now()) return google(401, 'UNAUTHENTICATED');
      if (path !== '/v1/projects/aldis-test/messages:send') return google(403, 'PERMISSION_DENIED');
      const { message } = JSON.parse(body.toString());
      const isMessage = typeof message?.token === 'string' && /^\d+s$/.test(message.android?.ttl);
      if (!isMessage) return google(400, 'INVALID_ARGUMENT', [{ fieldViolations: [{}] }]);
      return { status: 200, body: '{"name":"projects/aldis-test/messages/1"}' };
    },
  };
}

/** Apple's. */
export function appleJudge(clock: ManualClock) {
  const words: string[] = [];
  return {
    /** Each once, as they came. */
    words,
    judge({ path, headers, body }: Called): Answer {
      const [, text = ''] = /^bearer (.+)$/.exec(headers.authorization ?? '') ?? [];
      if (text === '') return apnsError(403, 'MissingProviderToken');
      const word = readWord(text, appleKeys.publicKey);
      const isOurs = word?.head['alg'] === 'ES256' && word.head['kid'] === 'ABC123DEFG';
      if (!isOurs || word?.claims['iss'] !== 'DEF123GHIJ') {
        return apnsError(403, 'InvalidProviderToken');
      }
      if (!words.includes(text)) words.push(text);
      const ageSeconds = clock.now() / 1000 - Number(word.claims['iat']);
      if (ageSeconds > 3600) return apnsError(403, 'ExpiredProviderToken');
      if (headers['apns-topic'] !== 'org.example.aldis') return apnsError(400, 'BadTopic');
      if (!/^\/3\/device\/[\da-f]+$/.test(path)) return apnsError(400, 'BadPath');
      const isAlert = headers['apns-push-type'] === 'alert';
      const { aps } = JSON.parse(body.toString());
      if (isAlert !== 'alert' in aps) return apnsError(400, 'InvalidPushType');
      if (!isAlert && headers['apns-priority'] !== '5') return apnsError(400, 'BadPriority');
      return { status: 200, headers: { 'apns-id': 'EC1BF194-B3B2-424A-89A9-5A918A6E6B5E' } };
    },
  };
}

const browser = createECDH('prime256v1');
const browserAuth = Buffer.alloc(16, 9);
browser.generateKeys();
/** What opens what a browser was sent. */
export const browserKeys = { browser, auth: browserAuth };

/** Starts the service of a kind, and a gateway that calls it. */
export async function startTwin(kind: PushKind): Promise<PushTwin> {
  const files = await operatorFiles();
  const clock = new ManualClock(Date.now());
  const calls: Called[] = [];
  let origin = '';
  const judge = {
    fcm: () => googleJudge(clock, () => `${origin}/token`).judge,
    apns: () => appleJudge(clock).judge,
    webpush: () => (): Answer => ({ status: 201 }),
    unifiedpush: () => (): Answer => ({ status: 200 }),
  }[kind]();
  const heard = (call: Called): Answer => {
    if (call.path === '/token') return judge(call);
    calls.push(call);
    return twin.answer?.(calls.length) ?? judge(call);
  };
  const open = () => (kind === 'apns' ? overHttp2 : overHttp)(files.certificate, heard);
  let listening = open();
  const port = await listen(listening);
  origin = `https://127.0.0.1:${port}`;
  files.writeAccount(`${origin}/token`);
  const opened = openPush({
    config: {
      ...plainSettings,
      ...apnsIds,
      ALDIS_PUSH_HOSTS: `127.0.0.1:${port}`,
      ALDIS_PUSH_FCM_FILE: files.fcm,
      ALDIS_PUSH_FCM_URL: origin,
      ALDIS_PUSH_APNS_KEY_FILE: files.apns,
      ALDIS_PUSH_APNS_URL: origin,
      ALDIS_PUSH_CA_FILE: files.ca,
    },
    vapid: createVapidKey(Buffer.alloc(32, 1)),
    clock,
    log: silentLog,
  });
  const twin: PushTwin = {
    kind,
    opened,
    clock,
    push: pushOf(kind, origin),
    calls,
    answer: undefined,
    words: wordsOf(kind),
    leave: () => unlisten(listening),
    async comeBack() {
      listening = open();
      await listen(listening, port);
    },
    async stop() {
      await opened.close();
      await unlisten(listening);
      files.remove();
    },
  };
  return twin;
}

function pushOf(kind: PushKind, origin: string): Push {
  const endpoint = `${origin}/device`;
  const p256dh = new Uint8Array(browser.getPublicKey());
  if (kind === 'fcm') return { kind, token: 'fcm-token:APA91b', setAtMs: 0 };
  if (kind === 'apns') return { kind, token: 'ab'.repeat(32), setAtMs: 0 };
  if (kind === 'unifiedpush') return { kind, endpoint, setAtMs: 0 };
  return { kind, endpoint, p256dh, auth: new Uint8Array(browserAuth), setAtMs: 0 };
}

function wordsOf(kind: PushKind): PushTwin['words'] {
  if (kind === 'fcm') {
    return {
      gone: fcmError(404, 'UNREGISTERED'),
      refused: fcmError(403, 'SENDER_ID_MISMATCH'),
      throttled: fcmError(429, 'QUOTA_EXCEEDED'),
      unavailable: fcmError(503, 'UNAVAILABLE'),
    };
  }
  if (kind === 'apns') {
    return {
      gone: apnsError(410, 'Unregistered'),
      refused: apnsError(400, 'DeviceTokenNotForTopic'),
      throttled: apnsError(429, 'TooManyRequests'),
      unavailable: apnsError(503, 'ServiceUnavailable'),
    };
  }
  return {
    gone: { status: 410 },
    refused: { status: 400 },
    throttled: { status: 429 },
    unavailable: { status: 503 },
  };
}
