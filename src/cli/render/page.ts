import type { Instant } from '../../domain/time/instant';

/** What a renderer may use to turn an answer into text. The only colours of the program come from here. */
export type Page = {
  /** Columns that a table may fill; Infinity where output is piped. */
  readonly width: number;
  readonly tty: boolean;
  readonly paint: {
    readonly bold: (text: string) => string;
    readonly dim: (text: string) => string;
    readonly good: (text: string) => string;
    readonly warn: (text: string) => string;
    readonly bad: (text: string) => string;
    /** Ids that can be typed back. */
    readonly id: (text: string) => string;
  };
  /** Stored text with control, bidi and zero-width characters made visible, on one line. Every stored text goes through it. */
  readonly text: (stored: string) => string;
  /** "2 h ago", "just now", "in 3 min". */
  readonly ago: (at: Instant) => string;
  /** "3 h", "45 min", "2 days". */
  readonly span: (ms: number) => string;
  /** Local date and time. */
  readonly date: (at: Instant) => string;
  /** A table that fits the width: the columns marked `grow` give way first. Piped: tab-separated, no header rule, nothing cut. */
  readonly table: (rows: readonly (readonly string[])[], columns: readonly TableColumn[]) => string;
};

export type TableColumn = { readonly title: string; readonly align?: 'left' | 'right'; readonly grow?: boolean };
