// Structured logs that cannot hold a secret: a field's value is a number, a boolean, the code of a
// refusal, a constant of the source, or an identity reduced to a short keyed hash. The types refuse
// the rest.

import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import pino from 'pino';
import type { Config } from './config.ts';

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

export type LogSettings = Pick<Config, 'ALDIS_LOG' | 'ALDIS_LOG_FORMAT' | 'NO_COLOR'>;

/**
 * The process's log on standard output, or at the end of a file: lines of JSON, or on a terminal
 * lines to read. What they may hold is the same.
 */
export function createLog(settings: LogSettings, member?: string, file?: string): Log {
  const onTerminal = file === undefined && process.stdout.isTTY === true;
  const { ALDIS_LOG_FORMAT: format } = settings;
  const destination = pino.destination({ dest: file ?? 1, sync: false });
  const base = pino(
    { level: settings.ALDIS_LOG, base: { pid: process.pid, ...(member ? { member } : {}) } },
    format === 'text' || (format === 'auto' && onTerminal)
      ? {
          write: (line) => void destination.write(readable(line, onTerminal && !settings.NO_COLOR)),
        }
      : destination,
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

/** The names of pino's levels. */
const levelNames: ReadonlyMap<number, string> = new Map([
  [20, 'debug'],
  [30, 'info'],
  [40, 'warn'],
  [50, 'ERROR'],
]);
const yellow = 33;
const red = 31;
const dim = 2;

/** `19:24:03.120 warn  w0-1f2e  redis.away  role=queue`: local time, member, event, fields. */
function readable(json: string, colour: boolean): string {
  const { level, time, pid, member, msg, ...fields } = JSON.parse(json) as Record<string, unknown>;
  const paint = (code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const name = (levelNames.get(Number(level)) ?? String(level)).padEnd(5);
  const words = [
    paint(dim, clockTime(Number(time))),
    Number(level) < 40 ? name : paint(Number(level) < 50 ? yellow : red, name),
    paint(dim, String(member ?? pid)),
    String(msg),
    ...Object.entries(fields).map(([field, value]) => `${paint(dim, `${field}=`)}${String(value)}`),
  ];
  return `${words.join('  ')}\n`;
}

function clockTime(atMs: number): string {
  const at = new Date(atMs);
  const two = (part: number) => String(part).padStart(2, '0');
  const parts = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two);
  return `${parts.join(':')}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/** A log that keeps nothing, for tests and tools. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
