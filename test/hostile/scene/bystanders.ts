// The bystanders as a test sees them: registered here, talking in a process of their own, so that
// their figures are the server's and not the attacker's.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BystanderDevice, BystanderLedger, BystanderOrder } from './bystanderProcess.ts';
import type { HostileScene } from './scene.ts';

const file = fileURLToPath(new URL('bystanderProcess.ts', import.meta.url));
const people = 4;

export class Bystanders {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Registers two pairs and lets them talk. */
  static async begin(scene: HostileScene): Promise<Bystanders> {
    const devices: BystanderDevice[] = [];
    for (let n = 0; n < people; n++) {
      const citizen = await scene.register();
      const { account, username, password } = citizen;
      devices.push({
        ...{ account, username, password },
        registrationId: await registrationIdOf(scene, citizen),
      });
    }
    const child = fork(file, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const bystanders = new Bystanders(child);
    await bystanders.#ask({ order: 'begin', url: scene.cluster.url, devices });
    return bystanders;
  }

  /** What was said since the last ledger. */
  ledger(): Promise<BystanderLedger> {
    return this.#ask({ order: 'ledger' }) as Promise<BystanderLedger>;
  }

  /** Lets them end their sentences; the last ledger says whether all of them arrived. */
  finish(): Promise<BystanderLedger> {
    return this.#ask({ order: 'finish' }) as Promise<BystanderLedger>;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async #ask(order: BystanderOrder): Promise<unknown> {
    this.#child.send(order);
    const [answer] = (await once(this.#child, 'message')) as [unknown];
    return answer;
  }
}

/** As a sender learns it: from the bundle. */
async function registrationIdOf(
  scene: HostileScene,
  citizen: { readonly account: string; readonly authorization: string },
): Promise<number> {
  const { account, authorization } = citizen;
  const bundle = await scene.ask('GET', `/v2/keys/${account}/1`, { authorization });
  const { devices } = JSON.parse(bundle.text) as { devices: { registrationId: number }[] };
  return devices[0]?.registrationId ?? 0;
}
