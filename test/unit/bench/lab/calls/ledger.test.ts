// What is counted of the frames of a call: each once, whatever the order, the loss and the turn of
// the numbers; and how long nothing was heard.

import { describe, expect, it } from 'vitest';
import { addFrames, HeardStreamBook, noFrames, SilenceBook } from '#lab/calls/ledger.ts';
import { VoiceFrames } from '#lab/calls/voiceFrame.ts';

function heard(sequences: readonly number[]): HeardStreamBook {
  const book = new HeardStreamBook();
  for (const one of sequences) book.arrive(one & 0xffff);
  return book;
}

const numbers = (from: number, until: number) =>
  Array.from({ length: until - from }, (_, at) => from + at);

describe('a stream', () => {
  it('that is whole has lost nothing', () => {
    expect(heard(numbers(100, 200)).read()).toMatchObject({ arrived: 100, lost: 0, repeated: 0 });
  });

  it('counts what is missing, what comes again, and no order', () => {
    const book = heard([7, 5, 6, 6, 9, 12, 9]);
    expect(book.read()).toMatchObject({ arrived: 5, lost: 3, repeated: 2 });
  });

  it('goes on over turns of the numbers, also out of order around them', () => {
    const order = numbers(65_000, 3 * 65_536);
    for (let at = 0; at + 1 < order.length; at += 2) {
      [order[at], order[at + 1]] = [order[at + 1] as number, order[at] as number];
    }
    expect(heard(order).read()).toMatchObject({ arrived: order.length, lost: 0, repeated: 0 });
  });

  it('lacks its end where the talker has said more than came', () => {
    const book = new HeardStreamBook();
    const { index } = book.arrive(40);
    book.opened(index, 1000);
    book.arrive(41);
    expect(book.read(1001).lost).toBe(0);
    expect(book.read(1005).lost).toBe(4);
    expect(book.read().lost).toBe(0);
  });

  it('counts each frame that was opened once, and none that was tried before it began anew', () => {
    const book = new HeardStreamBook();
    const first = book.arrive(10).index;
    book.tried(first);
    book.restart();
    // Held back on the way for longer than the one that was tried before.
    const second = book.arrive(9).index;
    book.tried(second);
    book.opened(first, 1);
    book.opened(second, 2);
    expect(book.read()).toMatchObject({ tried: 1, opened: 1, twice: 0 });
    book.opened(second, 2);
    expect(book.read()).toMatchObject({ opened: 1, twice: 1 });
  });

  it('begins anew, and what is wrong or in clear is counted beside it', () => {
    const book = heard([1, 2, 9]);
    book.restart();
    book.arrive(10);
    book.wrong();
    book.clear();
    expect(book.read()).toMatchObject({ arrived: 1, lost: 0, wrong: 1, clear: 1, opened: 0 });
    const all = noFrames();
    addFrames(all, book.read());
    addFrames(all, book.read());
    expect(all).toMatchObject({ arrived: 2, wrong: 2 });
  });
});

describe('silence', () => {
  it('is the longest between two packets of a pair, and back is when the last broke it', () => {
    const book = new SilenceBook();
    for (const at of [0, 20, 40]) for (const who of ['a', 'b', 'c']) book.heard(who, 1, at);
    book.fault(50);
    book.heard('a', 1, 60);
    book.heard('b', 1, 900);
    expect(book.read(1000)).toMatchObject({
      ...{ pairs: 3, longestMs: 960, broken: 1, backAfterMs: 850, silent: 0 },
    });
    expect(book.read(1100)).toMatchObject({ longestMs: 1060, broken: 3, silent: 2 });
  });

  it('that begins after a fault has other causes, and one that was over before it has too', () => {
    const book = new SilenceBook();
    for (const at of [0, 900]) book.heard('a', 1, at);
    book.fault(1000);
    for (const at of [1010, 1500, 2000]) book.heard('a', 1, at);
    expect(book.read(2010)).toMatchObject({ longestMs: 900, broken: 1, backAfterMs: 500 });
    const other = new SilenceBook();
    other.heard('a', 1, 0);
    other.fault(10);
    for (const at of [20, 300, 900]) other.heard('a', 1, at);
    expect(other.read(910).backAfterMs).toBe(290);
  });

  it('of before does not count', () => {
    const book = new SilenceBook();
    book.heard('a', 1, 0);
    book.heard('a', 1, 5000);
    book.restart();
    book.heard('a', 1, 6000);
    expect(book.read(6010)).toMatchObject({ pairs: 1, longestMs: 10, broken: 0 });
  });
});

describe('a frame of a voice', () => {
  const frames = new VoiceFrames(160);
  const frame = { room: 3, talker: 2, number: 70_000, saidAtMicros: 86_400e6 + 0.5 };

  it('is read as it was written, and by its own run alone', () => {
    const bytes = frames.write(frame);
    expect(bytes.length).toBe(160);
    expect(frames.read(bytes)).toEqual(frame);
    expect(new VoiceFrames(160).read(bytes)).toBeUndefined();
  });

  it('is none when a byte of it is another, but for what it says of itself', () => {
    for (const at of [0, 15, 36, 159]) {
      const bytes = frames.write(frame);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      expect(frames.read(bytes)).toBeUndefined();
    }
    expect(frames.read(frames.write(frame).subarray(1))).toBeUndefined();
  });

  it('is found wherever a good part of it stands', () => {
    const bytes = Buffer.from(frames.write(frame));
    const packet = Buffer.concat([Buffer.alloc(40, 5), bytes, Buffer.alloc(3)]);
    expect(frames.standsIn(packet)).toBe(true);
    expect(frames.standsIn(Buffer.concat([Buffer.alloc(9), bytes.subarray(30)]))).toBe(true);
    expect(frames.standsIn(Buffer.alloc(300, 1))).toBe(false);
  });
});
