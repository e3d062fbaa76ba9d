// `npm start` under the pinned Node: the primary process over the real workers.

import { fileURLToPath } from 'node:url';
import { forgetMember } from '#routing';
import { runPrimary } from './run.ts';

await runPrimary(fileURLToPath(new URL('worker.ts', import.meta.url)), forgetMember);
