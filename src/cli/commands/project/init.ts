import { type InitAnswer, initProject } from '../../../core/project/init-project';
import { defineCommand } from '../../command';
import { composeInit } from '../../compose-setup';

const reasons: Readonly<Record<InitAnswer['because'], string>> = {
  named: ' (named by STINT_DIR)',
  repository: '',
  'main-worktree': ' (shared by all working trees of this repository)',
  folder: '',
  exists: '',
};

export const command = defineCommand<InitAnswer>({
  details:
    'In a git repository the project lies in its top folder, and all working trees share it; elsewhere in the current folder. ' +
    'Writes nothing outside .stint/ unless told to, and does no harm when it is run again.',
  options: [
    { flags: '--name <text>', help: 'name of the project' },
    { flags: '--here', help: 'in the current folder, also inside a repository' },
    { flags: '--agents-md', help: 'tell agents how to use stint: a marked block in AGENTS.md, added or renewed' },
    { flags: '--claude-md', help: 'the same in CLAUDE.md' },
    { flags: '--update-claude-md', help: 'renew the block in CLAUDE.md, or add it' },
  ],
  examples: [
    { line: 'stint init', does: 'makes .stint/ here, or at the top of the repository' },
    { line: 'stint init --agents-md --claude-md', does: 'also tells agents how to use it' },
  ],
  effect: 'none',
  run: async (input, services) => {
    const { name, here, agentsMd, claudeMd, updateClaudeMd } = input.options;
    const { data, warnings } = initProject(composeInit(services.io), {
      here: here === true,
      ...(typeof name === 'string' ? { name } : {}),
      agentFiles: [
        ...(agentsMd === true ? (['AGENTS.md'] as const) : []),
        ...(claudeMd || updateClaudeMd ? (['CLAUDE.md'] as const) : []),
      ],
    });
    return { data, warnings };
  },
  render: ({ root, because, created, agentFiles }, page) => {
    const place = page.text(root);
    const lines = [
      created ? `Made a project in ${place}${reasons[because]}` : `There is a project in ${place}: nothing was lost`,
    ];
    for (const { file, change } of agentFiles)
      lines.push(
        change === 'unchanged'
          ? `${page.text(file)} is up to date`
          : `${change === 'created' ? 'Wrote' : 'Updated'} ${page.text(file)}`,
      );
    if (created) lines.push('Next: stint add "first task", or stint add --from backlog.md');
    return lines.join('\n');
  },
  quiet: ({ root }) => root,
});
