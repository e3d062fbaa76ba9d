// The link of a group: whoever has it can read what the group is called, and may come in as the
// group lets them.

import { ClientError } from '../clientError.ts';

export interface GroupLink {
  readonly masterKey: Uint8Array;
  /** Shape: base64. */
  readonly password: string;
  readonly server: string;
}

const keyForm = /^[A-Za-z0-9_-]{43}$/;
const passwordForm = /^[A-Za-z0-9_-]{22,43}$/;

export function formatGroupLink({ masterKey, password, server }: GroupLink): string {
  const query = new URLSearchParams({
    key: Buffer.from(masterKey).toString('base64url'),
    password: Buffer.from(password, 'base64').toString('base64url'),
    server,
  });
  return `aldis://group?${query}`;
}

/** Refuses: link.unreadable. */
export function parseGroupLink(text: string): GroupLink {
  const unreadable = () =>
    new ClientError('link.unreadable', 'That is no link of a group (aldis://group?key=…).');
  if (!URL.canParse(text)) throw unreadable();
  const url = new URL(text);
  const [key, password] = [url.searchParams.get('key'), url.searchParams.get('password')];
  const isGroup = url.protocol === 'aldis:' && url.host === 'group';
  if (!isGroup || !keyForm.test(key ?? '') || !passwordForm.test(password ?? ''))
    throw unreadable();
  return {
    masterKey: Buffer.from(key ?? '', 'base64url'),
    password: Buffer.from(password ?? '', 'base64url').toString('base64'),
    server: url.searchParams.get('server') ?? '',
  };
}
