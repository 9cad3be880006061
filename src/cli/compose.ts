import { AppError } from '../core/app-error';
import type { Context } from '../core/context';
import type { Globals } from './command';
import type { Io } from './io';

export const compose = (io: Io, _globals: Globals, _overrides: { readonly agent?: string } = {}): Context => {
  throw new AppError({
    code: 'E_NO_PROJECT',
    message: `no .stint/ in ${io.cwd} or above it`,
    fix: ['stint init'],
  });
};

/** Whether somebody is there to answer a question. */
export const isInteractive = (io: Io): boolean => io.stdinIsTty;
