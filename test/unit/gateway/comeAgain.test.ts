// When whoever was refused is to come again: said at every door alike.

import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { ErrorCode, Refusal } from '#protocol';
import { decodeAckAnswer, encodeAckAnswer, errorCodes, errorRow } from '#protocol';
import { refusalAnswer } from '../../../src/gateway/ingress/refusals.ts';
import {
  answerRefusal,
  connectError,
  refuseUpgrade,
} from '../../../src/gateway/sockets/refusals.ts';

/** What is too much in itself: who comes at once makes it more. */
const crowded: readonly ErrorCode[] = ['blob.too_many', 'queue.full', 'server.busy', 'server.full'];

const written = (write: (to: PassThrough) => void): Record<string, string> => {
  const wire = new PassThrough();
  write(wire);
  const [head = ''] = String(wire.read()).split('\r\n\r\n');
  const lines = head.split('\r\n').slice(1);
  return Object.fromEntries(lines.map((line) => line.toLowerCase().split(': ')));
};

/** The wait that each door tells of. Unit: seconds; 0: none. */
function told(refusal: Refusal) {
  const head = (headers: Readonly<Record<string, string>>) => Number(headers['retry-after'] ?? 0);
  const field = decodeAckAnswer(encodeAckAnswer(refusal)).refusal?.retryAfterMs ?? 0;
  const { data } = connectError(refusal) as { data: { retryAfterMs?: number } };
  const answered = written((wire) => {
    const response = new ServerResponse(new IncomingMessage(new Socket()));
    response.assignSocket(wire as unknown as Socket);
    answerRefusal(response, refusal);
  });
  return {
    event: field / 1000,
    handshake: (data.retryAfterMs ?? 0) / 1000,
    route: head(refusalAnswer(refusal, 'problem', 'one').headers),
    signal: head(refusalAnswer(refusal, 'signal', 'one').headers),
    answer: head(answered),
    upgrade: head(written((wire) => refuseUpgrade(wire, refusal))),
  };
}

describe('a refusal for which nobody has named a time', () => {
  it.each(errorCodes)('%s', (code) => {
    const { status, retry } = errorRow(code);
    const { event, handshake, ...http } = told({ code });
    const waits = crowded.includes(code) ? 1 : 0;
    expect([event, handshake]).toEqual([waits, waits]);
    if (waits > 0) expect(retry).toBe(true);
    // Whoever speaks HTTP and knows no codes goes by the status.
    const seconds = waits > 0 || status === 429 || status === 503 ? 1 : 0;
    expect(new Set(Object.values(http))).toEqual(new Set([seconds]));
  });
});

it('says the time that was named, in whole seconds where it is a header', () => {
  const { event, handshake, ...http } = told({ code: 'server.busy', retryAfterMs: 2_300 });
  expect([event, handshake]).toEqual([2.3, 2.3]);
  expect(new Set(Object.values(http))).toEqual(new Set([3]));
});
