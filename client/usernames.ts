// User names: a nickname and some digits, by which an account is found without its phone number.
// The server hears hashes and proofs of them, never a name; a link leads to one for who has its
// secret half.

import { usernames } from '@signalapp/libsignal-client';
import { parseAccountId } from '#protocol';
import type { AccountId } from '#protocol';
import { z } from 'zod';
import { ClientError } from './clientError.ts';
import { refusalOf } from './transport/http.ts';
import { reached } from './transport/network.ts';
import type { HttpAnswer, HttpAsk } from './transport/transport.ts';

const nicknameLengthMin = 3;
const nicknameLengthMax = 32;
const entropyBytes = 32;
const route = '/v1/accounts/username_hash';
const linkRoute = '/v1/accounts/username_link';

/** A user name and the link to it. */
export interface OwnUsername {
  /** Shape: nickname and digits, such as `ada.42`. */
  readonly username: string;
  /** Shape: `aldis://user?handle=…&key=…`. */
  readonly link: string;
}

type Ask = (request: HttpAsk) => Promise<HttpAnswer>;

const reservedShape = z.object({ usernameHash: z.string().max(64) });
const handleShape = z.object({ usernameLinkHandle: z.uuid() });
const linkShape = z.object({ usernameLinkEncryptedValue: z.string().max(256) });
const foundShape = z.object({ uuid: z.uuid() });

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/**
 * The name that is held for this account for five minutes.
 * Refuses: argument.invalid, username.taken, what the server says; server.unreachable.
 */
export async function reserveUsername(ask: Ask, nickname: string): Promise<string> {
  const candidates = of(nickname, () =>
    usernames.generateCandidates(nickname, nicknameLengthMin, nicknameLengthMax),
  );
  const byHash = new Map(candidates.map((name) => [base64url(usernames.hash(name)), name]));
  const what = 'The user name was not taken';
  const offered = { usernameHashes: [...byHash.keys()].slice(0, 20) };
  const reserved = await asked(ask, 'PUT', `${route}/reserve`, offered, reservedShape, what);
  const username = byHash.get(reserved.usernameHash);
  if (username === undefined) throw unreadable();
  return username;
}

/**
 * Takes a name that was reserved. Refuses: argument.invalid, username.lapsed, what the server says;
 * server.unreachable.
 */
export async function confirmUsername(ask: Ask, username: string): Promise<OwnUsername> {
  const made = of(username, () => usernames.createUsernameLink(username));
  const body = {
    usernameHash: base64url(usernames.hash(username)),
    zkProof: base64url(usernames.generateProof(username)),
    encryptedUsername: base64url(made.encryptedUsername),
  };
  const what = 'The user name was not taken';
  const named = await asked(ask, 'PUT', `${route}/confirm`, body, handleShape, what);
  return { username, link: linkOf(named.usernameLinkHandle, made.entropy) };
}

/** Refuses: what the server says; server.unreachable. */
export async function removeUsername(ask: Ask): Promise<void> {
  const answer = await reached(() => ask({ verb: 'DELETE', path: route }));
  if (answer.status >= 300) throw refusalOf(answer, 'The user name was not taken away');
}

/** Refuses: argument.invalid, username.not_found (this account has none); server.unreachable. */
export async function renewLink(ask: Ask, username: string): Promise<string> {
  const made = of(username, () => usernames.createUsernameLink(username));
  const body = { usernameLinkEncryptedValue: base64url(made.encryptedUsername) };
  const what = 'The link was not made';
  const named = await asked(ask, 'PUT', linkRoute, body, handleShape, what);
  return linkOf(named.usernameLinkHandle, made.entropy);
}

/** Whose it is. Refuses: argument.invalid, username.not_found; server.unreachable. */
export async function findUsername(nameless: Ask, nameOrLink: string): Promise<AccountId> {
  const isLink = nameOrLink.startsWith('aldis:');
  const username = isLink ? await nameBehind(nameless, nameOrLink) : nameOrLink;
  const hash = base64url(of(username, () => usernames.hash(username)));
  const what = 'The user name was not found';
  const found = await asked(nameless, 'GET', `${route}/${hash}`, undefined, foundShape, what);
  return parseAccountId(found.uuid) ?? thrown(unreadable());
}

async function nameBehind(nameless: Ask, link: string): Promise<string> {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  const entropy = Buffer.from(url?.searchParams.get('key') ?? '', 'base64url');
  const handle = z.uuid().safeParse(url?.searchParams.get('handle'));
  if (url?.host !== 'user' || !handle.success || entropy.length !== entropyBytes) {
    throw new ClientError('argument.invalid', 'That is no link to a user name.');
  }
  const what = 'The link leads nowhere';
  const path = `${linkRoute}/${handle.data}`;
  const read = await asked(nameless, 'GET', path, undefined, linkShape, what);
  const encrypted = Buffer.from(read.usernameLinkEncryptedValue, 'base64url');
  return of(link, () =>
    usernames.decryptUsernameLink({
      entropy: Uint8Array.from(entropy),
      encryptedUsername: Uint8Array.from(encrypted),
    }),
  );
}

async function asked<Shape extends z.ZodType>(
  ask: Ask,
  verb: 'GET' | 'PUT',
  path: string,
  body: object | undefined,
  shape: Shape,
  what: string,
): Promise<z.output<Shape>> {
  const answer = await reached(() => ask({ verb, path, ...(body ? { body } : {}) }));
  if (answer.status >= 300) throw refusalOf(answer, what);
  const read = shape.safeParse(answer.body);
  if (!read.success) throw unreadable();
  return read.data;
}

function linkOf(handle: string, entropy: Uint8Array): string {
  return `aldis://user?${new URLSearchParams({ handle, key: base64url(entropy) })}`;
}

/** Libsignal throws for what is no name. */
function of<Made>(word: string, make: () => Made): Made {
  try {
    if (word.length <= 2048) return make();
  } catch {
    // Said below.
  }
  const message =
    `A user name has ${nicknameLengthMin} to ${nicknameLengthMax} letters, digits and _, not ` +
    'beginning with a digit, a point and two digits or more.';
  throw new ClientError('argument.invalid', message);
}

const unreadable = () =>
  new ClientError('server.refused', "The server's answer about a user name cannot be read.");

function thrown(error: ClientError): never {
  throw error;
}
