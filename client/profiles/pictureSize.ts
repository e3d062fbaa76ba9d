// How large a picture is drawn, as its first bytes say it: few bytes may unfold to more memory than
// a machine has. Nothing of the picture itself is read.

/** The formats that pictures may have. */
export type PictureKind = 'jpeg' | 'png' | 'webp' | 'gif';

/** The most pixels of a picture when it is drawn: four bytes each. */
export const picturePixelsMax = 4096 * 4096;

/** The size as far as it can be told; nobody draws what tells none. Unit: pixels. */
export function pixelsOf(kind: PictureKind, bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return readers[kind](view);
  } catch (error) {
    // It ends before it says so.
    if (error instanceof RangeError) return 0;
    throw error;
  }
}

const readers: { readonly [Kind in PictureKind]: (view: DataView) => number } = {
  jpeg: ofJpeg,
  png: (view) => (hasAt(view, 12, 'IHDR') ? view.getUint32(16) * view.getUint32(20) : 0),
  webp: ofWebp,
  gif: ofGif,
};

const hasAt = (view: DataView, at: number, text: string): boolean =>
  [...text].every((letter, index) => view.getUint8(at + index) === letter.charCodeAt(0));

/** SOF0 to SOF15 without what else stands among them: tables and an extension. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/** Markers without a length: fillers, restarts, the beginning. */
const isBare = (marker: number): boolean =>
  marker <= 0x01 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd9);

/** Bytes between two segments are passed over, as decoders do. */
function ofJpeg(view: DataView): number {
  for (let at = 2; ; at += 1) {
    if (view.getUint8(at) !== 0xff) continue;
    const marker = view.getUint8(at + 1);
    if (isBare(marker)) continue;
    if (isFrame(marker)) return view.getUint16(at + 5) * view.getUint16(at + 7);
    at += 1 + view.getUint16(at + 2);
  }
}

/** The three forms of its first chunk: lossy, lossless, extended. */
function ofWebp(view: DataView): number {
  if (hasAt(view, 12, 'VP8 ')) {
    return (view.getUint16(26, true) & 0x3fff) * (view.getUint16(28, true) & 0x3fff);
  }
  if (hasAt(view, 12, 'VP8L')) {
    const bits = view.getUint32(21, true);
    return ((bits & 0x3fff) + 1) * (((bits >>> 14) & 0x3fff) + 1);
  }
  const side = (at: number) => view.getUint16(at, true) + (view.getUint8(at + 2) << 16) + 1;
  return hasAt(view, 12, 'VP8X') ? side(24) * side(27) : 0;
}

/** Its screen, or its first image where that is larger. */
function ofGif(view: DataView): number {
  const screen = view.getUint16(6, true) * view.getUint16(8, true);
  const packed = view.getUint8(10);
  let at = 13 + ((packed & 0x80) === 0 ? 0 : 3 << ((packed & 7) + 1));
  while (view.getUint8(at) === 0x21) {
    at += 2;
    while (view.getUint8(at) !== 0) at += 1 + view.getUint8(at);
    at += 1;
  }
  if (view.getUint8(at) !== 0x2c) return screen;
  const width = view.getUint16(at + 1, true) + view.getUint16(at + 5, true);
  const height = view.getUint16(at + 3, true) + view.getUint16(at + 7, true);
  return Math.max(screen, width * height);
}
