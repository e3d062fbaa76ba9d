// The one list of refusals. A refusal is a value that tells the client what to do; a defect
// throws. docs/errors.md lists the same codes (a test holds the two together). Codes are added,
// never changed.

/** What kind of failure a code is; it decides the HTTP status where the row names none. */
type RefusalKind =
  | 'invalid'
  | 'unauthorized'
  | 'forbidden'
  | 'notFound'
  | 'conflict'
  | 'exhausted'
  | 'unavailable';

interface Row {
  readonly kind: RefusalKind;
  readonly status: number;
  /** True when the same request may succeed later. */
  readonly retry: boolean;
  /**
   * Whoever refuses and knows no better time names this one; absent where a client backs off by
   * itself, as what refuses may be over at any moment. Unit: milliseconds.
   */
  readonly comeAgainMs: number | undefined;
  /** True when the connection ends with it. */
  readonly closes: boolean;
  readonly message: string;
}

/** What is too much now is less in a second, if nobody comes sooner. */
const crowdedMs = 1000;

const row = (kind: RefusalKind, status: number, message: string, flags = ''): Row => ({
  kind,
  status,
  message,
  retry: flags.includes('retry'),
  comeAgainMs: flags.includes('crowded') ? crowdedMs : undefined,
  closes: flags.includes('closes'),
});

