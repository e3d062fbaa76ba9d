// Follows one command over the workers: each step of the ring is a span for whoever has registered
// an OpenTelemetry SDK, and a line of the log at debug level. While neither looks, a step costs the
// reading of one flag.
//
// What travels with a command is the W3C traceparent, whose trace id is also the log's `trace`.

import { randomBytes } from 'node:crypto';
import type { Span, SpanContext, Tracer } from '@opentelemetry/api';
// biome-ignore lint/suspicious/noDeprecatedImports: nothing else tells an SDK from none; pinned.
import { ProxyTracerProvider, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Log } from './log.ts';
import { logConstant, silentLog } from './log.ts';

const tracerName = 'aldis';

/** One step of a command's way. */
export interface Step {
  /** Handed on with the command; absent while nobody looks. */
  readonly trace: string | undefined;
  /** Ends the step; the code is that of a refusal. */
  end(code?: string): void;
}

const unseen: Step = Object.freeze({ trace: undefined, end() {} });

export interface TracingOptions {
  readonly member: string;
  readonly log: Log;
  /** Whether lines of debug level are kept. */
  readonly isDebug: boolean;
}

/** The steps of this process. */
export class Tracing {
  /** True while anybody looks. For those who would have to prepare something for a step. */
  isOn = false;
  #tracer: Tracer | undefined;
  #member = '';
  #log: Log = silentLog;

  /** Looks once whether an SDK was registered; one that comes later is not seen. */
  start({ member, log, isDebug }: TracingOptions): void {
    this.#member = member;
    this.#log = log;
    this.#tracer = hasProvider() ? trace.getTracer(tracerName) : undefined;
    this.isOn = isDebug || this.#tracer !== undefined;
  }

  /** Begins a step: of the way it is told, or of a new one. */
  step(name: string, from?: string): Step {
    if (!this.isOn) return unseen;
    const parent = from === undefined ? undefined : parseTraceparent(from);
    const span = this.#tracer?.startSpan(
      name,
      { attributes: { 'aldis.member': this.#member } },
      parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT,
    );
    return new SeenStep(name, span, span?.spanContext() ?? newContext(parent), this.#log);
  }
}

/** Every room's way to begin a step, as `metrics` is to count. */
export const tracing = new Tracing();

class SeenStep implements Step {
  readonly trace: string;
  readonly #name: string;
  readonly #span: Span | undefined;
  readonly #traceId: string;
  readonly #log: Log;
  readonly #beganAtMs = performance.now();

  constructor(name: string, span: Span | undefined, context: SpanContext, log: Log) {
    this.#name = name;
    this.#span = span;
    this.#traceId = context.traceId;
    this.trace = formatTraceparent(context);
    this.#log = log;
  }

  end(code?: string): void {
    if (code !== undefined) {
      this.#span?.setAttribute('aldis.code', code);
      if (code === 'server.defect') this.#span?.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.#span?.end();
    this.#log.debug('ring.step', {
      step: logConstant(this.#name),
      trace: logConstant(this.#traceId),
      ms: Math.round((performance.now() - this.#beganAtMs) * 1000) / 1000,
      ...(code === undefined ? {} : { code: logConstant(code) }),
    });
  }
}

function hasProvider(): boolean {
  const provider = trace.getTracerProvider();
  if (!(provider instanceof ProxyTracerProvider)) return true;
  return provider.getDelegateTracer(tracerName) !== undefined;
}

function newContext(parent: SpanContext | undefined): SpanContext {
  return {
    traceId: parent?.traceId ?? randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    traceFlags: parent?.traceFlags ?? 0,
  };
}

/** Shape: `00-<trace id, 32 hex>-<span id, 16 hex>-<flags, 2 hex>`. Source: W3C Trace Context. */
export function formatTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/** Anything that is none is `undefined`: the way begins anew. */
export function parseTraceparent(text: string): SpanContext | undefined {
  const form = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(text);
  if (!form?.[1] || !form[2] || !form[3]) return undefined;
  const [, traceId, spanId, flags] = form;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}
