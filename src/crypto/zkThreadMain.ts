// Runs in a thread: makes what zkThread.ts asks for.

import { parentPort, workerData } from 'node:worker_threads';
import { Aci } from '@signalapp/libsignal-client';
import {
  GroupSendDerivedKeyPair,
  GroupSendEndorsementsResponse,
  ProfileKeyCommitment,
  ProfileKeyCredentialRequest,
  ServerSecretParams,
  ServerZkProfileOperations,
  UuidCiphertext,
} from '@signalapp/libsignal-client/dist/zkgroup/index.js';
import { isLeave } from './sendToken.ts';
import type { NumberedOrder, ZkAnswer, ZkOrder } from './zkThread.ts';

/** There is nothing else to say of a token. */
const holds = new Uint8Array(0);

type Of<T extends ZkOrder['type']> = Extract<ZkOrder, { readonly type: T }>;

/** Serves the worker that has begun this thread. */
function serve(params: Uint8Array): void {
  const secret = new ServerSecretParams(Uint8Array.from(params));
  parentPort?.on('message', ({ number, order }: NumberedOrder) => {
    const response = carryOut(secret, order);
    parentPort?.postMessage({ number, response } satisfies ZkAnswer);
  });
}

function carryOut(secret: ServerSecretParams, order: ZkOrder): Uint8Array | undefined {
  switch (order.type) {
    case 'endorse':
      return endorse(secret, order);
    case 'issue':
      return issue(secret, order);
    case 'verify':
      return isLeave(secret, order.token, order.accounts, order.nowMs) ? holds : undefined;
  }
}

function endorse(secret: ServerSecretParams, { members, expiresAtMs }: Of<'endorse'>): Uint8Array {
  const pair = GroupSendDerivedKeyPair.forExpiration(new Date(expiresAtMs), secret);
  const names = members.map((member) => new UuidCiphertext(Uint8Array.from(member)));
  return GroupSendEndorsementsResponse.issue(names, pair).serialize();
}

/** A request is a proof, which fits its commitment or throws. */
function issue(secret: ServerSecretParams, order: Of<'issue'>): Uint8Array | undefined {
  try {
    return new ServerZkProfileOperations(secret)
      .issueExpiringProfileKeyCredential(
        new ProfileKeyCredentialRequest(Uint8Array.from(order.request)),
        Aci.fromUuid(order.account),
        new ProfileKeyCommitment(Uint8Array.from(order.commitment)),
        order.expiresAtSeconds,
      )
      .serialize();
  } catch {
    return undefined;
  }
}

serve(workerData as Uint8Array);
