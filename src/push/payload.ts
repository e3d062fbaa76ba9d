// What push services carry: the same for everybody and everything, so that it tells nothing but
// that something waits. Challenges alone differ, which are random and soon over.

/** Source: Signal-Server, FcmSender: the name of what it sends. */
export const newMessageAlert = 'newMessageAlert';

/** Where a body is sent as it is, or sealed. */
export const constantPayload: Uint8Array = Buffer.from(newMessageAlert);

/** How long a service keeps it for a device that is off. Source: Signal-Server. */
export const lifetimeSeconds = 28 * 24 * 60 * 60;

/** How long it keeps what is worth nothing afterwards. */
export const secondsUntil = (untilMs: number, nowMs: number): number =>
  Math.max(0, Math.floor((untilMs - nowMs) / 1000));
