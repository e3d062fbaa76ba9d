// The worker of a page that is in a call: the one place of the page that has keys. A module for
// the browser, which bundles into one file.

import { systemClock } from '../clock.ts';
import { serveFrames } from './frameServer.ts';
import type { WorkerScope } from './frameServer.ts';

serveFrames(globalThis as unknown as WorkerScope, systemClock);
