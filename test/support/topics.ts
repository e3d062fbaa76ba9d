// Topics and calls of nobody, for tests that are about something else.

import { refuse } from '#protocol';

const nobody = () => Promise.reject(new Error('no topic is asked'));

export const noTopics = {
  subscribe: nobody,
  unsubscribe: nobody,
  publish: nobody,
  hear() {},
};

/** Where no new device waits. */
export const noWaiting = { hear() {} };

const none = async () => refuse('media.unavailable');

export const noCalls = { hear() {}, join: none, ask: none, leave: none };
export const noCallDoor = { enter: none, standings: none };
