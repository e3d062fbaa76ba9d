// A conversation of the page: what is read again joins what is here, rows keep their places, and
// what is said is never lost.

import { expect, test, vi } from 'vitest';
import type { Message } from '../../../../client/conversation/view.ts';
import { merged, replaced } from '../../../../client/desk/page/model/merging.ts';
import { Notices } from '../../../../client/desk/page/model/notices.ts';
import { Talk } from '../../../../client/desk/page/model/talk.ts';
import { Talks } from '../../../../client/desk/page/model/talks.ts';
import { Heights } from '../../../../client/desk/page/parts/heights.ts';
import { rowsOf } from '../../../../client/desk/page/parts/rows.ts';
import { spans } from '../../../../client/desk/page/parts/spans.ts';
import type { Rpc } from '../../../../client/desk/page/rpc.ts';
import { RpcFailure } from '../../../../client/desk/page/rpc.ts';

const minuteMs = 60_000;
const noon = new Date(2026, 4, 3, 12).getTime();

const said = (id: number, more: Partial<Message> = {}) =>
  ({
    ...{ id, conversation: 'ben', author: 'ben', mine: false, sentAt: noon + id * minuteMs },
    ...{ text: `text ${id}`, reactions: [], mentions: [], before: [], ...more },
  }) as unknown as Message;
const idsOf = (all: readonly Message[]) => all.map((one) => one.id);

test('the newest messages replace those that they stand for, and keep what did not change', () => {
  const here = [1, 2, 3, 4].map((id) => said(id));
  const now = merged(here, [said(2), said(4, { text: 'edited' }), said(5)]);
  expect(idsOf(now)).toEqual([1, 2, 4, 5]);
  expect(now[1]).toBe(here[1]);
  expect(now[2]?.text).toBe('edited');
});

test('where the first of the newest is new, those before it stay if anything joins them', () => {
  const here = [said(1), said(3)];
  expect(idsOf(merged(here, [said(2), said(3)]))).toEqual([1, 2, 3]);
  expect(idsOf(merged(here, [said(8), said(9)]))).toEqual([8, 9]);
  expect(merged(here, [])).toEqual([]);
});

test('one that is no more is taken away', () => {
  const here = [said(1), said(2)];
  expect(idsOf(replaced(here, 1, undefined))).toEqual([2]);
  expect(replaced(here, 2, said(2, { text: 'x' }))[1]?.text).toBe('x');
});

test('days, the unread line and those of one author make rows', () => {
  const all = [said(1), said(2), said(3, { author: 'ana' as Message['author'] }), said(2_000)];
  const rows = rowsOf(all, 2_000);
  expect(rows.map((row) => row.kind)).toEqual([
    ...['day', 'message', 'message', 'message', 'day', 'unread', 'message'],
  ]);
  const flags = rows.map((row) => (row.kind === 'message' ? [row.isFirst, row.isLast] : []));
  expect(flags.slice(1, 4)).toEqual([
    [true, false],
    [false, true],
    [true, true],
  ]);
  const again = rowsOf([said(0), ...all], 2_000, rows);
  expect(again.at(-1)).toBe(rows.at(-1));
});

test('rows lie where their heights say, measured or not', () => {
  const heights = new Heights();
  const rows = ['a', 'b', 'c'].map((key) => ({ key, estimate: 10, isFixed: true }));
  heights.set(rows);
  expect([heights.total, heights.indexAt(-5), heights.indexAt(10), heights.indexAt(99)]).toEqual([
    30, 0, 1, 2,
  ]);
  expect(heights.measure([['b', 50]])).toBe(true);
  expect(heights.measure([['b', 50]])).toBe(false);
  expect([heights.top(2), heights.total, heights.indexOf('c')]).toEqual([60, 70, 2]);
  heights.set([{ key: 'z', estimate: 5, isFixed: true }, ...rows]);
  expect([heights.top(3), heights.indexAt(14), heights.indexAt(15)]).toEqual([65, 1, 2]);
  heights.set([]);
  expect([heights.total, heights.indexAt(7)]).toEqual([0, 0]);
});

