// Promises of the console's door: who gets in, with what cookie, and what pages may load.

import { operatorSessionLifetimeMs } from '#crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { operatorToken } from '../../support/gatewayServices.ts';
import { host, openScene, origin, ourPage } from './scene.ts';

let scene: Awaited<ReturnType<typeof openScene>>;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.stop());

const html = { accept: 'text/html' };

describe('the login', () => {
  it('gives a cookie that scripts and other sites cannot use', async () => {
    const answer = await scene.logIn(operatorToken);
    expect(answer.statusCode).toBe(303);
    expect(answer.headers.location).toBe('/console');
    const [value, ...attributes] = String(answer.headers['set-cookie']).split('; ');
    expect(value).toMatch(/^aldis_console=[\w.-]+$/);
    expect(attributes).toEqual(['Max-Age=28800', 'Path=/console', 'HttpOnly', 'SameSite=Strict']);
  });

  it('marks the cookie for encrypted connections only where the connection is one', async () => {
    const proxied = await openScene({ ALDIS_TRUSTED_PROXIES: '127.0.0.1' });
    const headers = { ...ourPage, 'x-forwarded-proto': 'https' };
    const over = await proxied.logIn(operatorToken, headers);
    expect(String(over.headers['set-cookie'])).toMatch(/; Secure$/);
    await proxied.stop();
    const untrusted = await scene.logIn(operatorToken, headers);
    expect(String(untrusted.headers['set-cookie'])).not.toContain('Secure');
  });

  it.each([
    ['', 'nothing'],
    ['wrong', 'another word'],
    [operatorToken.slice(0, -1), 'a part'],
    [`${operatorToken}x`, 'more than the token'],
  ])('refuses %s', async (token) => {
    const answer = await scene.logIn(token);
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.body).toContain('role="alert"');
    expect(answer.body).not.toContain(operatorToken);
  });

  it('refuses forms of other sites, and those that do not say where they come from', async () => {
    const foreign = [
      { ...ourPage, origin: 'https://evil.example' },
      { ...ourPage, origin: 'null' },
      { ...ourPage, 'sec-fetch-site': 'cross-site' },
      { ...ourPage, 'sec-fetch-site': 'same-site' },
      { host, 'content-type': ourPage['content-type'] },
    ];
    for (const headers of foreign) {
      const answer = await scene.logIn(operatorToken, headers);
      expect(answer.statusCode).toBe(403);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
    const own = await scene.logIn(operatorToken, { ...ourPage, 'sec-fetch-site': 'same-origin' });
    expect(own.statusCode).toBe(303);
  });

  it('lets an address guess ten times, then once in ten seconds; no operator waits', async () => {
    for (let i = 0; i < 10; i++) expect((await scene.logIn('wrong')).statusCode).toBe(401);
    const limited = await scene.logIn('wrong');
    expect(limited.statusCode).toBe(429);
    expect(limited.headers['retry-after']).toBe('10');
    expect(limited.body).toContain('Too many attempts');
    expect((await scene.logIn(operatorToken)).statusCode).toBe(303);
    scene.clock.advance(10_000);
    expect((await scene.logIn('wrong')).statusCode).toBe(401);
    expect(scene.taken.at(-1)).toBe('consoleLogin 127.0.0.1');
  });

  it('is not there when the configuration does without', async () => {
    const without = await openScene({ ALDIS_CONSOLE: 'no' });
    expect((await without.logIn(operatorToken)).statusCode).toBe(404);
    expect((await without.ask({ url: '/console/assets/console.css' })).statusCode).toBe(404);
    await without.stop();
  });

  it('takes no more of a form than a token needs', async () => {
    expect((await scene.logIn('x'.repeat(5000))).statusCode).toBe(413);
  });
});

