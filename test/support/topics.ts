// Topics of nobody, for tests that are about something else.

const nobody = () => Promise.reject(new Error('no topic is asked'));

export const noTopics = {
  subscribe: nobody,
  unsubscribe: nobody,
  publish: nobody,
  hear() {},
};

/** Where no new device waits. */
export const noWaiting = { hear() {} };
