// What every engine of media promises to the calls of the SDK: it sends and hears by the keys that
// it was given, and nothing without them. A further engine is a further subject here.

import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { MediaOptions, MediaPlace } from '#client';
import { MemoryRelay, relayEngine } from '../support/relayEngine.ts';

/** A place, its microphone, and what comes out of its speaker. */
interface Subject {
  readonly place: MediaPlace;
  readonly heard: readonly string[];
  say(word: string): Promise<void>;
}

interface Line {
  open(options: MediaOptions): Subject;
  /** All that went through the network. */
  readonly seen: readonly Uint8Array[];
}

const engines: Readonly<Record<string, () => Line>> = {
  'frames through a relay in memory': () => {
    const relay = new MemoryRelay();
    const engine = relayEngine(relay);
    return {
      seen: relay.seen,
      open: (options) => {
        const place = engine.open(options);
        return { place, heard: place.heard, say: (word) => place.say(word) };
      },
    };
  },
};

for (const [name, newLine] of Object.entries(engines)) {
  describe(name, () => {
    async function two() {
      const line = newLine();
      const missing: number[] = [];
      let nowMs = 0;
      const options = (mediaId: number): MediaOptions => ({
        ...{ callId: 'call', mediaId, now: () => nowMs },
        spent: () => {},
        missing: (sender) => missing.push(sender),
        lost: () => {},
      });
      const [speaker, listener] = [line.open(options(1)), line.open(options(2))];
      const stream = await speaker.place.speak('audio');
      listener.place.hear({ ...stream, source: 5, mediaId: 1, kind: 'audio' });
      const base = () => new Uint8Array(key);
      const key = randomBytes(64);
      const advance = (ms: number) => {
        nowMs += ms;
      };
      return { line, speaker, listener, base, missing, advance, options, stream };
    }
    const key = { mediaId: 1, generation: 4, step: 0 };

    it('is heard by who has the key, and goes through the network sealed', async () => {
      const { line, speaker, listener, base } = await two();
      await speaker.place.sealWith(key, base());
      await listener.place.openWith(key, base());
      await speaker.say('lamp');
      expect(listener.heard).toEqual(['lamp']);
      expect(line.seen).toHaveLength(1);
      expect(Buffer.from(line.seen[0] ?? [])).not.toContain('lamp');
    });

    it('sends nothing without a key, nor when it is to stop', async () => {
      const { line, speaker, listener, base } = await two();
      await speaker.say('clear');
      await speaker.place.sealWith(key, base());
      speaker.place.stopSealing();
      await speaker.say('clear');
      expect([line.seen, listener.heard]).toEqual([[], []]);
    });

    it('keeps what is before its key, and asks for one that does not come', async () => {
      const { speaker, listener, base, missing, advance } = await two();
      await speaker.place.sealWith(key, base());
      await speaker.say('early');
      expect(listener.heard).toEqual([]);
      await listener.place.openWith(key, base());
      expect(listener.heard).toEqual(['early']);
      listener.place.forget(1);
      await speaker.say('lost');
      advance(2_001);
      await listener.place.sweep();
      expect(missing).toEqual([1]);
    });

    it('hears nothing more of whom it is to forget, or to hear no more', async () => {
      const { speaker, listener, base, stream } = await two();
      await speaker.place.sealWith(key, base());
      await listener.place.openWith(key, base());
      listener.place.unhear(5);
      await speaker.say('unheard');
      listener.place.hear({ ...stream, source: 6, mediaId: 1, kind: 'audio' });
      await speaker.say('heard');
      listener.place.forget(1);
      await speaker.say('forgotten');
      expect(listener.heard).toEqual(['heard']);
    });

    it('takes the voice of one place for that of no other', async () => {
      const { speaker, listener, base, stream } = await two();
      listener.place.unhear(5);
      listener.place.hear({ ...stream, source: 7, mediaId: 3, kind: 'audio' });
      await speaker.place.sealWith(key, base());
      await listener.place.openWith(key, base());
      await speaker.say('as another');
      expect(listener.heard).toEqual([]);
    });

    it('has no key of another place, nor of its own once it is closed', async () => {
      const { line, speaker, listener, base, options, stream } = await two();
      await speaker.place.sealWith(key, base());
      await listener.place.openWith(key, base());
      const other = line.open(options(2));
      other.place.hear({ ...stream, source: 8, mediaId: 1, kind: 'audio' });
      listener.place.close();
      await speaker.say('later');
      expect([listener.heard, other.heard]).toEqual([[], []]);
      speaker.place.close();
      const before = line.seen.length;
      await speaker.say('closed');
      expect(line.seen).toHaveLength(before);
    });
  });
}
