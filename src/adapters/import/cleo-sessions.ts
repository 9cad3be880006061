import { scopeTypes } from '../../domain/scope/vocabulary';
import type { ImportedSession } from '../../domain/task/import-batch';
import { amountOf, instantFrom, listOf, present, recordOf, type Told, textOf } from './told';
import type { Telling } from './words';

const sessionId = /^(?:session_(\d{8})_(\d{6})_|ses_(\d{8})(\d{6})_)([0-9a-f]{6})$/;

/** `session_20260209_142046_fddcb2`, which newer versions write `ses_20260209142046_fddcb2`, as ids are here. */
const idFrom = (told: string): string | undefined => {
  const parts = sessionId.exec(told);
  return parts === null ? undefined : `session_${parts[1] ?? parts[3]}_${parts[2] ?? parts[4]}_${parts[5]}`;
};

/** The sessions of cleo's `sessions.json`, its history first. What cannot be one here is told. */
export const sessionsFromCleo = (told: unknown, telling: Telling): ImportedSession[] => {
  const document = recordOf(told);
  const all = [...listOf(document?.get('sessionHistory')), ...listOf(document?.get('sessions'))];
  return all.flatMap((each) => {
    const session = recordOf(each);
    return session === undefined ? [] : sessionFrom(session, telling);
  });
};

const sessionFrom = (told: Told, telling: Telling): ImportedSession[] => {
  const own = textOf(told.get('id'));
  const id = own === undefined ? undefined : idFrom(own);
  const startedAt = instantFrom(told.get('startedAt'));
  const scope = recordOf(told.get('scope'));
  const type = scopeTypes.find((each) => each === scope?.get('type'));
  if (id === undefined || startedAt === undefined) {
    telling.leaveOut('sessions without an id or a start as they have here', [own ?? '(no id)']);
    return [];
  }
  if (scope === undefined || type === undefined) {
    telling.leaveOut('sessions with a scope that does not exist here');
    return [];
  }
  const endedAt = instantFrom(told.get('endedAt'));
  if (endedAt === undefined) telling.leaveOut('sessions that nobody ended there: closed here like the others');
  if (listOf(scope.get('computedTaskIds')).length > 0)
    telling.leaveOut('lists of tasks that a scope was frozen to: a scope here is a rule');
  const focus = recordOf(told.get('focus'));
  const stats = recordOf(told.get('stats'));
  const lastActivityAt = instantFrom(told.get('lastActivity')) ?? endedAt ?? startedAt;
  const endNote = textOf(told.get('endNote'));
  const count = (name: string): number => Math.trunc(amountOf(stats?.get(name)) ?? 0);
  const ending = present({
    id: own === id ? undefined : own,
    endReason: textOf(told.get('endReason')),
    lastFocusedTask: textOf(told.get('lastFocusedTask')),
  });
  return [
    {
      id,
      ...present({ name: textOf(told.get('name')), agent: textOf(told.get('agentId')) }),
      scope: { type, ...present({ root: textOf(scope.get('rootTaskId')), phase: textOf(scope.get('phaseFilter')) }) },
      startedAt,
      lastActivityAt,
      ...present({
        suspendedAt: instantFrom(told.get('suspendedAt')),
        endedAt,
        sessionNote: textOf(focus?.get('sessionNote')) ?? endNote,
        nextAction: textOf(focus?.get('nextAction')),
      }),
      notes: endNote === undefined ? [] : [{ at: endedAt ?? lastActivityAt, text: endNote }],
      focused: listOf(focus?.get('focusHistory')).flatMap((each) => {
        const step = recordOf(each);
        const task = textOf(step?.get('taskId'));
        const at = instantFrom(step?.get('timestamp'));
        return task === undefined || at === undefined || step?.get('action') !== 'focused' ? [] : [{ task, at }];
      }),
      stats: {
        tasksCompleted: count('tasksCompleted'),
        focusChanges: count('focusChanges'),
        suspends: count('suspendCount'),
        resumes: count('resumeCount'),
      },
      ...(Object.keys(ending).length === 0 ? {} : { extra: { import: { source: 'cleo', ...ending } } }),
    },
  ];
};
