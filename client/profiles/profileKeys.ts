// What follows from a profile key and its account, and what asks for a credential of it.

import { Aci } from '@signalapp/libsignal-client';
import {
  ClientZkProfileOperations,
  ExpiringProfileKeyCredential,
  ExpiringProfileKeyCredentialResponse,
  ProfileKey,
} from '@signalapp/libsignal-client/dist/zkgroup/index.js';
import type { ServerPublicParams } from '@signalapp/libsignal-client/dist/zkgroup/index.js';
import { own } from '../bytes.ts';

export type ProfileCredential = ExpiringProfileKeyCredential;

/** Names the profile that is sealed by this key. Shape: 64 characters of hex. */
export function versionOf(account: string, key: Uint8Array): string {
  return new ProfileKey(own(key)).getProfileKeyVersion(Aci.fromUuid(account)).toString();
}

/** Shape: 97 bytes. */
export function commitmentOf(account: string, key: Uint8Array): Uint8Array<ArrayBuffer> {
  return new ProfileKey(own(key)).getCommitment(Aci.fromUuid(account)).serialize();
}

export interface CredentialAsking {
  /** Shape: hex. */
  readonly request: string;
  /** Throws for what this cluster has not made for this key. */
  receive(response: Uint8Array, nowMs: number): ProfileCredential;
}

/** Proves to the server that we have the key, and reads what it makes of that. */
export function askForCredential(
  params: ServerPublicParams,
  account: string,
  key: Uint8Array,
): CredentialAsking {
  const operations = new ClientZkProfileOperations(params);
  const context = operations.createProfileKeyCredentialRequestContext(
    Aci.fromUuid(account),
    new ProfileKey(own(key)),
  );
  return {
    request: Buffer.from(context.getRequest().serialize()).toString('hex'),
    receive: (response, nowMs) =>
      operations.receiveExpiringProfileKeyCredential(
        context,
        new ExpiringProfileKeyCredentialResponse(own(response)),
        new Date(nowMs),
      ),
  };
}

export const readCredential = (bytes: Uint8Array): ProfileCredential =>
  new ExpiringProfileKeyCredential(own(bytes));
