// What a page does that must not keep a password: it shows the password once, goes on with tokens
// alone, and renews them by a refresh token that is good once. No key of a message is in it.
// Run: ALDIS_USER=ACCOUNT.1 ALDIS_PASSWORD=… node web-session.ts session.json, then without both
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

interface Tokens {
  readonly session: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

const { ALDIS_URL: server = '', ALDIS_USER: user = '', ALDIS_PASSWORD: password } = process.env;
const [file = 'session.json', verb = 'list'] = process.argv.slice(2);

async function ask(verb: string, path: string, authorization?: string, body?: object) {
  const answer = await fetch(new URL(path, server), {
    method: verb,
    headers: {
      'content-type': 'application/json',
      ...(authorization === undefined ? {} : { authorization }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const code = answer.headers.get('x-aldis-code');
  if (code !== null) throw new Error(code);
  const text = await answer.text();
  return text === '' ? {} : JSON.parse(text);
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
  return keep(await ask('POST', '/v1/auth/session', basic, { scope: ['read'] }));
}

async function renew(): Promise<Tokens> {
  const { refreshToken } = JSON.parse(readFileSync(file, 'utf8'));
  return keep(await ask('POST', '/v1/auth/refresh', undefined, { refreshToken }));
}

try {
  const { session, accessToken } = existsSync(file) ? await renew() : await begin();
  const bearer = `Bearer ${accessToken}`;
  if (verb === 'logout') {
    await ask('DELETE', `/v1/auth/sessions/${session}`, bearer);
    console.log('logged out');
  } else {
    const { friends } = await ask('GET', '/v1/friends', bearer);
    console.log(`${friends.length} friends, in session ${session}`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
