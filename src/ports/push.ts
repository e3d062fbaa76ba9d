// How devices without a socket are woken: by push services, each behind a gateway of its own. What
// is sent says nothing but that something waits; or it is a challenge, which shows that who asks
// for something holds a device of the operator's own app.

import type { Push, PushKind } from '#actors/ports';

/**
 * How a push service does. `unknown`: no call has told yet; `failing`: it refuses our credentials,
 * or took none of the last calls.
 */
export type PushReadiness = 'unknown' | 'ready' | 'failing';

/** What the door says of it, and asks, before a device is believed where it is reached. */
export interface PushDoor {
  /** The kinds that are set up. */
  readonly kinds: ReadonlySet<PushKind>;
  /** What browsers subscribe with. Shape: an uncompressed point of P-256, base64url. */
  readonly vapidKey: string;
  /** False where nothing may be sent to that address. Never throws. */
  mayReach(endpoint: string): Promise<boolean>;
  /** How those that are set up do, as this worker's calls find them. */
  states(): Readonly<Partial<Record<PushKind, PushReadiness>>>;
}

/** One word to wake up. */
export interface PushCall {
  readonly push: Push;
  /** Something a person waits for; otherwise the device may take its time. */
  readonly isUrgent: boolean;
  /** The same for all calls to one device, of which the last is enough. Shape: base64url, 32. */
  readonly collapseId: string;
}

/** What became of it. */
export type PushOutcome =
  | { readonly outcome: 'accepted' }
  /** Nothing is there any more, as the service has known since then, where it says so. */
  | { readonly outcome: 'gone'; readonly goneAtMs?: number }
  /** To be tried again: the service has too much to do, is out of reach, or refuses us. */
  | {
      readonly outcome: 'later';
      readonly reason: 'throttled' | 'unavailable' | 'credentials';
      readonly retryAfterMs?: number;
    }
  /** The service takes no such call, and never will. */
  | { readonly outcome: 'refused' };

/** Kinds whose tokens the operator's own app alone is given; a service of another is anybody's. */
export type ChallengeKind = Extract<PushKind, 'fcm' | 'apns'>;

/** A text for whoever holds the device that a token names, whether or not anybody here knows it. */
export interface PushedChallenge {
  readonly kind: ChallengeKind;
  readonly token: string;
  /** What the app is told it is for. Source: Signal-Server, PushNotification. */
  readonly name: 'challenge' | 'rateLimitChallenge';
  readonly text: string;
  /** From when on it is worth nothing. */
  readonly untilMs: number;
}

/** Pushes challenges. */
export interface PushChallenges {
  /** Begun, not waited for: whoever asks may not hear what becomes of a token. Never throws. */
  challenge(one: PushedChallenge): void;
}

/** One push service, or all of one protocol. */
export interface PushGateway {
  /** Never throws. */
  send(call: PushCall): Promise<PushOutcome>;
  /** Likewise; `refused` by kinds that carry none. */
  challenge(one: PushedChallenge): Promise<PushOutcome>;
  close(): Promise<void>;
}
