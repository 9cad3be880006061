// Loaded into every process of a hostile folder: tells what it needed and which programs it started.
const childProcess = require('node:child_process');
const fs = require('node:fs');
const { performance } = require('node:perf_hooks');

const started = [];
for (const name of ['spawn', 'spawnSync', 'execFile', 'execFileSync', 'exec', 'execSync', 'fork']) {
  const real = childProcess[name];
  childProcess[name] = (...args) => {
    const [program, words] = args;
    // A shell, or a line for one, counts as what it is.
    const isLine = name === 'exec' || name === 'execSync' || args.some((arg) => arg?.shell !== undefined && arg.shell !== false);
    started.push([isLine ? `shell: ${program}` : program, ...(Array.isArray(words) ? words : [])]);
    return real(...args);
  };
}
const file = process.env.STINT_HOSTILE_REPORT;

/** What the kernel keeps of resourceUsage goes on through exec: a new program begins with the most of the one that started it. */
const mostRss = () => {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0);
  } catch {
    // Another system, or no descriptor left.
    return 0;
  }
};

process.on('exit', (exitCode) => {
  if (file === undefined) return;
  const told = {
    argv: process.argv.slice(2),
    pid: process.pid,
    exitCode,
    maxRssKib: mostRss(),
    ms: Math.round(performance.now()),
    started,
  };
  fs.appendFileSync(file, `${JSON.stringify(told)}\n`);
});
