// What a page does that must not keep a password: it shows the password once, goes on with tokens
// alone, and renews them by a refresh token that is good once. No key of a message is in it. Paths,
// bodies and answers are checked by types that are made of what the server says of itself:
//   npx openapi-typescript@7.13.0 "$ALDIS_URL/openapi.json" --output aldis-api.d.ts
// Run: ALDIS_USER=ACCOUNT.1 ALDIS_PASSWORD=… node web-session.ts session.json, then without both
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { paths } from './aldis-api.d.ts';

type Verb = 'get' | 'post' | 'delete';
type Tokens = Answer<'/v1/auth/session', 'post'>;
/** What is answered where it was done; nothing where the body is empty. */
type Answer<Path extends keyof paths, V extends Verb> = paths[Path][V] extends {
  responses: { 200: { content: { 'application/json': infer Json } } };
}
  ? Json
  : null;
interface Request<Path extends keyof paths, V extends Verb> {
  readonly authorization?: string;
  readonly parts?: NonNullable<paths[Path][V]> extends { parameters: { path: infer Parts } }
    ? Parts
    : never;
  readonly body?: NonNullable<paths[Path][V]> extends {
    requestBody: { content: { 'application/json': infer Json } };
  }
    ? Json
    : never;
}

const { ALDIS_URL: server = '', ALDIS_USER: user = '', ALDIS_PASSWORD: password } = process.env;
const [file = 'session.json', verb = 'list'] = process.argv.slice(2);

async function ask<Path extends keyof paths, V extends Verb>(
  verb: V,
  path: Path,
  { authorization, parts = {} as never, body }: Request<Path, V>,
): Promise<Answer<Path, V>> {
  const values: Record<string, unknown> = { ...(parts as object) };
  const target = path.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
  const answer = await fetch(new URL(target, server), {
    method: verb.toUpperCase(),
    headers: {
      'content-type': 'application/json',
      ...(authorization === undefined ? {} : { authorization }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const code = answer.headers.get('x-aldis-code');
  if (code !== null) throw new Error(code);
  const text = await answer.text();
  return JSON.parse(text === '' ? 'null' : text);
}

// Stored before it is used, whole or not at all: the token of before is good no more.
function keep(tokens: Tokens): Tokens {
  writeFileSync(`${file}.new`, JSON.stringify(tokens), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return tokens;
}

async function begin(): Promise<Tokens> {
  if (password === undefined) throw new Error('ALDIS_USER and ALDIS_PASSWORD are needed once.');
  const basic = `Basic ${btoa(`${user}:${password}`)}`;
  return keep(
    await ask('post', '/v1/auth/session', { authorization: basic, body: { scope: ['read'] } }),
  );
}

async function renew(): Promise<Tokens> {
  const { refreshToken } = JSON.parse(readFileSync(file, 'utf8'));
  return keep(await ask('post', '/v1/auth/refresh', { body: { refreshToken } }));
}

try {
  const { session, accessToken } = existsSync(file) ? await renew() : await begin();
  const authorization = `Bearer ${accessToken}`;
  if (verb === 'logout') {
    await ask('delete', '/v1/auth/sessions/{session}', { authorization, parts: { session } });
    console.log('logged out');
  } else {
    const { friends } = await ask('get', '/v1/friends', { authorization });
    console.log(`${friends.length} friends, in session ${session}`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
