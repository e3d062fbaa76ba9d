// What the console's pages of operators' acts are told, as it travels. It imports nothing, as
// view.ts.

/** How an account stands. Times: milliseconds since the epoch. */
export interface AccountView {
  readonly createdAtMs: number;
  readonly kind: string;
  readonly isKindGiven: boolean;
  readonly suspendedAtMs?: number;
  readonly hasNumber: boolean;
  readonly devices: readonly {
    readonly id: number;
    readonly createdAtMs: number;
    /** Unit: days since the epoch. */
    readonly seenOnDay?: number;
  }[];
}

export interface SessionRow {
  readonly id: string;
  readonly device: number;
  readonly scopes: readonly string[];
  readonly beganAtMs: number;
  readonly usedAtMs: number;
}

export interface InvitationRow {
  readonly id: string;
  readonly uses: number;
  readonly used: number;
  readonly expiresAtMs: number;
}

/** An act of an operator, as the log has it. */
export interface ActRow {
  readonly seq: number;
  readonly atMs: number;
  readonly act: string;
  readonly by: { readonly door: string; readonly token?: string; readonly name?: string };
  readonly account?: string;
  readonly facts?: Readonly<Record<string, number | boolean | string>>;
  readonly outcome?: string;
}

export interface ActPage {
  readonly lines: readonly ActRow[];
  readonly nextBeforeSeq?: number;
}

export interface LogVerdict {
  readonly entries: number;
  /** `<number>:<hash>`; absent: there is none that holds. */
  readonly head?: string;
  readonly faults: readonly {
    readonly kind: string;
    readonly fromSeq: number;
    readonly toSeq: number;
  }[];
}
