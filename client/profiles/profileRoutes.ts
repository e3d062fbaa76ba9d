// What the server is asked about profiles; its answers are read like a stranger's.

import { PublicKey } from '@signalapp/libsignal-client';
import { z } from 'zod';
import { parseAccountId, parseBlobKey } from '#protocol';
import type { AccountId, BlobKey } from '#protocol';
import { fromBase64, toBase64 } from '../bytes.ts';
import type { ClientBase } from '../clientBase.ts';
import type { SealedSender } from '../sealed/sealed.ts';
import { ClientError } from '../clientError.ts';
import { isRetryable, refusalOf } from '../transport/http.ts';
import type { HttpAnswer } from '../transport/transport.ts';
import { NoAnswer } from '../transport/transport.ts';
import type { SealedProfile } from './sealedProfile.ts';

const sealed = z.string().max(1024).transform(fromBase64).nullish();
const viewShape = z.object({
  uuid: z.string().max(64).transform(parseAccountId),
  identityKey: z.string().max(64).transform(fromBase64),
  name: sealed,
  about: sealed,
  aboutEmoji: sealed,
  avatarDigest: sealed,
  avatar: z.string().max(64).transform(parseBlobKey).nullish(),
  credential: sealed,
});

/** What the server shows of an account. */
export interface ProfileView {
  readonly identityKey: Uint8Array<ArrayBuffer>;
  /** Absent: it has none of that version. */
  readonly profile?: Pick<SealedProfile, 'name' | 'about' | 'aboutEmoji'> & Partial<SealedProfile>;
  /** The blob of its picture; absent: there is none, or none is shown. */
  readonly avatar?: BlobKey;
  /** Absent where none was asked for, and where there is no such version. */
  readonly credential?: Uint8Array<ArrayBuffer>;
}

interface Context extends Pick<ClientBase, 'http'> {
  readonly sealed: SealedSender;
}

export class ProfileRoutes {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  /**
   * Answers what the server does: a form where there is another picture. `undefined`: it knows
   * nothing of profiles. Throws NoAnswer.
   */
  async put(
    version: string,
    { name, about, aboutEmoji, phoneNumberSharing, avatarDigest }: SealedProfile,
    commitment: Uint8Array,
    avatar: 'none' | 'same' | 'another',
  ): Promise<Pick<HttpAnswer, 'body'> | undefined> {
    const body = {
      version,
      name: toBase64(name),
      about: toBase64(about),
      aboutEmoji: toBase64(aboutEmoji),
      phoneNumberSharing: toBase64(phoneNumberSharing),
      avatarDigest: toBase64(avatarDigest),
      commitment: toBase64(commitment),
      avatar: avatar !== 'none',
      sameAvatar: avatar === 'same',
    };
    const answer = await this.#context.http({ verb: 'PUT', path: '/v1/profile', body });
    if (answer.status === 200) return answer;
    if (isUnknownRoute(answer)) return undefined;
    throw failed(answer, 'The profile was not published');
  }

  /**
   * Reads a version of an account's profile, without a name where the account lets us.
   * `undefined`: no such account, or a server that knows nothing of profiles. Throws NoAnswer.
   * Refuses: server.unreadable, what the server says.
   */
  async get(
    account: AccountId,
    version: string,
    credentialRequest?: string,
  ): Promise<ProfileView | undefined> {
    const more =
      credentialRequest === undefined
        ? ''
        : `/${credentialRequest}?credentialType=expiringProfileKey`;
    const path = `/v1/profile/${account}/${version}${more}`;
    const answer = await this.#context.sealed.request(account, { verb: 'GET', path });
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw failed(answer, 'The profile cannot be had');
    const read = viewShape.safeParse(answer.body);
    if (!read.success || read.data.uuid !== account) throw unreadable('profile');
    const { identityKey, name, about, aboutEmoji, avatarDigest, avatar, credential } = read.data;
    const words = name && about && aboutEmoji ? { name, about, aboutEmoji } : undefined;
    const profile = words && { ...words, ...(avatarDigest ? { avatarDigest } : {}) };
    return {
      identityKey: normal(identityKey),
      ...(profile ? { profile } : {}),
      ...(avatar ? { avatar } : {}),
      ...(credential ? { credential } : {}),
    };
  }
}

/** The one spelling of a key. */
function normal(identityKey: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  try {
    return PublicKey.deserialize(identityKey).serialize();
  } catch (cause) {
    throw unreadable('profile', cause);
  }
}

/** Servers before profiles. */
const isUnknownRoute = ({ status, body }: HttpAnswer) =>
  status === 404 && (body as { code?: unknown } | undefined)?.code !== 'account.not_found';

function failed(answer: HttpAnswer, what: string): Error {
  const refusal = refusalOf(answer, what);
  return isRetryable(answer) ? new NoAnswer(refusal.message, { cause: refusal }) : refusal;
}

const unreadable = (what: string, cause?: unknown) =>
  new ClientError('server.unreadable', `The server's ${what} cannot be read.`, { cause });
