/** The most levels of nesting that stint reads in a JSON text. */
export const jsonDepthLimit = 64;

/** The most that a record may have: `todo.json` and `sessions.json` hold records in the list of an object. */
export const recordDepthLimit = jsonDepthLimit - 2;

/** Whether a value will be nested deeper than `most` levels in a JSON text. */
export const isNestedDeeper = (value: unknown, most: number): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  if (most === 0) return true;
  for (const key in value) if (isNestedDeeper((value as Readonly<Record<string, unknown>>)[key], most - 1)) return true;
  return false;
};

/** How deep arrays and objects in a JSON text are nested. */
export const nestingOf = (json: string): number => {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    if (inString && character === '\\') at += 1;
    else if (character === '"') inString = !inString;
    else if (inString) continue;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth -= 1;
  }
  return deepest;
};
