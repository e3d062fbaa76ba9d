// Logging in by name and password: the password stays here, the server is shown that it is known,
// and shows in its turn that it knows what belongs to it.

import { z } from 'zod';
import { loginKdf, loginNameOf, loginSaltBytes, parseAccountId } from '#protocol';
import { srpGroup, srpProofBytes, toNumber } from '#protocol';
import type { AccountId } from '#protocol';
import { fromBase64, toBase64, wipe } from '../bytes.ts';
import { ClientError, wrong } from '../clientError.ts';
import { passphraseBytes } from '../store/passphrase.ts';
import type { Passphrase } from '../store/passphrase.ts';
import { refusalOf } from '../transport/http.ts';
import type { HttpAnswer, HttpAsk } from '../transport/transport.ts';
import { withCode } from './oneTimeCode.ts';
import type { OneTimeCode } from './oneTimeCode.ts';
import { beginLogin, clientProofsOf, isProof, loginSecretOf } from './srp.ts';

/** What somebody logs in by. */
export interface NameAndPassword {
  /** In whatever form it is typed. */
  readonly name: string;
  /** Bytes are taken as they are, and stay; a text as UTF-8, composed (NFC). */
  readonly password: Passphrase;
  /** Where the account has one-time codes on. */
  readonly totp?: OneTimeCode;
}

const bytes = (length: number) =>
  z
    .string()
    .max(Math.ceil(length / 3) * 4)
    .transform(fromBase64);
const challengeShape = z.object({
  handshake: z.string().min(1).max(8192),
  salt: bytes(loginSaltBytes).refine(({ length }) => length === loginSaltBytes),
  // A cheaper one would make guesses cheap for a server that only claims to know the password.
  kdf: z.object({
    algorithm: z.literal('argon2id'),
    memoryKib: z.literal(loginKdf.memoryKib),
    passes: z.literal(loginKdf.passes),
    parallelism: z.literal(loginKdf.parallelism),
  }),
  B: bytes(srpGroup.bytes),
});
const provedShape = z.object({
  M2: bytes(srpProofBytes),
  uuid: z.string().max(64),
  ticket: z.string().max(8192).optional(),
});

type Ask = (request: HttpAsk) => Promise<HttpAnswer>;
type Proved = z.output<typeof provedShape> & { readonly account: AccountId };

/** The name in the one form that counts. Refuses: argument.invalid. */
export function nameOf(text: string): string {
  const name = loginNameOf(text);
  if (name !== undefined) return name;
  const rule = '3 to 32 letters and digits, with . _ or - between them';
  throw wrong(`That is no name to log in by: it has ${rule}.`);
}

/**
 * A ticket to register with, in place of all that the account has. Refuses: what the server says,
 * auth.invalid among it; server.untrusted where it does not know what belongs to the password.
 */
export async function ticketOf(ask: Ask, who: NameAndPassword): Promise<string> {
  const { ticket } = await proveLogin(ask, who, () => ({}));
  if (ticket === undefined) throw unreadableLogin();
  return ticket;
}

/**
 * Proves to know the password, and has a code where that is wanted; `more` goes with the proof.
 * Refuses: as `ticketOf`; auth.fresh_proof where there is no code, totp.invalid for a wrong one.
 */
export function proveLogin(
  ask: Ask,
  who: NameAndPassword,
  more: (handshake: string) => object,
): Promise<Proved> {
  return withCode(who.totp, ['auth.fresh_proof', 'totp.invalid'], (totp) =>
    // A handshake is good once: each try is a login of its own.
    tryLogin(ask, who, (handshake) => ({
      ...more(handshake),
      ...(totp === undefined ? {} : { totp }),
    })),
  );
}

async function tryLogin(
  ask: Ask,
  { name: typed, password }: NameAndPassword,
  more: (handshake: string) => object,
): Promise<Proved> {
  const name = nameOf(typed);
  const beginning = beginLogin();
  const begun = await ask({
    verb: 'POST',
    path: '/v1/auth/srp/challenge',
    body: { name, A: toBase64(beginning.shown) },
  });
  if (begun.status !== 200) throw refusalOf(begun, 'The login was refused');
  const challenge = challengeShape.safeParse(begun.body);
  if (!challenge.success) throw unreadableLogin();
  const { handshake, salt, B } = challenge.data;
  const typedBytes = passphraseBytes(password, 0);
  const secret = await loginSecretOf({ name, salt }, typedBytes).finally(() => wipe(typedBytes));
  const proofs = clientProofsOf(beginning, { name, salt, serverPublic: toNumber(B) }, secret);
  if (!proofs) throw unreadableLogin();
  const answer = await ask({
    verb: 'POST',
    path: '/v1/auth/srp/proof',
    body: { handshake, M1: toBase64(proofs.client), ...more(handshake) },
  });
  if (answer.status !== 200) throw refusalOf(answer, 'The login was refused');
  const proved = provedShape.safeParse(answer.body);
  const account = proved.success ? parseAccountId(proved.data.uuid) : undefined;
  if (!proved.success || !account) throw unreadableLogin();
  if (!isProof(proved.data.M2, proofs.server)) {
    const message = 'The server does not know what belongs to the password; it may be another one.';
    throw new ClientError('server.untrusted', message);
  }
  return { ...proved.data, account };
}

export const unreadableLogin = () =>
  new ClientError('server.refused', "The server's answer to the login cannot be read.");
