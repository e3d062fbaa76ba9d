// What a client's event may be at all: each rule stands in the event's own declaration.

import {
  ackEvent,
  events,
  guidFromBytes,
  limits,
  presenceTopic,
  requestEvent,
  topicPublishEvent,
} from '#protocol';
import type { AccountId, Result } from '#protocol';
import { expect, it } from 'vitest';

const topic = presenceTopic('9d0652a3-dcc3-4d11-975f-74d61598733f' as AccountId);
const codeOf = (read: Result<unknown> | undefined) => (read?.ok ? 'ok' : read?.refusal.code);

it('an acknowledgement names one guid at least, and so many, of one size', () => {
  const guids = (count: number, bytes = 16) =>
    Array.from({ length: count }, () => new Uint8Array(bytes).fill(7));
  const { read } = ackEvent.accepts ?? {};
  expect(read?.(guids(2))).toEqual({ ok: true, value: guids(2).map(guidFromBytes) });
  expect(codeOf(read?.(guids(limits.ackGuidsMax)))).toBe('ok');
  for (const wrong of [[], guids(limits.ackGuidsMax + 1), guids(1, 15), guids(1, 17)]) {
    expect(codeOf(read?.(wrong))).toBe('request.invalid');
  }
});

it('a signal names a topic that can be, and is no larger than it may be', () => {
  const publish = (name: string, bytes: number) =>
    codeOf(topicPublishEvent.accepts?.read({ topic: name, payload: new Uint8Array(bytes) }));
  expect(publish(topic, limits.signalBytesMax)).toBe('ok');
  expect(publish(topic, limits.signalBytesMax + 1)).toBe('message.too_large');
  expect(publish('presence/nobody', 1)).toBe('request.invalid');
});

it('a request has a path and headers that HTTP could have', () => {
  const request = (path: string, headers: readonly string[]) =>
    requestEvent.accepts?.read({ verb: 'GET', path, headers, body: new Uint8Array(0) });
  expect(request('/v1', ['Accept: a', 'x-b:c'])).toMatchObject({
    ok: true,
    value: { path: '/v1', headers: { accept: 'a', 'x-b': 'c' } },
  });
  const many = Array.from({ length: 65 }, (_, at) => `x-${at}: 1`);
  const wrong = [
    request('v1', []),
    request('/a b', []),
    request('/', ['no header']),
    request('/', many),
  ];
  for (const one of wrong) expect(codeOf(one)).toBe('request.malformed');
  expect(codeOf(request('/', many.slice(1)))).toBe('ok');
});

it('an event that accepts less than can be read names the code it refuses with', () => {
  for (const event of events) {
    if (event.from !== 'client' || !('accepts' in event)) continue;
    const named = event.refuses.filter((code) => code.startsWith('request.'));
    expect(named, event.name).not.toEqual([]);
  }
});
