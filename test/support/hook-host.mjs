// Plays OpenCode for a plugin: `node hook-host.mjs PLUGIN FOLDER`, the callbacks as JSON lines on standard input, one
// after the other; what each of them gave as JSON lines on standard output. A callback that throws is said, as OpenCode does.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [, , plugin, directory] = process.argv;
const module = await import(pathToFileURL(plugin).href);
const made = await Promise.all(Object.values(module).map((each) => each({ directory, worktree: directory })));

for (const line of readFileSync(0, 'utf8').trimEnd().split('\n')) {
  const { hook, event, input, output } = JSON.parse(line);
  let denied;
  for (const hooks of made)
    try {
      await (hook === 'event' ? hooks.event?.({ event }) : hooks[hook]?.(input, output));
    } catch (error) {
      denied = error.message;
    }
  process.stdout.write(`${JSON.stringify({ hook, output, denied })}\n`);
}
