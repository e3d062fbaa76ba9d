// What the console's pages are told of the last day, as it travels. It imports nothing, as view.ts.

/** Quantiles of what took place; null: nothing did. Unit: milliseconds. */
export interface Latencies {
  readonly count: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

interface LatenciesOf {
  readonly hour: Latencies;
  readonly day: Latencies;
}

/** A kind of security event, and the alert that says when it is much, if there is one. */
interface SecurityKind {
  readonly kind: string;
  readonly what: string;
  readonly alert?: { readonly name: string; readonly aboveIn10Min: number };
}

/** What happened in the whole cluster in the last day. */
export interface DayView {
  /** When the present slot began. */
  readonly slotAtMs: number;
  readonly slotMs: number;
  /**
   * How often, by name: `refusal.<code>`, `security.<kind>`, `send.<urgency>`, `wake.<priority>`,
   * `push.<gateway>.<outcome>`, `unneeded.<reason>`. One count a slot, the present one last; names
   * of which nothing was counted are not here.
   */
  readonly counts: Readonly<Record<string, readonly number[]>>;
  /** All kinds of `security`. */
  readonly securityKinds: readonly SecurityKind[];
  /** From the decision to wake a device to its push service's word, and to its socket. */
  readonly wakes: { readonly gateway: LatenciesOf; readonly socket: LatenciesOf };
}
