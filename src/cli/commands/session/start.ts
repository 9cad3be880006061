import { AppError } from '../../../core/app-error';
import { startSession } from '../../../core/session/start-session';
import type { StartedAnswer } from '../../../domain/session/answer';
import { checkStartUsage } from '../../../domain/session/decide-start';
import { quoted } from '../../../domain/text/quoted';
import { defineCommand } from '../../command';
import type { Page } from '../../render/page';
import { headLine, row, taskWords } from '../../render/session';
import { argument, flag, given, nameOption, textOption } from '../../shared/typed-text';

const agentHelp = 'who works: an agent or a person (default: STINT_AGENT)';

export const command = defineCommand<StartedAnswer>({
  effect: 'write',
  isBrief: true,
  details:
    'A scope is TYPE:ID with type epic, subtree, taskGroup, task or epicPhase (with --phase), or an id alone: the whole epic or subtree. ' +
    'It is a rule, resolved anew every time: a task added below the root later belongs to it. ' +
    '`stint start ID` is short for --scope ID --auto-focus.',
  arguments: [{ name: '[scope]', help: 'ID or TYPE:ID; implies --auto-focus unless --focus is given' }],
  options: [
    {
      flags: '--scope <type:id>',
      help: 'what the session covers: epic:T001, subtree:T005, taskGroup:T005, task:T010, epicPhase',
    },
    { flags: '--root <id>', help: 'root task of the scope, where --scope names only a type' },
    { flags: '--phase <phase>', help: 'only tasks of this phase' },
    { flags: '--focus <id>', help: 'the task to begin with' },
    { flags: '--auto-focus', help: 'begin with the best task that can be started' },
    { flags: '--name <text>', help: 'a name for people' },
    { flags: '--agent <id>', help: agentHelp },
    { flags: '--note <text>', help: 'a first note' },
    { flags: '--takeover', help: 'first end stale sessions that stand in the way' },
    { flags: '--force', help: 'with --takeover: end them even if they are not stale' },
    { flags: '--dry-run', help: 'check everything and write nothing' },
  ],
  examples: [
    { line: 'stint session start --scope epic:T001 --auto-focus --name "Auth work"', does: 'works on the epic T001' },
    { line: 'stint start T001', does: 'the same, in short' },
    { line: 'stint start --scope epicPhase --root T001 --phase testing --auto-focus', does: 'takes one phase of it' },
  ],
  run: async (input, services) => {
    const bare = argument(input, 'scope');
    const scope = textOption(input, 'scope');
    if (bare !== undefined && scope !== undefined && bare !== scope) {
      const both = `${quoted(bare, 60)} and --scope ${quoted(scope, 60)}`;
      throw new AppError({ code: 'E_USAGE', message: `${both} both name a scope: give one of them` });
    }
    const focus = textOption(input, 'focus');
    const wanted = scope ?? bare;
    const request = {
      ...given('scope', wanted),
      ...given('root', textOption(input, 'root')),
      ...given('phase', textOption(input, 'phase')),
      ...given('focus', focus),
      autoFocus: flag(input, 'autoFocus') || (bare !== undefined && focus === undefined),
      ...given('name', nameOption(input, 'name')),
      ...given('agent', nameOption(input, 'agent')),
      ...given('note', textOption(input, 'note')),
      takeover: flag(input, 'takeover'),
      force: flag(input, 'force'),
      dryRun: flag(input, 'dryRun'),
    };
    const usage = checkStartUsage(request);
    if (usage !== undefined) throw new AppError(usage);
    return startSession(services.context(given('agent', request.agent)), request);
  },
  render: (result, page) => renderStarted(result, result.dryRun === true ? 'would start' : 'started', page),
  quiet: (result) => result.session.id,
});

/** At most six lines for a start: id, scope, focus, who was ended, the next step; a resume also tells what was left behind. */
export const renderStarted = (result: StartedAnswer, what: string, page: Page, why = ''): string => {
  const { session, tookOver } = result;
  const { focus, tasks } = session;
  return [
    `${headLine(session, page.paint.good(what), page)}${why}`,
    row(page, 'tasks', `${tasks.total - tasks.finished} open, ${tasks.finished} finished`),
    row(page, 'focus', focus === undefined ? 'none' : taskWords(focus, page)),
    ...(session.note === undefined ? [] : [row(page, 'note', page.text(session.note))]),
    ...(session.nextAction === undefined ? [] : [row(page, 'planned', page.text(session.nextAction))]),
    ...(tookOver === undefined ? [] : [row(page, 'ended', tookOver.map((id) => id.slice(-6)).join(', '))]),
    row(
      page,
      'next',
      focus === undefined ? 'stint next' : `stint done ${page.text(focus.id)}   stint log "…"   stint session end`,
    ),
  ].join('\n');
};
