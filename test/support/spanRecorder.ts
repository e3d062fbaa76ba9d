// A stand-in for an operator's OpenTelemetry SDK, preloaded into workers with --import: it appends
// every ended span to the file that ALDIS_TEST_SPANS names.

import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import type { Attributes, Context, Span, SpanOptions, Tracer } from '@opentelemetry/api';
import { trace } from '@opentelemetry/api';

export interface RecordedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly attributes: Attributes;
}

const file = process.env['ALDIS_TEST_SPANS'];

function startSpan(name: string, options?: SpanOptions, context?: Context): Span {
  const parent = context && trace.getSpanContext(context);
  const traceId = parent?.traceId ?? randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  const attributes: Attributes = { ...options?.attributes };
  const span: Partial<Span> = {
    spanContext: () => ({ traceId, spanId, traceFlags: 1 }),
    setAttribute(key, value) {
      attributes[key] = value;
      return span as Span;
    },
    setStatus: () => span as Span,
    end() {
      const parentSpanId = parent?.spanId;
      const recorded: RecordedSpan = { name, traceId, spanId, parentSpanId, attributes };
      if (file) appendFileSync(file, `${JSON.stringify(recorded)}\n`);
    },
  };
  return span as Span;
}

if (file) {
  trace.setGlobalTracerProvider({ getTracer: (): Tracer => ({ startSpan }) as Tracer });
}
