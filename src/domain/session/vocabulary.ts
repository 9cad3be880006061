/** Statuses of the sessions in `sessions.json`; a closed session lies in the archive. */
export const openSessionStatuses = ['active', 'suspended', 'ended'] as const;
export const sessionStatuses = [...openSessionStatuses, 'closed'] as const;
export type SessionStatus = (typeof sessionStatuses)[number];

/** The six hex digits that people type for a session. */
export const shortSessionId = (id: string): string => id.slice(-6);

/** What spoke for the session that `resume --last` took; `only`: nothing but that there was no other. */
export const lastReasons = ['conversation', 'agent', 'checkout', 'person', 'latest', 'only'] as const;
export type LastReason = (typeof lastReasons)[number];
