import { composeHook } from '../../../compose/hook';
import { hookHarnesses } from '../../../domain/event/hook-reading';
import { defineCommand } from '../../command';
import { takeIn } from '../../hook/take-in';
import { argument, requiredArgument } from '../../shared/typed-text';

const payloadLimitBytes = 16 * 1024 * 1024;

/** With options; without any, the launcher goes to src/cli/hook straight away. */
export const command = defineCommand<{ readonly answer: string }>({
  details:
    'What the hook files call that `stint hooks install` writes: one event as JSON on standard input, recorded in the project ' +
    'that the agent works in. Silent and successful outside of a project, and whatever goes wrong; STINT_DEBUG=1 makes it say ' +
    'what it does. docs/hooks.md describes it.',
  arguments: [
    { name: '<harness>', help: 'whose hook file the line stands in', choices: hookHarnesses },
    { name: '[event]', help: 'where the payload does not name it (Copilot); or the payload itself (Codex notify)' },
  ],
  examples: [
    { line: 'stint hook claude', does: 'records the event of Claude Code that stands on standard input' },
    { line: 'stint hook codex --debug', does: 'says on standard error what became of it' },
  ],
  effect: 'none',
  run: async (input, { io }) => {
    const second = argument(input, 'event');
    const told = second?.startsWith('{') ? second : undefined;
    const event = told === undefined ? second : undefined;
    const payload = told ?? (io.stdinIsTty ? '' : io.stdin(payloadLimitBytes).toString('utf8'));
    const tell = (what: string): void => {
      if (io.env.STINT_DEBUG || input.globals.debug) io.stderr(`stint hook: ${what}\n`);
    };
    const call = { harness: requiredArgument(input, 'harness'), ...(event === undefined ? {} : { event }), payload };
    return { data: { answer: await takeIn(call, { io, ports: composeHook(io.env), tell }) } };
  },
  render: ({ answer }) => answer,
  quiet: ({ answer }) => answer,
});
