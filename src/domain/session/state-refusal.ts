import { type Refusal, refuse } from '../outcome';
import type { Session } from './schema';
import { type SessionStatus, shortSessionId } from './vocabulary';

export type LifecycleVerb = 'suspend' | 'end' | 'resume' | 'close' | 'switch';

/** The verb that would help a session of this status; a closed one takes none. */
const wayOut: Readonly<Record<SessionStatus, string | undefined>> = {
  active: 'stint session status --session',
  suspended: 'stint session resume',
  ended: 'stint session resume',
  closed: undefined,
};

/** 39: says the status and the verb that would work. */
export const stateRefusal = (session: Session, verb: LifecycleVerb): Refusal => {
  const id = shortSessionId(session.id);
  const way = wayOut[session.status];
  const hint = way === undefined ? 'a closed session is archived for good: start a new one' : `\`${way} ${id}\` would work`;
  return refuse('E_SESSION_STATE', `session ${id} is ${session.status}: it cannot be ${participle[verb]}; ${hint}`, {
    details: { session: session.id, status: session.status, verb },
    ...(way === undefined ? {} : { fix: [`${way} ${id}`] }),
  }).refusals[0];
};

const participle: Readonly<Record<LifecycleVerb, string>> = {
  suspend: 'suspended',
  end: 'ended',
  resume: 'resumed',
  close: 'closed',
  switch: 'bound',
};
