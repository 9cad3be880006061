import * as z from 'zod';
import { instantPattern } from '../time/instant';

/** `events/<session>.jsonl` and `events/unbound.jsonl`: the audit trail, one event a line, append-only. */
export const eventTypes = [
  'session_start',
  'session_suspend',
  'session_resume',
  'session_adopt',
  'session_switch',
  'session_end',
  'session_close',
  'focus',
  'task_claim',
  'task_release',
  'task_close',
  'task_reopen',
  'file_write',
  'command',
  'git_commit',
  'conversation_start',
  'conversation_end',
  'usage',
  'log',
  'note',
] as const;
export type EventType = (typeof eventTypes)[number];

export const eventSchema = z.looseObject({
  id: z.string(),
  at: z.string().regex(instantPattern),
  type: z.enum(eventTypes),
  session: z.string().optional(),
  conversation: z.string().optional(),
  agent: z.string().optional(),
  task: z.string().optional(),
  /** true: a stint command wrote it; false: a harness hook reported it. */
  synthetic: z.boolean(),
  data: z.record(z.string(), z.unknown()).optional(),
});
export type Event = z.infer<typeof eventSchema>;
/** An event before the store gives it its id. */
export type EventDraft = {
  readonly at: string;
  readonly type: EventType;
  readonly session?: string;
  readonly conversation?: string;
  readonly agent?: string;
  readonly task?: string;
  readonly synthetic: boolean;
  readonly data?: Readonly<Record<string, unknown>>;
};
