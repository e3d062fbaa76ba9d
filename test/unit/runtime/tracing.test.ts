// Steps of a command: nothing while nobody looks, lines of the log at debug level, spans for SDKs.

import type { Context, Span, SpanOptions, Tracer, TracerProvider } from '@opentelemetry/api';
import { trace } from '@opentelemetry/api';
import type { Log, LogFields } from '#runtime';
import { formatTraceparent, parseTraceparent, silentLog, Tracing } from '#runtime';
import { afterEach, describe, expect, it } from 'vitest';

interface Line {
  readonly event: string;
  readonly fields: LogFields | undefined;
}

function recorder(): { lines: Line[]; log: Log } {
  const lines: Line[] = [];
  const log: Log = { ...silentLog, debug: (event, fields) => void lines.push({ event, fields }) };
  return { lines, log };
}

const start = (log: Log, isDebug: boolean): Tracing => {
  const tracing = new Tracing();
  tracing.start({ member: 'w0-0000000000', log, isDebug });
  return tracing;
};

afterEach(() => trace.disable());

describe('a step', () => {
  it('is nothing while nobody looks', () => {
    const { lines, log } = recorder();
    const tracing = start(log, false);
    const step = tracing.step('ingress send');
    step.end();
    expect(tracing.isOn).toBe(false);
    expect(step.trace).toBeUndefined();
    expect(tracing.step('insert', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`)).toBe(step);
    expect(lines).toEqual([]);
  });

  it('is a line at debug level, under the trace it comes from', () => {
    const { lines, log } = recorder();
    const tracing = start(log, true);
    const first = tracing.step('ingress send');
    const second = tracing.step('actor send', first.trace);
    second.end('queue.full');
    first.end();
    expect(lines.map(({ event }) => event)).toEqual(['ring.step', 'ring.step']);
    const [actor, ingress] = lines.map(({ fields }) => fields);
    expect(actor).toMatchObject({ step: 'actor send', code: 'queue.full' });
    expect(ingress).toMatchObject({ step: 'ingress send' });
    expect(ingress).not.toHaveProperty('code');
    expect(actor?.['trace']).toBe(ingress?.['trace']);
    expect(actor?.['trace']).toMatch(/^[0-9a-f]{32}$/);
    expect(second.trace).not.toBe(first.trace);
  });

  it('begins a way of its own where it is told none', () => {
    const tracing = start(silentLog, true);
    const ids = [undefined, 'nonsense'].map((from) => tracing.step('insert', from).trace);
    expect(ids.map((id) => parseTraceparent(id ?? '')?.traceId.length)).toEqual([32, 32]);
    expect(ids[0]).not.toBe(ids[1]);
  });

  it('is a span of a registered SDK, a child of the step it comes from', () => {
    const spans: { name: string; parent: string | undefined; ended: boolean; code?: unknown }[] =
      [];
    trace.setGlobalTracerProvider(providerInto(spans));
    const tracing = start(silentLog, false);
    expect(tracing.isOn).toBe(true);
    const first = tracing.step('ingress send');
    const second = tracing.step('actor send', first.trace);
    second.end('server.defect');
    first.end();
    expect(spans).toEqual([
      { name: 'ingress send', parent: undefined, ended: true },
      {
        name: 'actor send',
        parent: parseTraceparent(first.trace ?? '')?.spanId,
        ended: true,
        code: 'server.defect',
      },
    ]);
  });
});

describe('a traceparent', () => {
  it('is read as it is written', () => {
    const context = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
    expect(parseTraceparent(formatTraceparent(context))).toEqual({ ...context, isRemote: true });
  });

  it.each([
    '',
    '00-1-2-01',
    `01-${'1'.repeat(32)}-${'2'.repeat(16)}-01`,
    `00-${'G'.repeat(32)}-${'2'.repeat(16)}-01`,
    `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01 `,
  ])('is none: %j', (text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });
});

/** An SDK as small as can be. */
function providerInto(
  spans: { name: string; parent: string | undefined; ended: boolean; code?: unknown }[],
): TracerProvider {
  let next = 1;
  const startSpan = (name: string, _options?: SpanOptions, context?: Context): Span => {
    const parent = context && trace.getSpanContext(context);
    const kept: (typeof spans)[number] = { name, parent: parent?.spanId, ended: false };
    spans.push(kept);
    const spanId = String(next++).padStart(16, '0');
    const traceId = parent?.traceId ?? 'f'.repeat(32);
    const span: Partial<Span> = {
      spanContext: () => ({ traceId, spanId, traceFlags: 1 }),
      setAttribute: (_key, value) => {
        kept.code = value;
        return span as Span;
      },
      setStatus: () => span as Span,
      end: () => void (kept.ended = true),
    };
    return span as Span;
  };
  return { getTracer: (): Tracer => ({ startSpan }) as Tracer };
}
