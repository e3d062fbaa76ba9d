// How large a picture is drawn, of each kind and form; and that one which would fill the memory of
// whoever looks at it is none.

import { describe, expect, it } from 'vitest';
import { checkPicture, kindOf } from '../../../../client/profiles/pictures.ts';
import { picturePixelsMax, pixelsOf } from '../../../../client/profiles/pictureSize.ts';

type Made = (width: number, height: number) => Buffer;

const text = (words: string) => Buffer.from(words, 'latin1');
const big16 = (...all: readonly number[]) =>
  Buffer.concat(all.map((one) => Buffer.from([one >> 8, one & 0xff])));
const little16 = (...all: readonly number[]) => big16(...all).swap16();
const webp = (form: string, rest: Buffer) =>
  Buffer.concat([text('RIFF\0\0\0\0WEBP'), text(form), Buffer.alloc(4), rest]);
const frame = (width: number, height: number, marker = 0xc0) =>
  Buffer.concat([Buffer.from([0xff, marker, 0, 11, 8]), big16(height, width), Buffer.alloc(9)]);
const exif = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 24]), frame(7, 7), Buffer.alloc(4)]);
const start = Buffer.from([0xff, 0xd8]);

const made: readonly (readonly ['png' | 'jpeg' | 'webp' | 'gif', string, Made])[] = [
  [
    'png',
    'of one form',
    (width, height) =>
      Buffer.concat([
        text('\x89PNG\r\n\x1a\n\0\0\0\rIHDR'),
        big16(0, width, 0, height),
        Buffer.alloc(5),
      ]),
  ],
  ['jpeg', 'plain', (width, height) => Buffer.concat([start, frame(width, height)])],
  [
    'jpeg',
    'behind what a camera says, tables and stray bytes',
    (width, height) =>
      Buffer.concat([
        ...[start, exif, Buffer.from([0xff, 0xc4, 0, 4, 1, 2, 9, 9, 0xff])],
        frame(width, height, 0xc2),
      ]),
  ],
  [
    'webp',
    'lossy',
    (width, height) =>
      webp('VP8 ', Buffer.concat([text('abc\x9d\x01\x2a'), little16(width, height)])),
  ],
  [
    'webp',
    'lossless',
    (width, height) => {
      const bits = Buffer.alloc(5, 0x2f);
      bits.writeUInt32LE((((height - 1) << 14) | (width - 1)) >>> 0, 1);
      return webp('VP8L', bits);
    },
  ],
  [
    'webp',
    'extended',
    (width, height) =>
      webp(
        'VP8X',
        Buffer.concat([
          Buffer.alloc(4),
          little16(width - 1),
          Buffer.alloc(1),
          little16(height - 1),
          Buffer.alloc(1),
        ]),
      ),
  ],
  [
    'gif',
    'by its screen',
    (width, height) => Buffer.concat([text('GIF89a'), little16(width, height), text('\0\0\0;')]),
  ],
  [
    'gif',
    'by an image beyond its screen, behind a table and an extension',
    (width, height) =>
      Buffer.concat([
        ...[text('GIF89a'), little16(1, 1), Buffer.from([0x80, 0, 0]), Buffer.alloc(6)],
        ...[text('!\xf9\x02ab\x01c\0,'), little16(0, 0, width, height)],
      ]),
  ],
];

describe('a picture', () => {
  it.each(made)('%s %s says how large it is drawn', (kind, _, make) => {
    expect(pixelsOf(kind, make(640, 481))).toBe(640 * 481);
    expect(kindOf(make(4096, 4096))).toBe(kind);
    const vast = make(16_000, 16_000);
    expect(kindOf(vast)).toBeUndefined();
    expect(() => checkPicture(vast)).toThrow('16 Mi pixels');
    const whole = make(640, 481);
    for (let end = 12; end < whole.length; end += 1) {
      expect(pixelsOf(kind, whole.subarray(0, end))).toBeLessThanOrEqual(picturePixelsMax);
    }
  });
});
