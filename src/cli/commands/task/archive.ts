import { archiveTasks } from '../../../core/task/archive-tasks';
import type { ArchiveAnswer } from '../../../domain/task/answer';
import { defineCommand } from '../../command';
import { renderArchive } from '../../render/task-detail';
import { flag } from '../../shared/typed-text';

export const command = defineCommand<ArchiveAnswer>({
  effect: 'write',
  details:
    'Moves finished tasks out of the way; `task show`, `list --all` and dependencies still find them. What open sessions need stays.',
  arguments: [{ name: '[tasks...]', help: 'only these, with the finished ones below them' }],
  options: [
    { flags: '--takeover', help: 'even if another session or owner holds one' },
    { flags: '--dry-run', help: 'say what would go, but write nothing' },
  ],
  examples: [{ line: 'stint archive', does: 'archives everything done or cancelled' }],
  run: (input, services) => {
    const { tasks } = input.args;
    const ids = typeof tasks === 'string' ? [tasks] : (tasks ?? []);
    return archiveTasks(services.context(), { ids, takeover: flag(input, 'takeover') }, flag(input, 'dryRun'));
  },
  render: renderArchive,
  quiet: (result) => result.archived.join('\n'),
});
