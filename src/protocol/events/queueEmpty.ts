// `queue-empty`: the device has seen all that waited for it.

import { defineServerEvent } from './define.ts';

export const queueEmptyEvent = defineServerEvent({
  name: 'queue-empty',
  tag: 8,
  who: ['device'],
  summary: 'All that waited when you connected has been delivered.',
  guarantee: 'Once a connection, behind the `deliver` events meant.',
  body: undefined,
});
