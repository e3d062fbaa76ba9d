// push: wakes devices that have no socket, through the push services of their systems, browsers and
// distributors. It knows where a device is reached for as long as a call lasts, and nothing of what
// waits for it.

export { describePush, openPush } from './open.ts';
export type { OpenPush } from './open.ts';
