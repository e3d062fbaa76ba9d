// Runs in a thread: makes the endorsements that endorsing.ts asks for.

import { parentPort, workerData } from 'node:worker_threads';
import {
  GroupSendDerivedKeyPair,
  GroupSendEndorsementsResponse,
  ServerSecretParams,
  UuidCiphertext,
} from '@signalapp/libsignal-client/dist/zkgroup/index.js';
import type { EndorsingAnswer, EndorsingOrder } from './endorsing.ts';

/** Serves the worker that has begun this thread. */
function serve(params: Uint8Array): void {
  const secret = new ServerSecretParams(Uint8Array.from(params));
  parentPort?.on('message', ({ number, members, expiresAtMs }: EndorsingOrder) => {
    const pair = GroupSendDerivedKeyPair.forExpiration(new Date(expiresAtMs), secret);
    const names = members.map((member) => new UuidCiphertext(Uint8Array.from(member)));
    const response = GroupSendEndorsementsResponse.issue(names, pair).serialize();
    parentPort?.postMessage({ number, response } satisfies EndorsingAnswer);
  });
}

serve(workerData as Uint8Array);
