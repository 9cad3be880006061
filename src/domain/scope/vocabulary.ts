export const scopeTypes = ['epic', 'subtree', 'taskGroup', 'task', 'epicPhase', 'project'] as const;
/** `project` is the whole backlog: the scope of a session in single-session mode that names none. */
export type ScopeType = (typeof scopeTypes)[number];

/** Other spellings that the command line takes. */
export const scopeTypeAliases: Readonly<Record<string, ScopeType>> = { 'task-group': 'taskGroup', 'epic-phase': 'epicPhase' };
