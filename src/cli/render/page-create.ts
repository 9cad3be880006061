import type { Io } from '../../compose/io';
import { visibleLine } from '../../domain/text/visible';
import type { Page } from './page';
import { paintFor } from './page-paint';
import { renderTable } from './page-table';
import { ago, localDate, span } from './page-time';

/** The page for one stream of this run. `color` is what --no-color says; undefined leaves it to the environment and the terminal. */
export const createPage = async (io: Io, stream: 'stdout' | 'stderr', color: boolean | undefined): Promise<Page> => {
  const tty = stream === 'stdout' ? io.stdoutIsTty : io.stderrIsTty;
  const width = tty ? Math.max(40, io.columns ?? 80) : Number.POSITIVE_INFINITY;
  return {
    width,
    tty,
    paint: await paintFor(color ?? colorWanted(io, tty)),
    text: visibleLine,
    ago: (at) => ago(at, io.now()),
    span,
    date: localDate,
    table: (rows, columns) => renderTable(rows, columns, width),
  };
};

/** https://no-color.org and the FORCE_COLOR convention: NO_COLOR set to anything wins, FORCE_COLOR=0 is off. */
const colorWanted = (io: Io, tty: boolean): boolean => {
  const { NO_COLOR: no, FORCE_COLOR: force, TERM: term } = io.env;
  if (no !== undefined && no !== '') return false;
  if (force !== undefined) return force !== '0' && force !== 'false';
  return tty && term !== 'dumb';
};
