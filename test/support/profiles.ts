// A profile key and what follows from it, as a client's side has it.

import { randomBytes } from 'node:crypto';
import { Aci } from '@signalapp/libsignal-client';
import {
  ClientZkProfileOperations,
  ExpiringProfileKeyCredentialResponse,
  ProfileKey,
  ServerPublicParams,
} from '@signalapp/libsignal-client/dist/zkgroup/index.js';
import { testGroupKeys } from './groupKeys.ts';

const own = (bytes: Uint8Array) => Uint8Array.from(bytes);

/** Somebody's profile key, on the client's side of the cluster of the tests. */
export class KeyOfProfile {
  readonly key = new ProfileKey(own(randomBytes(32)));
  readonly #aci: Aci;
  readonly #operations = new ClientZkProfileOperations(
    new ServerPublicParams(own(testGroupKeys.publicParams)),
  );

  constructor(account: string) {
    this.#aci = Aci.fromUuid(account);
  }

  get version(): string {
    return this.key.getProfileKeyVersion(this.#aci).toString();
  }

  get commitment(): Uint8Array {
    return this.key.getCommitment(this.#aci).serialize();
  }

  get accessKey(): Uint8Array {
    return this.key.deriveAccessKey();
  }

  /** What asks for a credential, and what reads it from the answer; the latter throws. */
  asking() {
    const context = this.#operations.createProfileKeyCredentialRequestContext(this.#aci, this.key);
    return {
      request: context.getRequest().serialize(),
      receive: (response: Uint8Array, now: number) =>
        this.#operations.receiveExpiringProfileKeyCredential(
          context,
          new ExpiringProfileKeyCredentialResponse(own(response)),
          new Date(now),
        ),
    };
  }

  /** A profile as a client would put it, of random bytes in the right sizes. */
  body(more: object = {}) {
    return {
      version: this.version,
      name: randomBytes(81).toString('base64'),
      about: randomBytes(156).toString('base64'),
      aboutEmoji: randomBytes(60).toString('base64'),
      phoneNumberSharing: randomBytes(29).toString('base64'),
      avatarDigest: randomBytes(60).toString('base64'),
      commitment: Buffer.from(this.commitment).toString('base64'),
      ...more,
    };
  }
}
