// What a text says and a voice speaks, by the language of whoever asked for the code. An operator's
// own texts come before ours; where neither has the language it is English.

import { readFileSync } from 'node:fs';
import type { Config } from '#runtime';
import { ConfigError } from '#runtime';
import { z } from 'zod/v4';

/** More languages than this nobody weighs. */
const languagesMax = 8;
const fallback = 'en';
const setting = 'ALDIS_CODES_TEXTS_FILE';

interface Wording {
  readonly sms: string;
  readonly voice: string;
}

/** Short: a text message with letters beyond Latin has seventy characters. */
const ours: Readonly<Record<string, Wording>> = {
  en: {
    sms: 'Your Aldis code: {code}. Tell it to nobody.',
    voice: 'Your Aldis code is: {spokenCode}. I repeat: {spokenCode}.',
  },
  de: {
    sms: 'Ihr Aldis-Code: {code}. Sagen Sie ihn niemandem.',
    voice: 'Ihr Aldis-Code lautet: {spokenCode}. Noch einmal: {spokenCode}.',
  },
  fr: {
    sms: 'Votre code Aldis : {code}. Ne le donnez à personne.',
    voice: 'Votre code Aldis est : {spokenCode}. Je répète : {spokenCode}.',
  },
  es: {
    sms: 'Su código de Aldis: {code}. No lo diga a nadie.',
    voice: 'Su código de Aldis es: {spokenCode}. Repito: {spokenCode}.',
  },
  it: {
    sms: 'Il tuo codice Aldis: {code}. Non dirlo a nessuno.',
    voice: 'Il tuo codice Aldis è: {spokenCode}. Ripeto: {spokenCode}.',
  },
  pt: {
    sms: 'O seu código Aldis: {code}. Não o diga a ninguém.',
    voice: 'O seu código Aldis é: {spokenCode}. Repito: {spokenCode}.',
  },
  pl: {
    sms: 'Twój kod Aldis: {code}. Nie podawaj go nikomu.',
    voice: 'Twój kod Aldis to: {spokenCode}. Powtarzam: {spokenCode}.',
  },
  uk: {
    sms: 'Ваш код Aldis: {code}. Нікому його не кажіть.',
    voice: 'Ваш код Aldis: {spokenCode}. Повторюю: {spokenCode}.',
  },
};

const words = (placeholder: string) =>
  z
    .string()
    .min(1)
    .max(480)
    .refine((text) => text.includes(placeholder), `must have ${placeholder}`);
const fileShape = z.record(
  z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language such as "de"'),
  z.strictObject({ sms: words('{code}'), voice: words('{spokenCode}') }),
);

/** A text, and the language it is in. */
export interface CodeText {
  readonly language: string;
  readonly text: string;
}

export class CodeTexts {
  /** By the tag in lower case. */
  readonly #byTag: ReadonlyMap<string, Wording & { readonly tag: string }>;

  private constructor(wordings: Readonly<Record<string, Wording>>) {
    const entries = Object.entries(wordings);
    this.#byTag = new Map(entries.map(([tag, one]) => [tag.toLowerCase(), { ...one, tag }]));
  }

  /** Ours, and an operator's. Throws ConfigError with one sentence. */
  static read({ ALDIS_CODES_TEXTS_FILE: path }: Pick<Config, 'ALDIS_CODES_TEXTS_FILE'>): CodeTexts {
    return new CodeTexts({ ...ours, ...(path ? readFile(path) : {}) });
  }

  /** What is said to somebody who reads these languages, the best first. */
  tell(transport: 'sms' | 'voice', code: string, languages: readonly string[]): CodeText {
    const wording = this.#find(languages);
    // One digit after the other: a voice would read a number of six.
    const spoken = [...code].join(', ');
    const text = wording[transport].replaceAll('{code}', code).replaceAll('{spokenCode}', spoken);
    return { language: wording.tag, text };
  }

  #find(languages: readonly string[]) {
    for (const wanted of languages) {
      const parts = wanted.toLowerCase().split('-');
      // `de-AT-1996`, then `de-AT`, then `de`. Source: RFC 4647, 3.4.
      for (let count = parts.length; count > 0; count--) {
        const found = this.#byTag.get(parts.slice(0, count).join('-'));
        if (found) return found;
      }
    }
    return this.#byTag.get(fallback) ?? { ...(ours['en'] as Wording), tag: fallback };
  }
}

function readFile(path: string): Record<string, Wording> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new ConfigError(`${setting}: ${path} is not a readable JSON file.`);
  }
  const read = fileShape.safeParse(json);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  const where = issue?.path.join('.') || 'the file';
  throw new ConfigError(`${setting}: ${where}: ${issue?.message}.`);
}

/**
 * The languages of an Accept-Language header, the best first; what cannot be read is passed over.
 * Source: RFC 9110, 12.5.4.
 */
export function languagesOf(header: string | undefined): string[] {
  const ranges = (header ?? '')
    .slice(0, 400)
    .split(',')
    .flatMap((range) => {
      const form =
        /^\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*$/;
      const [, tag, weight = '1'] = form.exec(range) ?? [];
      return tag === undefined || Number(weight) === 0 ? [] : [{ tag, weight: Number(weight) }];
    });
  return ranges
    .sort((a, b) => b.weight - a.weight)
    .slice(0, languagesMax)
    .map(({ tag }) => tag);
}
