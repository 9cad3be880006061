import { completionScript, type Shell, shells } from '../../about/completion-script';
import { defineCommand } from '../../command';
import { loadCommands } from '../../load-commands';

const isShell = (word: unknown): word is Shell => shells.some((shell) => shell === word);

export const command = defineCommand<{ readonly shell: Shell; readonly script: string }>({
  effect: 'none',
  details: 'Load it in the start file of the shell, or let `stint shell-init` do that together with the rest.',
  arguments: [{ name: '<shell>', help: 'the shell that reads it', choices: shells }],
  examples: [
    { line: 'stint completion bash', does: 'prints the script; load it with: source <(stint completion bash)' },
    { line: 'stint completion fish', does: 'prints the script; load it with: stint completion fish | source' },
  ],
  run: async (input) => {
    const shell = isShell(input.args.shell) ? input.args.shell : 'bash';
    return { data: { shell, script: completionScript(shell, await loadCommands()) } };
  },
  render: (result) => result.script.trimEnd(),
  quiet: (result) => result.script.trimEnd(),
});
