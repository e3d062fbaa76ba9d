// What the doctor says of one thing it has looked at.

export interface Finding {
  readonly state: 'ok' | 'warn' | 'FAIL';
  readonly what: string;
  readonly found: string;
  /** The command that mends it. */
  readonly mend?: string;
}
