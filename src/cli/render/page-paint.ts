import type { Page } from './page';

const same = (text: string): string => text;

const plain: Page['paint'] = { bold: same, dim: same, good: same, warn: same, bad: same, id: same };

/** Colours, or none: chalk is loaded only where something is painted. */
export const paintFor = async (color: boolean): Promise<Page['paint']> => {
  if (!color) return plain;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  return { bold: chalk.bold, dim: chalk.dim, good: chalk.green, warn: chalk.yellow, bad: chalk.red, id: chalk.cyan };
};
