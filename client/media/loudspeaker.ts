// What a page hears with: an element for each stream, as browsers decode for nothing else.

/** Plays one stream until it is stopped. */
export interface Ear {
  /** Plays nothing, and goes on to decode. */
  deafen(deaf: boolean): void;
  /** Chooses a loudspeaker; absent: the browser chooses. */
  use(loudspeaker: string | undefined): Promise<void>;
  stop(): void;
}

/** Plays it aloud. */
export function openEar(track: MediaStreamTrack): Ear {
  const element = new Audio();
  element.srcObject = new MediaStream([track]);
  element.autoplay = true;
  // A page that nobody has touched yet plays once somebody does: `autoplay` waits for that.
  element.play().catch(() => undefined);
  return {
    deafen: (deaf) => {
      element.muted = deaf;
    },
    use: (loudspeaker) => element.setSinkId(loudspeaker ?? ''),
    stop: () => {
      element.srcObject = null;
    },
  };
}
