/** The streams and environment of one run. Tests pass their own; the program passes the process's. */
export type Io = {
  /** Writes all of `text`; a reader that went away (EPIPE) is no error. */
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Reads standard input to its end, at most `limitBytes`; throws an AppError (E_USAGE) beyond that. */
  readonly stdin: (limitBytes: number) => Buffer;
  /** One line that somebody types at a terminal, without its end; '' at the end of input. Absent: nobody can be asked. */
  readonly readLine?: () => string;
  readonly stdinIsTty: boolean;
  readonly stdoutIsTty: boolean;
  readonly stderrIsTty: boolean;
  /** Columns of the terminal; undefined where stdout is none. */
  readonly columns: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly now: () => string;
  /** Told by brief commands before a file of so many bytes is parsed. */
  readonly beforeParsing?: (bytes: number) => void;
};
