// Fetches what is missing and nothing else; the `aldis` launcher runs it on a fresh clone.
import { ensureDependencies } from './bootstrap.mjs';

await ensureDependencies();
