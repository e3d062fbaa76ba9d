// The account as its person sees it: what it is found by, who gets in, and what touched it. Secrets
// pass through to whoever asked for them, and are kept by nobody here.

import { signal } from '@preact/signals';
import type {
  HeardSecurityEvent,
  LoginSession,
  OwnUsername,
  PushState,
  RecoveryState,
} from '../../../index.ts';
import type { Rpc } from '../rpc.ts';
import { accountWords } from '../words/account.ts';
import type { Notices } from './notices.ts';
import type { NumberAsked, NumberNext } from './numberSteps.ts';
import type { Session } from './session.ts';
import { soonOnce } from './soon.ts';

/** Argon2id on a slow machine, and the server. */
const slowMs = 3 * 60_000;
/** All that waits, and pictures. */
const exportMs = 15 * 60_000;

interface Totp {
  readonly isOn: boolean;
  readonly backupCodesLeft?: number;
}

export class Account {
  /** Null: there is none, or this device knows none. */
  readonly username = signal<OwnUsername | null | undefined>(undefined);
  /** The name to log in by; null: there is none. */
  readonly login = signal<{ readonly name: string | null; readonly setAt?: number } | undefined>(
    undefined,
  );
  readonly totp = signal<Totp | undefined>(undefined);
  readonly sessions = signal<readonly LoginSession[] | undefined>(undefined);
  readonly lock = signal<{ readonly number: string | null; readonly isSet: boolean } | undefined>(
    undefined,
  );
  readonly recovery = signal<RecoveryState | undefined>(undefined);
  readonly events = signal<readonly HeardSecurityEvent[] | undefined>(undefined);
  readonly push = signal<PushState | undefined>(undefined);
  /** It was deleted from here. */
  readonly isGone = signal(false);
  readonly #rpc: Rpc;

  constructor(rpc: Rpc, notices: Pick<Notices, 'say'>, self: Pick<Session, 'device'>) {
    this.#rpc = rpc;
    const lookSoon = soonOnce(() => this.readRecovery());
    const lookAtNumber = soonOnce(() => this.readLock());
    rpc.on('event.security', (event: HeardSecurityEvent) => {
      // What was done here needs no telling.
      const isOwn = event.device === self.device.peek() && !isBad(event.kind);
      if (!isOwn) notices.say(accountWords.events.kind(event.kind), isBad(event.kind));
      if (event.kind.startsWith('recovery')) lookSoon();
      if (event.kind.startsWith('number') && this.lock.peek()) lookAtNumber();
      if (this.events.peek()) void this.readEvents().catch(() => undefined);
    });
  }

  async readUsername(): Promise<void> {
    this.#named(await this.#rpc.call<Partial<OwnUsername>>('username'));
  }

  /** Holds one for five minutes; returns it. */
  async reserve(nickname: string): Promise<string> {
    return (await this.#rpc.call<OwnUsername>('username.reserve', { nickname })).username;
  }

  async confirm(username: string): Promise<void> {
    this.#named(await this.#rpc.call<OwnUsername>('username.confirm', { username }));
  }

  async renewLink(): Promise<void> {
    this.#named(await this.#rpc.call<OwnUsername>('username', { what: 'link' }));
  }

  async giveUpUsername(): Promise<void> {
    this.#named(await this.#rpc.call<Partial<OwnUsername>>('username', { what: 'remove' }));
  }

  async readLogin(): Promise<void> {
    this.login.value = await this.#rpc.call('password.show');
  }

  async setPassword(name: string, password: string): Promise<void> {
    await this.#rpc.call('password.set', { name, password }, slowMs);
    await this.readLogin();
  }

  async removePassword(): Promise<void> {
    this.login.value = await this.#rpc.call('password.remove');
  }

  async readTotp(): Promise<void> {
    [this.totp.value] = await this.#rpc.call<[Totp]>('totp');
  }

  beginTotp(): Promise<{ readonly secret: string; readonly url: string }> {
    return this.#rpc.call('totp.begin');
  }

  /** Returns the backup codes, which are told this once. */
  async confirmTotp(code: string): Promise<readonly string[]> {
    const told = await this.#rpc.call<{ backupCodes: string[] }>('totp.confirm', { code });
    await this.readTotp();
    return told.backupCodes;
  }

  async endTotp(): Promise<void> {
    await this.#rpc.call('totp', { to: 'off' });
    await this.readTotp();
  }

  /** The same. */
  async renewBackupCodes(): Promise<readonly string[]> {
    const told = await this.#rpc.call<{ backupCode: string }[]>('backup-codes');
    await this.readTotp();
    return told.map(({ backupCode }) => backupCode);
  }

  async readSessions(): Promise<void> {
    this.sessions.value = await this.#rpc.call<LoginSession[]>('sessions');
  }

  async endSession(which: string): Promise<void> {
    await this.#rpc.call('sessions', { verb: 'end', which });
    await this.readSessions();
  }

  async readLock(): Promise<void> {
    this.lock.value = await this.#rpc.call('pin.show');
  }

  /** Resolves with what the number is to be asked with next, unless it is done. */
  async changeNumber(asked: NumberAsked): Promise<NumberNext> {
    const next = await this.#rpc.call<NumberNext>('number.change', asked, slowMs);
    if (next.wanted === undefined) await this.readLock();
    return next;
  }

  async setPin(pin: string): Promise<void> {
    await this.#rpc.call('pin.set', { pin }, slowMs);
    await this.readLock();
  }

  async removePin(): Promise<void> {
    await this.#rpc.call('pin.remove');
    await this.readLock();
  }

  async readRecovery(): Promise<void> {
    this.recovery.value = await this.#rpc.call<RecoveryState>('recovery.show');
  }

  async stopRecovery(): Promise<void> {
    await this.#rpc.call('recovery.stop');
    await this.readRecovery();
  }

  /** Word for whoever recovers the account. */
  async approve(): Promise<string> {
    return (await this.#rpc.call<{ approval: string }>('recovery.approve')).approval;
  }

  /** Returns the key, which is told this once. */
  async makeRecoveryKey(): Promise<string> {
    const { key } = await this.#rpc.call<{ key: string }>('recovery-key.make');
    await this.readRecovery();
    return key;
  }

  async removeRecoveryKey(): Promise<void> {
    await this.#rpc.call('recovery-key.remove');
    await this.readRecovery();
  }

  async readEvents(): Promise<void> {
    this.events.value = await this.#rpc.call<HeardSecurityEvent[]>('security');
  }

  async readPush(): Promise<void> {
    this.push.value = await this.#rpc.call<PushState>('push');
  }

  async endPush(): Promise<void> {
    this.push.value = await this.#rpc.call<PushState>('push', { what: 'off' });
  }

  /** Returns the file that has it, on this machine. */
  keepExport(): Promise<{ readonly file: string; readonly files: number; readonly bytes: number }> {
    return this.#rpc.call('export.keep', {}, exportMs);
  }

  async delete(): Promise<void> {
    await this.#rpc.call('delete-account', { yes: true });
    this.isGone.value = true;
    this.#rpc.end();
  }

  #named({ username, link }: Partial<OwnUsername>): void {
    this.username.value = username && link ? { username, link } : null;
  }
}

const badKinds = [
  ...['refresh-reused', 'code-refused', 'codes-held', 'login-failed', 'locked-out'],
  ...['number-lost', 'recovery-began'],
];

const isBad = (kind: string): boolean => badKinds.includes(kind);
