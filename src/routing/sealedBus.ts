// A bus on a way where others may write as well: each frame is followed by a tag.
//
//   …   the frame (busCodec.ts)
//   16  tag: HMAC over the receiver's id and the frame
//
// Whoever may publish in Redis can send bytes, so nothing is read before the tag is found right;
// the receiver and the number in it refuse a frame that was recorded (see frameNumbers.ts). Links
// between workers of one machine have no tag: only who may do all that they do can write there.

import type { MemberId } from '#protocol';
import type { Clock, Log } from '#runtime';
import type { Bus, FrameMac } from './ports.ts';
import { RefusedFrames } from './refusedFrames.ts';

const tagBytes = 16;

/** The frame with its tag. */
export function sealFrame(mac: FrameMac, to: MemberId, frame: Uint8Array): Uint8Array {
  return Buffer.concat([frame, mac.tag(to, frame)], frame.length + tagBytes);
}

/** The frame for this receiver; undefined where its tag is not ours, or not for us. */
export function openFrame(mac: FrameMac, to: MemberId, bytes: Uint8Array): Uint8Array | undefined {
  const end = bytes.length - tagBytes;
  if (end <= 0) return undefined;
  const frame = bytes.subarray(0, end);
  return mac.matches(to, frame, bytes.subarray(end)) ? frame : undefined;
}

export interface SealedBusParts {
  readonly behind: Bus;
  /** Under a key that only workers of this cluster have. */
  readonly mac: FrameMac;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly log: Log;
}

/** Bus over another that is not ours alone. */
export class SealedBus implements Bus {
  readonly #behind: Bus;
  readonly #mac: FrameMac;
  readonly #refused: RefusedFrames;

  constructor({ behind, mac, clock, log }: SealedBusParts) {
    this.#behind = behind;
    this.#mac = mac;
    this.#refused = new RefusedFrames(clock, log);
  }

  publish(to: MemberId, frame: Uint8Array): Promise<boolean> {
    return this.#behind.publish(to, sealFrame(this.#mac, to, frame));
  }

  subscribe(member: MemberId, listener: (frame: Uint8Array) => void): Promise<void> {
    return this.#behind.subscribe(member, (bytes) => {
      const frame = openFrame(this.#mac, member, bytes);
      if (frame) listener(frame);
      else this.#refused.refuse('bus_forged', bytes.length);
    });
  }

  onLoss(listener: (member: MemberId) => void): void {
    this.#behind.onLoss?.(listener);
  }
}
