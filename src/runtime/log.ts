// Structured logs that cannot hold a secret: a field's value is a number, a boolean, the code of a
// refusal, a constant of the source, or an identity reduced to a short keyed hash. The types refuse
// the rest.

import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import pino from 'pino';

declare const safe: unique symbol;
/** Text that is known to hold no content, key, token, phone number or whole IP. */
export type LogSafe = string & { readonly [safe]: true };

export type LogFields = Readonly<Record<string, number | boolean | LogSafe | undefined>>;

/** An event's name: `noun.verb`, written in the source. */
type LogEvent = `${string}.${string}`;

export interface Log {
  debug(event: LogEvent, fields?: LogFields): void;
  info(event: LogEvent, fields?: LogFields): void;
  /** The world misbehaved: a peer, the network, a store. */
  warn(event: LogEvent, fields?: LogFields): void;
  /**
   * We misbehaved: a bug. `defect` is reduced to its class and its stack's places in our source.
   */
  error(event: LogEvent, fields?: LogFields, defect?: unknown): void;
}

const bootKey = createSecretKey(randomBytes(32));

/**
 * An identity as logs show it: ten hex digits, equal within one process and meaningless outside it.
 */
export function logId(identity: string): LogSafe {
  return createHmac('sha256', bootKey).update(identity).digest('hex').slice(0, 10) as LogSafe;
}

/** A text written in the source, a code, a member id, a version: whatever no user has typed. */
export function logConstant(text: string): LogSafe {
  return text.slice(0, 120).replace(/[^\w .:@/,()+-]/g, '_') as LogSafe;
}

/**
 * A defect without its message, which may hold data: class, system code, and where it was thrown.
 */
export function logDefect(defect: unknown): LogFields {
  if (!(defect instanceof Error)) return { defect: logConstant(typeof defect) };
  const code = 'code' in defect && typeof defect.code === 'string' ? defect.code : undefined;
  const lines = stackWithoutMessage(defect)
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 6)
    .map((line) => /([\w.-]+\/[\w.-]+\.[cm]?[jt]s:\d+):\d+\)?$/.exec(line)?.[1] ?? '')
    .filter((line) => line !== '');
  return {
    defect: logConstant(defect.name),
    ...(code ? { system: logConstant(code) } : {}),
    at: logConstant(lines.join(' ')),
  };
}

/** A message of several lines may look like places itself. */
function stackWithoutMessage({ stack = '', message }: Error): string {
  const start = stack.indexOf(message);
  return start < 0 ? stack : stack.slice(start + message.length);
}

/** The process's log: JSON lines on standard output, or at the end of a file. */
export function createLog(level: string, member?: string, file?: string): Log {
  const base = pino(
    { level, base: { pid: process.pid, ...(member ? { member } : {}) } },
    pino.destination({ dest: file ?? 1, sync: false }),
  );
  return {
    debug: (event, fields) => base.debug(fields ?? {}, event),
    info: (event, fields) => base.info(fields ?? {}, event),
    warn: (event, fields) => base.warn(fields ?? {}, event),
    error: (event, fields, defect) =>
      base.error(
        defect === undefined ? (fields ?? {}) : { ...fields, ...logDefect(defect) },
        event,
      ),
  };
}

/** A log that keeps nothing, for tests and tools. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