describe('a session', () => {
  it('opens the page and the figures, until it is over', async () => {
    const cookie = await scene.cookie();
    const page = { url: '/console', headers: { ...html, cookie } };
    expect((await scene.ask(page)).body).toContain('id="shards"');
    const figures = { url: '/console/figures', headers: { cookie } };
    expect((await scene.ask(figures)).json()).toMatchObject({ verdict: { level: 'ok' } });
    expect((await scene.ask({ ...page, url: '/console/login' })).headers.location).toBe('/console');
    scene.clock.advance(operatorSessionLifetimeMs);
    expect((await scene.ask(figures)).statusCode).toBe(401);
    expect((await scene.ask(page)).headers.location).toBe('/console/login');
  });

  it('is asked for everywhere but at the login and its looks', async () => {
    for (const url of ['/console', '/console/', '/console/figures', '/console/jobs']) {
      const answer = await scene.ask({ url });
      expect(answer.statusCode, url).toBe(401);
      expect(answer.json()).toMatchObject({ code: 'auth.required' });
      const page = await scene.ask({ url, headers: html });
      expect(page.headers.location, url).toBe('/console/login');
    }
    const headers = { cookie: 'aldis_console=made.up.text; aldis_console' };
    expect((await scene.ask({ url: '/console/figures', headers })).statusCode).toBe(401);
    const bearer = { authorization: `Bearer ${operatorToken}` };
    expect((await scene.ask({ url: '/console/figures', headers: bearer })).statusCode).toBe(401);
    expect((await scene.ask({ url: '/console/login' })).statusCode).toBe(200);
    expect((await scene.ask({ url: '/console/assets/console.css' })).statusCode).toBe(200);
  });

  it('is taken away by a logout, which no other site can cause', async () => {
    const post = { method: 'POST', url: '/console/logout' } as const;
    const forced = await scene.ask({
      ...post,
      headers: { ...ourPage, origin: 'https://evil.example' },
    });
    expect(forced.statusCode).toBe(403);
    expect(forced.headers['set-cookie']).toBeUndefined();
    const answer = await scene.ask({ ...post, headers: ourPage });
    expect(answer.headers.location).toBe('/console/login');
    expect(String(answer.headers['set-cookie'])).toMatch(/^aldis_console=; Max-Age=0; /);
  });
});

describe('the console’s pages', () => {
  it('may load and run only what this server gives, and are not kept or framed', async () => {
    const { headers } = await scene.ask({ url: '/console/login' });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    });
  });

  it('serves its own few files by name, again only when they changed', async () => {
    const url = '/console/assets/console.js';
    const first = await scene.ask({ url });
    expect(first.headers['content-type']).toBe('text/javascript; charset=utf-8');
    const again = { url, headers: { 'if-none-match': String(first.headers.etag) } };
    expect((await scene.ask(again)).statusCode).toBe(304);
    for (const name of ['console.html', 'tsconfig.json', '..%2fconsole.ts', '__proto__', 'x.js']) {
      const answer = await scene.ask({ url: `/console/assets/${name}` });
      expect(answer.statusCode, name).toBe(404);
    }
  });
});

describe('the board of jobs', () => {
  it('asks other hosts for nothing, and lets nobody change anything', async () => {
    const headers = { cookie: await scene.cookie() };
    const page = await scene.ask({ url: '/console/jobs', headers });
    expect(page.body).not.toMatch(/fonts\.example|cdn\.example/);
    expect(page.body).toContain('<link href="static/main.css" rel="stylesheet">');
    expect(page.body).toContain('<p>board</p>');
    expect(String(page.headers['content-security-policy'])).toContain("script-src 'self';");
    for (const method of ['PUT', 'POST', 'PATCH', 'DELETE'] as const) {
      const url = '/console/jobs/api/queues/pause';
      expect((await scene.ask({ method, url, headers })).statusCode).not.toBe(200);
    }
    const put = { method: 'PUT', url: '/console/jobs/api/queues/pause', headers } as const;
    expect((await scene.ask(put)).statusCode).toBe(405);
    expect((await scene.ask({ ...put, headers: { origin } })).statusCode).toBe(401);
  });
});
