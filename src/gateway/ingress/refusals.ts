// How a refusal looks at the door: the status of its code, and a body in the manner of the route.

import type { Refusal } from '#protocol';
import { comeAgainMs, errorRow } from '#protocol';
import type { ApiAnswer } from './api.ts';
import type { RouteStyle } from './route.ts';

/** The header `Retry-After`, whole seconds; undefined where nobody says when. */
export function retryAfterOf(refusal: Pick<Refusal, 'code' | 'retryAfterMs'>): string | undefined {
  const { status } = errorRow(refusal.code);
  const isLater = status === 429 || status === 503;
  const waitMs = comeAgainMs(refusal) ?? (isLater ? 0 : undefined);
  return waitMs === undefined ? undefined : String(Math.max(1, Math.ceil(waitMs / 1000)));
}

/** The answer for a refusal. `requestId` names this one occurrence in problem+json. */
export function refusalAnswer(refusal: Refusal, style: RouteStyle, requestId: string): ApiAnswer {
  const row = errorRow(refusal.code);
  const headers: Record<string, string> = {
    'content-type': style === 'problem' ? 'application/problem+json' : 'application/json',
    'x-aldis-code': refusal.code,
  };
  const retryAfter = retryAfterOf(refusal);
  if (retryAfter !== undefined) headers['retry-after'] = retryAfter;
  if (row.status === 401) headers['www-authenticate'] = 'Basic realm="aldis", Bearer';
  // Source: storage-service, GroupsController.
  if (refusal.code === 'group.banned') headers['x-signal-forbidden-reason'] = 'banned';
  const body = Buffer.from(JSON.stringify(bodyOf(refusal, style, requestId)));
  return { status: row.status, headers, body };
}

function bodyOf(refusal: Refusal, style: RouteStyle, requestId: string): object {
  const { status, message } = errorRow(refusal.code);
  if (style === 'facade') {
    const error = refusal.detail ?? message;
    return { success: false, error, statusCode: status, ...(refusal.challenge ?? {}) };
  }
  if (style === 'signal') return signalBody(refusal, message);
  return {
    type: `urn:aldis:error:${refusal.code}`,
    title: message,
    status,
    code: refusal.code,
    ...(refusal.detail ? { detail: refusal.detail } : {}),
    ...(refusal.challenge ?? {}),
    instance: `urn:aldis:request:${requestId}`,
  };
}

/**
 * Signal's bodies where Signal defines one; elsewhere code and words, which its clients pass over.
 */
function signalBody(refusal: Refusal, message: string): object {
  if (refusal.challenge) return refusal.challenge;
  const devices = refusal.mismatchedDevices;
  if (devices && refusal.code === 'message.stale_devices') return { staleDevices: devices.stale };
  if (devices && refusal.code === 'message.mismatched_devices') {
    return { missingDevices: devices.missing, extraDevices: devices.extra };
  }
  const { code, detail, currentVersion, retryAfterMs } = refusal;
  const words = detail ? `${message} ${detail}` : message;
  // Source: Signal-Server, VerificationController.
  if (code === 'registration.sender_refused') {
    return { code, message: words, reason: 'providerUnavailable', permanentFailure: false };
  }
  if (code === 'registration.number_refused') {
    return { code, message: words, reason: 'providerRejected', permanentFailure: true };
  }
  if (code === 'registration.locked' || code === 'registration.totp') {
    return { code, message: words, timeRemaining: retryAfterMs ?? 0 };
  }
  return { code, message: words, ...(currentVersion === undefined ? {} : { currentVersion }) };
}
