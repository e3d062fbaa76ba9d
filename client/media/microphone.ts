// The microphone that a page speaks with: which one, and what the browser does to its sound.

/** What the person wants of it. */
export interface MicrophoneWish {
  /** The browser's own choice where it is absent, or there no more. */
  readonly device?: string | undefined;
  readonly echoCancellation: boolean;
  readonly noiseSuppression: boolean;
  readonly gainControl: boolean;
}

/** All that helps speech. */
export const plainWish: MicrophoneWish = {
  echoCancellation: true,
  noiseSuppression: true,
  gainControl: true,
};

/** Opens it. Refuses: what `getUserMedia` says, NotAllowedError above all. */
export async function openMicrophone(wish: MicrophoneWish): Promise<MediaStreamTrack> {
  const { device, gainControl: autoGainControl, ...processing } = wish;
  const { echoCancellation, noiseSuppression } = processing;
  const sound = { echoCancellation, noiseSuppression, autoGainControl, channelCount: 1 };
  // A device that was pulled out is no reason to say nothing.
  const deviceId = device === undefined ? {} : { deviceId: { ideal: device } };
  const audio: MediaTrackConstraints = { ...sound, ...deviceId };
  const stream = await navigator.mediaDevices.getUserMedia({ audio });
  const [track] = stream.getAudioTracks();
  if (!track) throw new DOMException('There is no microphone.', 'NotFoundError');
  return track;
}

/** A microphone or a loudspeaker to choose. */
export interface SoundDevice {
  readonly id: string;
  /** Empty until the person has let the page hear. */
  readonly name: string;
  readonly is: 'microphone' | 'loudspeaker';
}

export async function soundDevices(): Promise<SoundDevice[]> {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all.flatMap(({ deviceId: id, label: name, kind }): SoundDevice[] => {
    if (kind === 'videoinput') return [];
    return [{ id, name, is: kind === 'audioinput' ? 'microphone' : 'loudspeaker' }];
  });
}
