// voice: passes encrypted media on. It owns mediasoup and its processes, the media workers; it
// knows rooms, places and streams, and neither people nor keys. What it promises is MediaHost.

export { beginMediaHost, createMediaHost } from './host.ts';
export { mediasoupEngine } from './mediasoupEngine.ts';
export { memoryEngine } from './memoryEngine.ts';
export type { MediaEngine } from './engine.ts';
