// A picture as it is shown to others: a small square, drawn anew, so that nothing else that its
// file says (where it was taken) leaves this machine.

import { RpcFailure } from '../rpc.ts';

const sidePx = 384;
const quality = 0.85;

/** Throws what the browser says of a file that is no picture. */
export async function smallerOf(file: Blob): Promise<Blob> {
  const whole = await createImageBitmap(file).catch(() => undefined);
  if (!whole) throw new RpcFailure('content.invalid', 'That is no picture.');
  const side = Math.min(whole.width, whole.height);
  const [left, top] = [(whole.width - side) / 2, (whole.height - side) / 2];
  const canvas = new OffscreenCanvas(Math.min(side, sidePx), Math.min(side, sidePx));
  const { width, height } = canvas;
  canvas.getContext('2d')?.drawImage(whole, left, top, side, side, 0, 0, width, height);
  whole.close();
  return canvas.convertToBlob({ type: 'image/jpeg', quality });
}
