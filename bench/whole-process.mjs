// Times whole processes: CPU time (user + system) of the process and its children, and wall time.
import { execFileSync } from 'node:child_process';

/** bash's `time` reads the children's resource usage, which Node does not offer. What it costs itself is in every figure alike. */
export const measure = ({ command, args, cwd, env, input = '' }) => {
  const script = 'TIMEFORMAT="%U %S %R"; { time "$@" >/dev/null 2>/dev/null; } 2>&1; exit 0';
  const text = execFileSync('bash', ['-c', script, 'bash', command, ...args], { cwd, env, input, encoding: 'utf8' });
  const [user, system, wall] = text.trim().split('\n').at(-1).split(' ').map(Number);
  return { cpuMs: (user + system) * 1000, wallMs: wall * 1000 };
};

const average = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
};

/** The clock of the kernel may count whole milliseconds: the mean of the middle half is the median with a finer scale. */
export const middle = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const cut = Math.floor(sorted.length / 4);
  return average(sorted.slice(cut, sorted.length - cut));
};
