// The operators' console: a login with the operators' token, a page of live figures, and the board
// of jobs, all below one path. Its pages load nothing from elsewhere and run no script but ours.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { secretsEqual } from '#crypto';
import { metrics, noteSecurity } from '#runtime';
import { addActs } from './acts.ts';
import type { Asset } from './assets.ts';
import { readAssets } from './assets.ts';
import { addBoard } from './board.ts';
import { createDays } from './day.ts';
import { pages, withWays } from './pages.ts';
import type { ConsoleParts } from './ports.ts';
import {
  consolePath,
  isFromOurPage,
  noSessionCookie,
  sessionCookie,
  sessionOf,
} from './session.ts';
import { createSnapshots } from './snapshot.ts';

/** A form with a token needs no more. */
const formBytesMax = 4096;
/** Where the login page tells why it is shown again. */
const slot = '<!-- notice -->';
const loginPath = `${consolePath}/login`;
/** What waits in Redis is moved after its dwell time; this many of the job's runs may be late. */
const lateRuns = 5;

const headers = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  // A form sent under a stricter policy would not say where it comes from.
  'referrer-policy': 'same-origin',
};

interface Scene {
  readonly parts: ConsoleParts;
  readonly assets: ReadonlyMap<string, Asset>;
}

/** Why the login page is shown again. */
const notices = {
  none: '',
  wrong: 'This is not the operators’ token.',
  limited: 'Too many attempts from your address. Wait a little, then try again.',
  foreign: 'The form did not come from this page. Open it anew and try again.',
} as const;

/** Adds the console to the HTTP door, unless the configuration does without. */
export async function addConsole(app: FastifyInstance, parts: ConsoleParts): Promise<void> {
  if (!parts.config.ALDIS_CONSOLE) return;
  const scene: Scene = { parts, assets: readAssets() };
  await app.register(
    async (door) => {
      door.addHook('onRequest', async (_request, reply) => {
        reply.headers(headers);
      });
      addOpenRoutes(door, scene);
      await door.register(async (inner) => {
        inner.addHook('onRequest', (request, reply) => guard(scene, request, reply));
        addGuardedRoutes(inner, scene);
        addActs(inner, parts);
        addBoard(inner, parts);
      });
    },
    { prefix: consolePath },
  );
}

function addOpenRoutes(door: FastifyInstance, scene: Scene): void {
  door.get<{ Params: { name: string } }>('/assets/:name', (request, reply) => {
    const { name } = request.params;
    const asset = name.endsWith('.html') ? undefined : scene.assets.get(name);
    if (!asset) return reply.code(404).send();
    reply.header('cache-control', 'no-cache').header('etag', asset.tag).type(asset.type);
    if (request.headers['if-none-match'] === asset.tag) return reply.code(304).send();
    return reply.send(asset.content);
  });
  door.get('/login', async (request, reply) => {
    if (await isLoggedIn(scene, request)) return reply.redirect(consolePath, 303);
    return loginPage(scene, reply, 200, 'none');
  });
  door.post('/login', { bodyLimit: formBytesMax }, (request, reply) =>
    logIn(scene, request, reply),
  );
  door.post('/logout', { bodyLimit: formBytesMax }, async (request, reply) => {
    if (!isFromOurPage(request)) return loginPage(scene, reply, 403, 'foreign');
    return reply.header('set-cookie', noSessionCookie(request)).redirect(loginPath, 303);
  });
}

function addGuardedRoutes(inner: FastifyInstance, { parts, assets }: Scene): void {
  const { config } = parts;
  const snapshot = createSnapshots({
    parts,
    oldestExpectedMs: config.ALDIS_QUEUE_DWELL_MS + lateRuns * config.ALDIS_PERSIST_EVERY_MS,
  });
  for (const { path, file } of pages) {
    const { type, content } = assetOf(assets, file);
    const html = withWays(content.toString(), path);
    inner.get(path, async (_request, reply) => reply.type(type).send(html));
  }
  inner.get('/figures', async (_request, reply) => reply.send(await snapshot()));
  const day = createDays(parts);
  inner.get('/day', async (_request, reply) => {
    // Redis is away, which the other figures tell.
    const told = await day().catch(() => undefined);
    return told ? reply.send(told) : reply.code(503).send();
  });
}

/** Lets operators pass; a page leads others to the login, and what is no page refuses them. */
async function guard(scene: Scene, request: FastifyRequest, reply: FastifyReply) {
  if (await isLoggedIn(scene, request)) return undefined;
  const wantsPage = request.method === 'GET' && request.headers.accept?.includes('text/html');
  if (wantsPage) return reply.redirect(loginPath, 303);
  metrics.refusals.inc({ code: 'auth.required' });
  return reply.code(401).type('application/problem+json').send({
    type: 'urn:aldis:error:auth.required',
    title: 'Sign in at the console.',
    status: 401,
    code: 'auth.required',
  });
}

async function isLoggedIn({ parts }: Scene, request: FastifyRequest): Promise<boolean> {
  const session = sessionOf(request);
  if (session === undefined) return false;
  return parts.sessions.verify(session, parts.clock.now());
}

async function logIn(scene: Scene, request: FastifyRequest, reply: FastifyReply) {
  const { parts } = scene;
  if (!isFromOurPage(request)) return loginPage(scene, reply, 403, 'foreign');
  if (!secretsEqual(tokenOf(request.body), parts.operatorToken)) {
    const taken = await parts.takeLogin(request.ip);
    if (!taken.allowed) {
      metrics.refusals.inc({ code: 'rate.limited' });
      reply.header('retry-after', Math.max(1, Math.ceil(taken.retryAfterMs / 1000)));
      return loginPage(scene, reply, 429, 'limited');
    }
    noteSecurity('operator_refused');
    metrics.refusals.inc({ code: 'auth.invalid' });
    parts.log.warn('console.refused');
    return loginPage(scene, reply, 401, 'wrong');
  }
  const { session } = await parts.sessions.issue(parts.clock.now());
  parts.log.info('console.login');
  return reply.header('set-cookie', sessionCookie(request, session)).redirect(consolePath, 303);
}

function tokenOf(body: unknown): string {
  if (!(body instanceof Uint8Array)) return '';
  return new URLSearchParams(Buffer.from(body).toString('utf8')).get('token')?.trim() ?? '';
}

function loginPage(
  scene: Scene,
  reply: FastifyReply,
  status: number,
  notice: keyof typeof notices,
) {
  const words = notices[notice];
  const shown = words === '' ? '' : `<p class="notice" role="alert">${words}</p>`;
  const html = assetOf(scene.assets, 'login.html').content.toString();
  return reply.code(status).type('text/html; charset=utf-8').send(html.replace(slot, shown));
}

function assetOf(assets: Scene['assets'], name: string): Asset {
  const asset = assets.get(name);
  if (!asset) throw new Error('a page of the console is missing');
  return asset;
}