test('a mention outside of the text, or over another, is none', () => {
  const mention = (start: number, length: number) => ({ start, length, account: 'x' }) as never;
  expect(spans('hi @ben', [mention(3, 4)])).toEqual([
    { text: 'hi ' },
    { text: '@ben', account: 'x' },
  ]);
  expect(spans('hi', [mention(1, 9)])).toEqual([{ text: 'hi' }]);
  expect(spans('abcd', [mention(0, 3), mention(2, 2)])).toEqual([
    { text: 'abc', account: 'x' },
    { text: 'd' },
  ]);
});

/** A talk over a wire that answers what the test says. */
function talkOver(answer: (method: string, params: Record<string, unknown>) => unknown) {
  const calls: [string, Record<string, unknown>][] = [];
  const rpc = {
    call: async (method: string, params: Record<string, unknown>) => {
      calls.push([method, params]);
      return answer(method, params);
    },
  } as unknown as Rpc;
  const notices = new Notices();
  return { talk: new Talk('ben', rpc, notices), notices, calls };
}

test('older messages come page by page until there are no more', async () => {
  const { talk, calls } = talkOver((_method, { before }) => {
    if (before === undefined) return [said(3), said(4)];
    return before === 3 ? [said(1), said(2)] : [];
  });
  await talk.read();
  await Promise.all([talk.older(), talk.older()]);
  expect(idsOf(talk.messages.value)).toEqual([1, 2, 3, 4]);
  await talk.older();
  expect(talk.isWhole.value).toBe(true);
  await talk.older();
  expect(calls.map(([, { before }]) => before)).toEqual([undefined, 3, 1]);
});

test('what is refused stands in the field again; what waits in the outbox does not', async () => {
  vi.useFakeTimers();
  let code = 'text.too_long';
  const { talk, notices, calls } = talkOver((method) => {
    if (method === 'send') throw new RpcFailure(code, 'No.');
    return [];
  });
  talk.draft.value = ' hello ';
  await talk.say();
  expect([talk.draft.value, notices.notes.value[0]?.text]).toEqual(['hello', 'No.']);
  code = 'outbox.waits';
  await talk.say();
  expect(talk.draft.value).toBe('');
  talk.draft.value = '-';
  await talk.say();
  const texts = calls.filter(([method]) => method === 'send').map(([, { text }]) => text);
  expect(texts).toEqual(['hello', 'hello', ['-', '']]);
  vi.useRealTimers();
});

test('an answer and an edit name their message', async () => {
  vi.useFakeTimers();
  const { talk, calls } = talkOver((method) => (method === 'history' ? [] : null));
  talk.messages.value = [said(1), said(2, { mine: true, text: 'mine' })];
  talk.editLast();
  expect([talk.draft.value, talk.mode.value?.kind]).toEqual(['mine', 'edit']);
  talk.draft.value = 'better';
  await talk.say();
  talk.begin('reply', said(1));
  talk.draft.value = 'yes';
  await talk.say();
  const deeds = calls.filter(([method]) => method === 'edit' || method === 'reply');
  expect(deeds).toEqual([
    ['edit', { who: 'ben', text: 'better', message: '2' }],
    ['reply', { who: 'ben', text: 'yes', message: '1' }],
  ]);
  expect(talk.mode.value).toBeUndefined();
  vi.useRealTimers();
});

test('a call that was missed, or has ended, is read where it stands', async () => {
  const listeners = new Map<string, (params: object) => void>();
  const asked: unknown[] = [];
  const rpc = {
    on: (name: string, listener: (params: object) => void) => listeners.set(name, listener),
    call: async (method: string, params: { readonly who: string }) => {
      if (method === 'history') asked.push(params.who);
      return [];
    },
  } as unknown as Rpc;
  const talks = new Talks(rpc, new Notices());
  for (const conversation of ['ben', 'lamps']) talks.of(conversation);
  await vi.waitFor(() => expect(asked).toEqual(['ben', 'lamps']), { timeout: 30_000 });
  listeners.get('event.callMissed')?.({ account: 'ben', group: 'lamps' });
  await vi.waitFor(() => expect(asked.slice(2)).toEqual(['lamps']), { timeout: 30_000 });
  listeners.get('event.callEnded')?.({ call: 'c', why: 'declined' });
  await vi.waitFor(() => expect(asked.slice(3)).toEqual(['ben', 'lamps']), { timeout: 30_000 });
});
