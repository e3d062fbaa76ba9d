// How a client's event is refused: in the shape that its answer has when all is well.

import { randomUUID } from 'node:crypto';
import type { ClientEventSpec, Refusal, ResponseFrame } from '#protocol';
import { encodeAckAnswer, encodeResponse } from '#protocol';
import { metrics } from '#runtime';
import type { ApiAnswer } from '../ingress/api.ts';
import { refusalAnswer } from '../ingress/refusals.ts';

const refusedAs: Record<ClientEventSpec['refusedAs'], (refusal: Refusal) => Uint8Array> = {
  field: encodeAckAnswer,
  problem: (refusal) => encodeResponse(responseOf(refusalAnswer(refusal, 'problem', randomUUID()))),
};

/** The answer that refuses an event, and counts it; without an event it is one nobody knows. */
export function refusedAnswer(event: ClientEventSpec | undefined, refusal: Refusal): Uint8Array {
  metrics.refusals.inc({ code: refusal.code });
  return refusedAs[event?.refusedAs ?? 'field'](refusal);
}

/** An answer of the API as a frame. */
export const responseOf = ({ status, headers, body }: ApiAnswer): ResponseFrame => ({
  status,
  headers: Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  body,
});
