// How a verification code reaches a phone: whoever brings codes is behind this interface.

export type CodeTransport = 'sms' | 'voice';

/** One code, and who is to have it. */
export interface CodeOrder {
  /** Shape: E.164. */
  readonly number: string;
  readonly transport: CodeTransport;
  /** Shape: six digits. */
  readonly code: string;
  /** What its owner reads, the best first. Shape: language tags. */
  readonly languages: readonly string[];
}

/**
 * `refused`: that number is never reached, so that trying again is in vain. `unavailable`: not just
 * now, or nobody knows. `otherTransport`: it is reached by the other transport, if at all.
 */
export type CodeOutcome = 'sent' | 'refused' | 'unavailable' | 'otherTransport';

/** `unknown`: nobody has asked it since the start; `failing`: the last who did got no code. */
export type CodesReadiness = 'none' | 'console' | 'unknown' | 'ready' | 'failing';

/** Brings codes to phones. */
export interface CodeSender {
  /** Never throws, and says of a failure nothing that would name the phone or the code. */
  send(order: CodeOrder): Promise<CodeOutcome>;
  /** How it is; `/readyz` tells it, and nothing depends on it. */
  state(): CodesReadiness;
}
