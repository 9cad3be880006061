import { type Refused, refuse } from '../outcome';
import { nearest } from '../text/nearest';
import { type ScopeType, scopeTypeAliases, scopeTypes } from './vocabulary';

/** What was typed to name a scope: `--scope`, `--root`, `--phase`, or the bare argument of `start`. */
export type ScopeRequest = { readonly scope?: string; readonly root?: string; readonly phase?: string };

/** A scope as asked for; the type may be left to the root (`epic` for an epic, else `subtree`). */
export type ParsedScope = { readonly type?: ScopeType; readonly root?: string; readonly phase?: string };

const typeableTypes = scopeTypes.filter((type) => type !== 'project');

const scopeTypeOf = (word: string): ScopeType | undefined =>
  typeableTypes.find((type) => type === word) ?? (Object.hasOwn(scopeTypeAliases, word) ? scopeTypeAliases[word] : undefined);

const unknownType = (word: string): Refused => {
  const near = nearest(word, [...typeableTypes, ...Object.keys(scopeTypeAliases)]);
  return refuse(
    'E_USAGE',
    `unknown scope type ${JSON.stringify(word)}${near === undefined ? '' : `, did you mean ${near}?`} (types: ${typeableTypes.join(', ')})`,
    { details: { type: word, types: typeableTypes } },
  );
};

/**
 * Reads `TYPE:ID`, `TYPE` with `--root ID`, or `ID` alone. Refuses (E_USAGE) an unknown type, a missing root, a root
 * that contradicts the scope, and `epicPhase` without a phase. An empty request gives an empty scope.
 */
export const parseScopeRequest = (request: ScopeRequest): { readonly ok: true; readonly scope: ParsedScope } | Refused => {
  const { scope: text, root: rootOption, phase } = request;
  if (phase === '') return refuse('E_USAGE', '--phase needs a name');
  if (rootOption === '') return refuse('E_USAGE', '--root needs a task id');
  if (text === '') return refuse('E_USAGE', '--scope needs TYPE:ID or ID, for example epic:T001');
  const withPhase = phase === undefined ? {} : { phase };
  if (text === undefined) {
    if (rootOption === undefined) return { ok: true, scope: withPhase };
    return { ok: true, scope: { root: rootOption, ...withPhase } };
  }
  const colon = text.indexOf(':');
  const word = colon < 0 ? text : text.slice(0, colon);
  const type = scopeTypeOf(word);
  if (colon < 0 && type === undefined) {
    if (rootOption !== undefined && rootOption !== text) return contradiction(text, rootOption, word);
    return { ok: true, scope: { root: text, ...withPhase } };
  }
  if (type === undefined) return unknownType(word);
  const inline = colon < 0 ? '' : text.slice(colon + 1);
  if (inline !== '' && rootOption !== undefined && rootOption !== inline) return contradiction(text, rootOption, inline);
  const root = inline === '' ? rootOption : inline;
  if (root === undefined) return noRoot(text, word);
  if (type === 'epicPhase' && phase === undefined) {
    return refuse('E_USAGE', `scope ${text} needs --phase and the phase`, { fix: ['stint list --fields id,phase,title'] });
  }
  return { ok: true, scope: { type, root, ...withPhase } };
};

const noRoot = (text: string, type: string): Refused =>
  refuse('E_USAGE', `scope ${JSON.stringify(text)} names no root task: write ${type}:ID, or add --root ID`);

const contradiction = (text: string, option: string, inline: string): Refused =>
  refuse('E_USAGE', `--scope ${text} and --root ${option} name different roots (${inline} and ${option}): give one of them`);
