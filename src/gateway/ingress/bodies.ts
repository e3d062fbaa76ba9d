// Bodies of requests that are being read or worked on: anybody may send them, slowly too, and each
// is held until its request is answered. A worker holds so many bytes of them, known before the
// first byte of a body is read, and of one address but a share of the room that is left: who only
// announces bodies takes ever less, and what is small still finds room.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Refusal } from '#protocol';
import { limits } from '#protocol';

/** The most that bodies of all addresses may hold. */
export const bodyBytesMax = 128 * 1024 * 1024;
/** The most that bodies of one address may hold while there is room. */
export const bodyBytesPerAddressMax = 16 * 1024 * 1024;
/** The share of the room left that bodies of one address may hold. */
const bodyRoomShare = 1 / 6;
/** What is refused for its size may be tried again after this. */
const bodyRetryAfterMs = 1000;

/** The bodies of one worker. */
export class Bodies {
  readonly #byAddress = new Map<string, number>();
  #bytes = 0;

  /**
   * Holds room for a request's body until it is answered or gone. Refuses: rate.limited when the
   * address has what one may have, server.busy when it has its share of the room that is left.
   */
  hold(request: IncomingMessage, response: ServerResponse, address: string): Refusal | undefined {
    const bytes = declaredBytes(request);
    if (bytes === 0) return undefined;
    const own = this.#byAddress.get(address) ?? 0;
    if (own + bytes > bodyBytesPerAddressMax) {
      return { code: 'rate.limited', retryAfterMs: bodyRetryAfterMs };
    }
    const room = bodyBytesMax - this.#bytes;
    if (own + bytes > room * bodyRoomShare) {
      return { code: 'server.busy', retryAfterMs: bodyRetryAfterMs };
    }
    this.#bytes += bytes;
    this.#byAddress.set(address, own + bytes);
    response.once('close', () => this.#release(address, bytes));
    return undefined;
  }

  #release(address: string, bytes: number): void {
    this.#bytes -= bytes;
    const left = (this.#byAddress.get(address) ?? 0) - bytes;
    if (left > 0) this.#byAddress.set(address, left);
    else this.#byAddress.delete(address);
  }
}

/** What a body may become; what is larger is refused by whoever reads it. */
function declaredBytes({ headers }: IncomingMessage): number {
  if (headers['transfer-encoding'] !== undefined) return limits.frameBytesMax;
  const length = Number(headers['content-length'] ?? 0);
  return Number.isFinite(length) ? Math.min(Math.max(length, 0), limits.frameBytesMax) : 0;
}
