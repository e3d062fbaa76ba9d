// A bar for anything that takes longer than two seconds; without a terminal, a line now and then.

const width = 30;
const plainEveryMs = 10_000;

export interface Progress {
  /** Shows how much of the whole is done, and a few words. */
  show(share: number, words: string): void;
  end(): void;
}

/** Draws on standard error, so that figures on standard output stay clean. */
export function createProgress(title: string): Progress {
  const stream = process.stderr;
  let lastPlainAt = 0;
  return {
    show(share, words) {
      const percent = Math.min(100, Math.round(share * 100));
      if (stream.isTTY) {
        const full = Math.round((width * percent) / 100);
        const bar = '█'.repeat(full) + '░'.repeat(width - full);
        stream.write(`\r\x1b[K${title} ${bar} ${percent} % ${words}`);
      } else if (Date.now() - lastPlainAt >= plainEveryMs) {
        lastPlainAt = Date.now();
        stream.write(`${title} ${percent} % ${words}\n`);
      }
    },
    end() {
      if (stream.isTTY) stream.write('\r\x1b[K');
    },
  };
}
