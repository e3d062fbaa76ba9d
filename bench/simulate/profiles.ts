// Documents under fire: one writer for each account raises a number in the account's document, and
// readers ask for it. What was acknowledged is never lost, and nobody is told an older number than
// was acknowledged before they asked, whoever owned the account's shard meanwhile.

import type { AnswerOf, CommandOf } from '#actors';
import type { DeviceId, RegistrationId, Result } from '#protocol';
import { accountAddress } from '#protocol';
import { askSomewhere } from './asking.ts';
import type { Device } from './device.ts';
import type { World } from './world.ts';

/** An ask that has not ended by then never will: its worker is dead. Above a command's deadline. */
const goneMs = 12_000;
const writePauseMs = 400;
const readPauseMs = 300;

/** One account's number. */
export class Profile {
  readonly #world: World;
  readonly #device: Device;
  #acknowledged = 0;
  #asked = 0;

  constructor(world: World, device: Device) {
    this.#world = world;
    this.#device = device;
  }

  /** Writes and reads until the faults are over. */
  start(): void {
    this.#soon(writePauseMs, () => this.#write());
    this.#soon(readPauseMs, () => this.#read());
  }

  /** The last look, into the store itself. */
  judge(name: string | undefined): void {
    const number = Number(name ?? 0);
    if (number < this.#acknowledged || number > this.#asked) {
      const what = `${number} is stored, ${this.#acknowledged} was acknowledged`;
      this.#broken(what);
    }
  }

  #write(): void {
    const number = this.#acknowledged + 1;
    this.#asked = number;
    this.#ask(
      {
        type: 'setAttributes',
        device: 1 as DeviceId,
        registrationId: 1 as RegistrationId,
        pniRegistrationId: 1 as RegistrationId,
        capabilities: {},
        name: String(number),
        discoverableByNumber: false,
      },
      (answer) => {
        if (answer?.ok) this.#acknowledged = number;
        this.#soon(writePauseMs, () => this.#write());
      },
    );
  }

  #read(): void {
    const least = this.#acknowledged;
    this.#ask({ type: 'describe' }, (answer) => {
      if (answer?.ok) {
        const number = Number(answer.value.devices[0]?.name ?? 0);
        if (number < least) this.#broken(`${number} is read after ${least} was acknowledged`);
      }
      this.#soon(readPauseMs, () => this.#read());
    });
  }

  #broken(what: string): void {
    this.#world.ledger.broken('I6', `the document of device ${this.#device.index}: ${what}`);
  }

  #ask<C extends CommandOf<'account', 'describe'> | CommandOf<'account', 'setAttributes'>>(
    command: C,
    heard: (answer: Result<AnswerOf<'account', C>> | undefined) => void,
  ): void {
    askSomewhere(this.#world, accountAddress(this.#device.account), command, goneMs, heard);
  }

  #soon(pauseMs: number, run: () => void): void {
    const { dice, timeline } = this.#world;
    if (this.#world.quiet) return;
    timeline.after(dice.between(0, 2 * pauseMs), timeline.world, run);
  }
}
