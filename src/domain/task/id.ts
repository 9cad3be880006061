/** Ids that may be kept on import; see also `isTaskId`. */
export const taskIdPattern = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/;
