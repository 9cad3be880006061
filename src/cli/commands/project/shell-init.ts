import { completionScript, type Shell, shells } from '../../about/completion-script';
import { defineCommand } from '../../command';
import { loadCommands } from '../../load-commands';

const isShell = (word: unknown): word is Shell => shells.some((shell) => shell === word);

/** The id is made by the shell that reads the script: a start file that keeps the script gives every terminal its own. */
const conversation: Readonly<Record<Shell, string>> = {
  bash: 'export STINT_CONVERSATION="shell-$(od -An -N6 -tx1 /dev/urandom | tr -d \' \\n\')"',
  zsh: 'export STINT_CONVERSATION="shell-$(od -An -N6 -tx1 /dev/urandom | tr -d \' \\n\')"',
  fish: "set -gx STINT_CONVERSATION shell-(od -An -N6 -tx1 /dev/urandom | tr -d ' \\n')",
};

const aliases: Readonly<Record<Shell, string>> = {
  bash: "alias wip='stint wip' log='stint log'",
  zsh: "alias wip='stint wip' log='stint log'",
  fish: "alias wip 'stint wip'\nalias log 'stint log'",
};

export const command = defineCommand<{ readonly shell: Shell; readonly script: string }>({
  effect: 'none',
  details:
    'The script loads completion and gives each terminal an identity of its own (STINT_CONVERSATION), so that two terminals ' +
    'can work in two sessions. `done` is a reserved word of the shells and gets no alias.',
  arguments: [{ name: '<shell>', help: 'the shell that reads it', choices: shells }],
  options: [{ flags: '--aliases', help: 'also define wip and log as commands' }],
  examples: [
    { line: 'stint shell-init bash', does: 'prints the script; in ~/.bashrc: eval "$(stint shell-init bash)"' },
    {
      line: 'stint shell-init fish --aliases',
      does: 'prints the script; in config.fish: stint shell-init fish --aliases | source',
    },
  ],
  run: async (input) => {
    const shell = isShell(input.args.shell) ? input.args.shell : 'bash';
    const script = [
      conversation[shell],
      ...(input.options.aliases === true ? [aliases[shell]] : []),
      completionScript(shell, await loadCommands()),
    ].join('\n');
    return { data: { shell, script } };
  },
  render: (result) => result.script.trimEnd(),
  quiet: (result) => result.script.trimEnd(),
});
