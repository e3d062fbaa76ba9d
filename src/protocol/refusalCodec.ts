// A refusal as it stands on the wire, and the answer that holds nothing else.

import { codec } from './codec.ts';
import type { Challenge, ErrorCode, MismatchedDevices, Refusal } from './errors.ts';
import { comeAgainMs, errorRow, isErrorCode } from './errors.ts';
import type { Shape } from './fields.ts';
import { deviceIds, milliseconds } from './numbers.ts';
import { aldis as wire } from './wire.js';

/** How a send differs from a device list. */
export const mismatchedShape: Shape = { 1: 'numbers', 2: 'numbers', 3: 'numbers' };
/** An answer whose first field is a refusal. */
export const answerShape: Shape = { 1: { 5: mismatchedShape, 6: {} } };

export const mismatchedToWire = (
  mismatched: MismatchedDevices,
): wire.MismatchedDevices.$Properties => ({
  missing: [...mismatched.missing],
  extra: [...mismatched.extra],
  stale: [...mismatched.stale],
});

/** Throws where a device cannot be, or is named twice. */
export const mismatchedFromWire = (
  read: wire.MismatchedDevices.$Properties,
): MismatchedDevices => ({
  missing: deviceIds(read.missing),
  extra: deviceIds(read.extra),
  stale: deviceIds(read.stale),
});

const challengeFromWire = (read: wire.Challenge.$Properties): Challenge => ({
  token: read.token ?? '',
  options: read.options ?? [],
  ...(read.captchaPage ? { captchaPage: read.captchaPage } : {}),
});

/** The declared words and flags are added. */
function refusalToWire(refusal: Refusal): wire.Refusal.$Properties {
  const known = errorRow(refusal.code);
  const { mismatchedDevices: mismatched, challenge } = refusal;
  return {
    code: refusal.code,
    message: refusal.detail ? `${known.message} ${refusal.detail}` : known.message,
    retryable: known.retry,
    retryAfterMs: comeAgainMs(refusal) ?? 0,
    ...(mismatched ? { mismatchedDevices: mismatchedToWire(mismatched) } : {}),
    ...(challenge ? { challenge: { ...challenge, options: [...challenge.options] } } : {}),
  };
}

function refusalFromWire(read: wire.Refusal.$Properties): Refusal {
  const code: ErrorCode = isErrorCode(read.code ?? '')
    ? (read.code as ErrorCode)
    : 'server.unavailable';
  const retryAfterMs = milliseconds(read.retryAfterMs);
  const { mismatchedDevices: mismatched, challenge } = read;
  return {
    code,
    ...(retryAfterMs > 0 ? { retryAfterMs } : {}),
    ...(mismatched ? { mismatchedDevices: mismatchedFromWire(mismatched) } : {}),
    ...(challenge ? { challenge: challengeFromWire(challenge) } : {}),
    ...(read.message ? { detail: read.message } : {}),
  };
}

/** What an answer may begin with. */
export interface Refusable {
  readonly refusal?: Refusal;
}

/** The field of an answer that holds its refusal, where there is one. */
export const refusalField = ({ refusal }: Refusable): wire.AckAnswer.$Properties =>
  refusal ? { refusal: refusalToWire(refusal) } : {};

export const refusalOf = ({ refusal }: wire.AckAnswer.$Properties): Refusable =>
  refusal ? { refusal: refusalFromWire(refusal) } : {};

/** The answer to what has nothing to tell, and to every event that is unknown or malformed. */
export const ackAnswer = codec(wire.AckAnswer, {
  shape: answerShape,
  write: refusalField,
  read: refusalOf,
});
/** Reads as the answer of any event that is refused in a field. */
export const encodeAckAnswer = (refusal?: Refusal): Uint8Array =>
  ackAnswer.encode(refusal ? { refusal } : {});
export const { decode: decodeAckAnswer } = ackAnswer;