const refusals = {
  'request.malformed': row('invalid', 400, 'The request cannot be read.'),
  'request.invalid': row('invalid', 422, 'A field of the request is missing or wrong.'),
  'request.too_large': row('invalid', 413, 'The request is larger than the limit.'),
  'request.not_found': row('notFound', 404, 'There is no such route.'),
  'request.verb': row('invalid', 405, 'This route does not take that verb.'),
  'event.unknown': row('invalid', 400, 'There is no such event.'),
  'event.malformed': row('invalid', 400, 'The body of the event cannot be read.'),
  'frame.malformed': row('invalid', 400, 'The frame cannot be read.', 'closes'),
  'frame.too_many': row('exhausted', 429, 'Too many events on this connection.', 'retry'),
  'handshake.timeout': row('unauthorized', 408, 'No credentials came in time.', 'closes'),
  'handshake.origin': row('forbidden', 403, 'This origin may not connect.', 'closes'),
  'handshake.protocol': row('invalid', 400, 'This protocol version is not spoken here.', 'closes'),
  'network.denied': row('forbidden', 403, 'This network may not connect.', 'closes'),
  'auth.required': row('unauthorized', 401, 'Credentials are needed.'),
  'auth.invalid': row('unauthorized', 401, 'The credentials are wrong.'),
  'auth.expired': row('unauthorized', 401, 'The access token has expired.'),
  'auth.forbidden': row('forbidden', 403, 'These credentials do not allow it.'),
  'auth.scope': row('forbidden', 403, 'The scope of this token does not allow it.'),
  'auth.fresh_proof': row('unauthorized', 401, 'It takes fresh proof of who asks.'),
  'auth.session_ended': row('unauthorized', 401, 'The session is over.', 'closes'),
  'totp.invalid': row('forbidden', 403, 'The one-time code is wrong, or was used before.'),
  'totp.held': row('exhausted', 429, 'Too many wrong codes; none is heard for a while.', 'retry'),
  'totp.on': row('conflict', 409, 'One-time codes are on already.'),
  'totp.off': row('conflict', 409, 'One-time codes are not on, or were not begun.'),
  'account.not_found': row('notFound', 404, 'There is no such account.'),
  'account.deleted': row('unauthorized', 401, 'The account was deleted.', 'closes'),
  'account.suspended': row('forbidden', 403, 'An operator has suspended the account.', 'closes'),
  'device.not_found': row('notFound', 404, 'The account has no such device.'),
  'device.replaced': row('conflict', 409, 'The device connected elsewhere.', 'closes'),
  'device.removed': row('unauthorized', 401, 'The device was removed from the account.', 'closes'),
  'device.capability_missing': row('conflict', 409, 'The device lacks a needed capability.'),
  'devices.too_many': row('exhausted', 411, 'The account has as many devices as it may.'),
  'devices.list_invalid': row('invalid', 422, 'The device list does not hold.'),
  'devices.list_stale': row('conflict', 409, 'There is a newer device list.'),
  'push.off': row('notFound', 404, 'Devices are not woken in this way here.'),
  'push.endpoint': row('invalid', 422, 'Nothing may be sent to this address.'),
  'link.token_invalid': row('forbidden', 403, 'Nobody waits for a device with this token.'),
  'link.address_unknown': row('notFound', 404, 'No device waits at this address.'),
  'registration.unverified': row('unauthorized', 401, 'The session is not verified.'),
  'registration.session_not_found': row('notFound', 404, 'There is no such session.'),
  'registration.sender_refused': row('unavailable', 440, 'The code could not be sent.', 'retry'),
  'registration.number_refused': row('unavailable', 440, 'No code can be sent to this number.'),
  'registration.invitation': row('forbidden', 403, 'The invitation is not valid.'),
  'registration.locked': row('forbidden', 423, 'The number is locked by a PIN.'),
  'registration.totp': row('forbidden', 441, 'It takes a one-time code of the account.'),
  'number.taken': row('conflict', 409, 'Another account was given the number just before.'),
  'registration.conflict': row('conflict', 409, 'Another registration was faster.', 'retry'),
  'recovery.waiting': row('conflict', 425, 'The recovery has to wait longer.', 'retry'),
  'recovery.pending': row('conflict', 409, 'Another recovery waits already.'),
  'login.name_taken': row('conflict', 409, 'Another account logs in by this name.'),
  'login.none': row('notFound', 404, 'The account has no name and password.'),
  'login.over': row('forbidden', 403, 'What this login began is over; begin again.'),
  'login.device': row('forbidden', 403, 'The account has no such device with these keys.'),
  'key.signature': row('invalid', 422, 'A key has a wrong signature.'),
  'key.malformed': row('invalid', 422, 'A key cannot be read.'),
  'key.none': row('notFound', 404, 'The device has published no keys.'),
  'key.differs': row('conflict', 409, 'The keys are not those the server holds.'),
  'consent.not_asked': row('conflict', 409, 'This document is not asked for in that version.'),
  'consent.required': row(
    'forbidden',
    403,
    'The account has to agree to a document first.',
    'retry closes',
  ),
  'username.taken': row('conflict', 409, 'The user name belongs to somebody else.'),
  'username.lapsed': row('conflict', 410, 'The user name is not reserved any more.'),
  'username.proof': row('invalid', 422, 'The proof is not of this user name.'),
  'username.not_found': row('notFound', 404, 'There is no such user name.'),
  'relation.required': row('forbidden', 403, 'Only friends and correspondents may do this.'),
  'relation.self': row('invalid', 422, 'That is your own account.'),
  'relation.not_found': row('notFound', 404, 'There is no such friend request.'),
  'record.full': row('invalid', 413, 'The account record has no more room.'),
  'group.not_found': row('notFound', 404, 'There is no such group.'),
  'group.exists': row('conflict', 409, 'There is or was such a group.'),
  'group.not_member': row('forbidden', 403, 'Only members may do this.'),
  'group.forbidden': row('forbidden', 403, 'This member may not do this.'),
  'group.banned': row('forbidden', 403, 'This person is banned from the group.'),
  'group.link_invalid': row('forbidden', 403, 'The link of the group is off, or another.'),
  'group.last_administrator': row('forbidden', 403, 'Somebody has to administer the group.'),
  'group.invalid': row('invalid', 422, 'The change does not fit the group as it is.'),
  'group.full': row('invalid', 413, 'The group has as many as it may have.'),
  'blob.not_found': row('notFound', 404, 'There is no such blob or upload.'),
  'blob.exists': row('conflict', 409, 'There is a blob or an upload of this key.'),
  'blob.offset': row('conflict', 409, 'The upload stands at another byte.'),
  'blob.overtaken': row('conflict', 423, 'A later request goes on with this upload.'),
  'blob.too_large': row('invalid', 413, 'The blob is larger than it may be, or than was said.'),
  'blob.range': row('invalid', 416, 'The blob ends before these bytes.'),
  'blob.content_type': row('invalid', 415, 'Bytes of an upload come as offset+octet-stream.'),
  'blob.protocol': row('invalid', 412, 'This version of tus is not spoken here.'),
  'blob.too_many': row('exhausted', 429, 'Too many uploads are not finished.', 'retry crowded'),
  'message.mismatched_devices': row('conflict', 409, 'The send does not fit the device list.'),
  'message.stale_devices': row('conflict', 410, 'A device was installed again.'),
  'message.too_large': row('invalid', 413, 'The content is larger than the limit.'),
  'message.type': row('invalid', 422, 'Clients may not send this type of envelope.'),
  'call.not_found': row('notFound', 404, 'This connection is not in that call, or who is meant.'),
  'call.full': row('exhausted', 429, 'The call has as many as it may have.', 'retry'),
  'call.too_many': row('exhausted', 429, 'This connection is in too many calls.'),
  'call.forbidden': row('forbidden', 403, 'Only administrators of the group may do this.'),
  'call.removed': row('forbidden', 403, 'A moderator has removed this name from the call.'),
  'call.lost': row(
    'unavailable',
    503,
    'The place in the call is gone; a new one may be had.',
    'retry',
  ),
  'call.moved': row(
    'unavailable',
    503,
    'The call goes on with another worker; a new place may be had at once.',
    'retry',
  ),
  'call.no_relays': row('notFound', 404, 'No relays for calls are set up here.'),
  'media.invalid': row('invalid', 422, 'These parameters of media do not hold.'),
  'media.not_found': row('notFound', 404, 'There is no such place or source in the room.'),
  'media.full': row('exhausted', 429, 'There is no more room for media here.', 'retry'),
  'media.failed': row('unavailable', 502, 'The media worker could not do it.', 'retry'),
  'media.unavailable': row('unavailable', 503, 'No media worker serves this just now.', 'retry'),
  'presence.off': row('forbidden', 403, 'Whoever hears others shows itself, and this does not.'),
  'topic.full': row('exhausted', 429, 'Too many are subscribed to this topic.', 'retry'),
  'topic.too_many': row('exhausted', 429, 'This connection is subscribed to too many topics.'),
  'queue.full': row('exhausted', 429, 'Too much waits for this device already.', 'retry crowded'),
  'rate.limited': row('exhausted', 429, 'Too many requests.', 'retry'),
  'challenge.required': row('exhausted', 428, 'Solve the challenge, or wait.', 'retry'),
  'challenge.invalid': row('forbidden', 403, 'That solves no challenge of yours, or too late.'),
  'session.not_found': row('notFound', 404, 'The account has no such session.'),
  'worker.not_found': row('notFound', 404, 'There is no such worker.'),
  'invitation.not_found': row('notFound', 404, 'There is no such invitation.'),
  'audit.unavailable': row('unavailable', 503, 'It cannot be noted, and was not done.', 'retry'),
  'server.busy': row('unavailable', 503, 'Too much work is under way; try again.', 'retry crowded'),
  'server.full': row(
    'unavailable',
    503,
    'The store has no room; nothing was kept.',
    'retry crowded',
  ),
  'server.unavailable': row('unavailable', 503, 'A part of the server is out of reach.', 'retry'),
  'server.timeout': row('unavailable', 504, 'No answer in time; the outcome is unknown.', 'retry'),
  'server.defect': row('unavailable', 500, 'The server made a mistake; it was noted.', 'retry'),
  'server.draining': row('unavailable', 503, 'This worker is stopping.', 'retry closes'),
  'shard.not_owner': row('unavailable', 503, 'The shard is moving to another worker.', 'retry'),
} as const satisfies Record<string, Row>;

