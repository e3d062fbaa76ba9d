// An envelope that waits, as its recipient is told of it in JSON.

import { decodeEnvelope } from '#protocol';
import { toBase64 } from './schemas.ts';

/** Times in milliseconds since the epoch; `timestamp` is the sender's. */
export function waitingMessage(bytes: Uint8Array) {
  const envelope = decodeEnvelope(bytes);
  const { sourceServiceId, sourceDevice, reportSpamToken } = envelope;
  return {
    guid: uuidOf(envelope.serverGuid),
    type: envelope.type,
    timestamp: envelope.clientTimestamp,
    serverTimestamp: envelope.serverTimestamp,
    ...(sourceServiceId ? { sourceUuid: sourceServiceId } : {}),
    ...(sourceDevice ? { sourceDevice } : {}),
    destinationUuid: envelope.destinationServiceId,
    content: toBase64(envelope.content),
    urgent: envelope.urgent,
    ...(reportSpamToken ? { reportSpamToken: toBase64(reportSpamToken) } : {}),
  };
}

function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
