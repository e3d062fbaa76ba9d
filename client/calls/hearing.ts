// What of a call a place hears. Each source is asked for once, and again where that failed for now:
// nobody else would ever ask for it while the place lasts.

import type { CallId, EventAnswer, EventBody } from '#protocol';
import { ClientError } from '../clientError.ts';
import { NoAnswer } from '../transport/transport.ts';
import type { MediaPlace } from './mediaEngine.ts';

/** What failed is asked for again after this. */
export const hearAgainMs = 1_000;
/** Refusals that may be others the next time. */
const passing: readonly string[] = [
  ...['media.failed', 'media.unavailable', 'rate.limited', 'frame.too_many'],
  ...['server.busy', 'server.timeout', 'server.unavailable'],
];

export interface HearingParts {
  readonly call: CallId;
  readonly media: Pick<MediaPlace, 'hear' | 'unhear'>;
  /** False once the place is gone. */
  readonly isThere: () => boolean;
  /** Throws NoAnswer. Refuses: what the server says. */
  readonly ask: <Name extends 'call:hear' | 'call:unhear'>(
    name: Name,
    body: EventBody<Name>,
  ) => Promise<EventAnswer<Name>>;
  /** Runs it now; what fails is told. */
  readonly run: (work: () => Promise<void>) => void;
  readonly later: (delayMs: number, work: () => Promise<void>) => void;
}

export class Hearing {
  readonly #parts: HearingParts;
  readonly #sources = new Set<number>();

  constructor(parts: HearingParts) {
    this.#parts = parts;
  }

  /** These and no others come, by the numbers of those who send them. */
  wish(sources: ReadonlyMap<number, number>): void {
    for (const source of this.#sources) {
      if (sources.has(source)) continue;
      this.#sources.delete(source);
      this.#parts.media.unhear(source);
    }
    for (const [source, mediaId] of sources) {
      if (this.#sources.has(source)) continue;
      this.#sources.add(source);
      this.#parts.run(() => this.#ask(source, mediaId));
    }
  }

  #isWanted(source: number): boolean {
    return this.#parts.isThere() && this.#sources.has(source);
  }

  async #ask(source: number, mediaId: number): Promise<void> {
    const { call, ask, media, later } = this.#parts;
    try {
      const { kind, ssrc, payloadType } = await ask('call:hear', { call, source });
      if (!this.#isWanted(source) || kind !== 'audio') return;
      media.hear({ source, mediaId, kind, ssrc, payloadType });
    } catch (error) {
      const isLost = error instanceof NoAnswer;
      const isPassing = error instanceof ClientError && passing.includes(error.code);
      if (isLost || isPassing) later(hearAgainMs, () => this.#again(source, mediaId, isLost));
      if (!isLost) throw error;
    }
  }

  async #again(source: number, mediaId: number, isLost: boolean): Promise<void> {
    if (!this.#isWanted(source)) return;
    const { call, ask } = this.#parts;
    // It may have begun, with numbers that nobody has heard.
    if (isLost) await ask('call:unhear', { call, source }).catch(() => undefined);
    await this.#ask(source, mediaId);
  }
}