/** A stable code: the only part of a refusal that a program may depend on. */
export type ErrorCode = keyof typeof refusals;

/** All codes, in the order of the list. */
export const errorCodes = Object.keys(refusals) as ErrorCode[];

/** What is declared of a code. */
export function errorRow(code: ErrorCode): Row {
  return refusals[code];
}

/** How long to wait before a retry; undefined where nobody says. Unit: milliseconds. */
export function comeAgainMs({ code, retryAfterMs }: Pick<Refusal, 'code' | 'retryAfterMs'>) {
  return retryAfterMs ?? errorRow(code).comeAgainMs;
}

/** True when the text is a code of the list. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(refusals, text);
}

/** How a send differs from the device list of its recipient. */
export interface MismatchedDevices {
  readonly missing: readonly number[];
  readonly extra: readonly number[];
  readonly stale: readonly number[];
}

/** What may be solved, so that the same is taken again at once. */
export interface Challenge {
  /** Shown with the solution. */
  readonly token: string;
  /** Ways to solve it, of which one is enough: `proofOfWork`, `captcha`, `pushChallenge`. */
  readonly options: readonly string[];
  /** Where a captcha is solved, if the operator has said so. */
  readonly captchaPage?: string;
}

/** Why something was not done. It crosses the bus as it stands. */
export interface Refusal {
  readonly code: ErrorCode;
  /** Wait this long before a retry; absent: as the code says. */
  readonly retryAfterMs?: number;
  readonly mismatchedDevices?: MismatchedDevices;
  /** Only with `devices.list_stale`: the version of the list that the server has. */
  readonly currentVersion?: number;
  /** Only with `challenge.required`. */
  readonly challenge?: Challenge;
  /** The field that is wrong, in words that hold nothing of its value. */
  readonly detail?: string;
}

/** What every fallible operation of the domain returns. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

/** A success. */
export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** A refusal as a result. */
export function refuse(code: ErrorCode, more: Omit<Refusal, 'code'> = {}): Result<never> {
  return { ok: false, refusal: { code, ...more } };
}
