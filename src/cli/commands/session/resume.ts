import { AppError } from '../../../core/app-error';
import { resumeSession } from '../../../core/session/resume-session';
import type { ResumedAnswer } from '../../../domain/session/answer';
import { quoted } from '../../../domain/text/quoted';
import { defineCommand } from '../../command';
import type { Page } from '../../render/page';
import { argument, flag, given, textOption } from '../../shared/typed-text';
import { renderStarted } from './start';

export const command = defineCommand<ResumedAnswer>({
  effect: 'write',
  details:
    'Takes a suspended or ended session, or adopts an active one whose agent crashed, with its notes, history and claims. ' +
    'Its scope is checked against the active sessions again.',
  arguments: [{ name: '[session]', help: 'id, a beginning of it, or its six hex digits' }],
  options: [
    { flags: '--last', help: 'the latest one: of this conversation, this agent, this checkout, else for people any' },
    { flags: '--focus <id>', help: 'begin with this task instead of the remembered one' },
    { flags: '--auto-focus', help: 'begin with the best task that can be started' },
    { flags: '--agent <id>', help: 'who works from now on; --last takes one of theirs, if there is one' },
    { flags: '--note <text>', help: 'add a note' },
    { flags: '--takeover', help: 'first end stale sessions that stand in the way' },
    { flags: '--force', help: 'with --takeover: end or adopt them even if they are not stale' },
  ],
  examples: [
    { line: 'stint session resume --last', does: 'goes on where you left off' },
    { line: 'stint session resume 81c3ce --auto-focus', does: 'goes on with another task' },
  ],
  run: async (input, services) => {
    const agent = textOption(input, 'agent');
    const session = argument(input, 'session');
    if (session !== undefined && input.globals.session !== undefined && session !== input.globals.session) {
      throw new AppError({
        code: 'E_USAGE',
        message: `${quoted(session, 60)} and --session ${quoted(input.globals.session, 60)} name different sessions: give one of them`,
      });
    }
    return resumeSession(services.context(given('agent', agent)), {
      ...given('session', session),
      last: flag(input, 'last'),
      ...given('focus', textOption(input, 'focus')),
      autoFocus: flag(input, 'autoFocus'),
      ...given('agent', agent),
      ...given('note', textOption(input, 'note')),
      takeover: flag(input, 'takeover'),
      force: flag(input, 'force'),
    });
  },
  render: (result, page) =>
    renderStarted(result, result.adopted === true ? 'adopted' : 'resumed', page, chosenWords(result, page)),
  quiet: (result) => result.session.id,
});

/** Which one `--last` took, where it is not plainly the caller's own, and whose it was. */
const chosenWords = ({ chosenBy, was }: ResumedAnswer, page: Page): string => {
  const why = chosenBy === undefined ? undefined : reasons[chosenBy];
  if (why === undefined) return '';
  return `  (${why}${was === undefined ? '' : `; was ${page.text(was)}`})`;
};

const reasons: Partial<Record<NonNullable<ResumedAnswer['chosenBy']>, string>> = {
  checkout: 'the latest of this checkout',
  person: 'your latest',
  latest: 'the latest here',
  only: 'the only one',
};
