import { endSession } from '../../../core/session/put-down-session';
import type { PutDownAnswer } from '../../../domain/session/answer';
import { defineCommand } from '../../command';
import { headLine, row } from '../../render/session';
import { argument, given, textOption } from '../../shared/typed-text';

export const command = defineCommand<PutDownAnswer>({
  effect: 'write',
  isBrief: true,
  details: 'I am done for now: releases the claims and keeps focus and notes, so that the session can be resumed.',
  arguments: [{ name: '[session]', help: 'id (default: the bound session)' }],
  options: [{ flags: '--note <text>', help: 'how far it came; becomes the current note' }],
  examples: [{ line: 'stint session end --note "Tokens validated, tests open"', does: 'ends the bound session with a note' }],
  run: async (input, services) =>
    endSession(services.context(), {
      ...given('session', argument(input, 'session')),
      ...given('note', textOption(input, 'note')),
    }),
  render: ({ session, released }, page) =>
    [
      headLine(session, 'ended', page),
      ...(released.length > 0 ? [row(page, 'released', released.map(page.text).join(', '))] : []),
      row(page, 'resume', `stint session resume ${session.shortId}`),
    ].join('\n'),
  quiet: ({ session }) => session.id,
});
