// The server in memory where it knows of profiles: what is kept, who reads it, credentials.

import type { HttpAnswer, HttpAsk } from '#client';
import type { AccountId } from '#protocol';
import type { Device, MemoryServer } from './memoryServer.ts';
import { answer } from './memoryDevices.ts';

export interface StoredProfile {
  readonly version: string;
  readonly name: string;
  readonly about: string;
  readonly aboutEmoji: string;
  readonly phoneNumberSharing: string;
  readonly commitment: string;
  readonly avatarDigest: string;
  /** The blob's key; null: there is none. */
  readonly avatar: string | null;
}

const profilePath = /^\/v1\/profile\/([0-9a-f-]{36})\/([0-9a-f]{64})(?:\/([0-9a-f]+)\?.*)?$/;

export class MemoryProfiles {
  readonly #server: MemoryServer;
  /** By account and version. */
  readonly stored = new Map<string, StoredProfile>();
  /** What it shows in place of what is stored. */
  shows: (account: string, stored: StoredProfile | undefined) => object | undefined = (_, one) =>
    one;

  constructor(server: MemoryServer) {
    this.#server = server;
  }

  put(device: Device, body: unknown): HttpAnswer {
    const { avatar, sameAvatar, ...said } = body as Omit<StoredProfile, 'avatar'> & {
      avatar: boolean;
      sameAvatar: boolean;
    };
    const name = `${device.account} ${said.version}`;
    const form = avatar && !sameAvatar ? this.#server.blobs.form() : undefined;
    const kept = (avatar && this.stored.get(name)?.avatar) || null;
    this.stored.set(name, { ...said, avatar: form?.key ?? kept });
    return answer(200, form);
  }

  isAsked({ verb, path }: HttpAsk): boolean {
    return verb === 'GET' && profilePath.test(path);
  }

  account({ path }: HttpAsk): string {
    return profilePath.exec(path)?.[1] ?? '';
  }

  async read({ path }: HttpAsk): Promise<HttpAnswer> {
    const [, account = '', version = '', request] = profilePath.exec(path) ?? [];
    const [first] = this.#server.of(account);
    if (!first) return answer(404, { code: 'account.not_found' });
    const stored = this.stored.get(`${account} ${version}`);
    const issued =
      stored && request
        ? await this.#server.groups.keys.issueProfileCredential(
            account as AccountId,
            Buffer.from(stored.commitment, 'base64'),
            Buffer.from(request, 'hex'),
            this.#server.clockMs,
          )
        : undefined;
    return answer(200, {
      uuid: account,
      identityKey: first.identities.aci.identityKey,
      name: null,
      about: null,
      aboutEmoji: null,
      avatar: null,
      avatarDigest: null,
      credential: issued ? Buffer.from(issued).toString('base64') : null,
      ...this.shows(account, stored),
    });
  }
}
