// `npm run cluster`, `cluster:reload`, `cluster:stop`: the cluster under PM2. Each command ends
// when it is done and says what it did; the cluster goes on in the background.

import type { Config } from '#runtime';
import { readConfig } from '#runtime';
import { toldSentence } from '../told.ts';
import { reloadWorkers } from './reload.ts';
import { startUnderPm2 } from './start.ts';
import { stopByOperator } from './stop.ts';

const commands: Readonly<Record<string, (config: Config) => Promise<void>>> = {
  start: startUnderPm2,
  reload: reloadWorkers,
  stop: stopByOperator,
};

async function main(): Promise<number> {
  const [word = 'start'] = process.argv.slice(2);
  const command = commands[word];
  if (!command) {
    console.error(`usage: npm run cluster | cluster:reload | cluster:stop (not ${word})`);
    return 2;
  }
  try {
    await command(readConfig(process.env));
    return 0;
  } catch (error) {
    const told = toldSentence(error);
    if (told === undefined) throw error;
    console.error(told);
    return 1;
  }
}

process.exitCode = await main();
