import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { HookFileForm } from '../../harness/hook-files';
import { isOwnCommand, type OwnHook, type WantedHook } from '../../harness/wanted-hooks';
import { appended, applyEdit, inverseOf, memberOf, removed, type TextEdit, treeOf } from './json-edit';

export type SettingsForm = Exclude<HookFileForm, 'plugin'>;

/** `line`: from 1. `disabled`: a setting of the file keeps all its hooks from running. */
export type SettingsReading =
  | { readonly ok: true; readonly own: readonly OwnHook[]; readonly disabled: boolean; readonly comments: boolean }
  | { readonly ok: false; readonly line: number; readonly fault: string };

/** What stint does with the text of a settings file: everything that is not its own stays as it is, to the byte. */
export type HookSettings = {
  readonly read: (text: string, form: SettingsForm) => SettingsReading;
  /** `text` without hooks of ours, plus these; `undo`, in that order, gives `text` again. Both only of a text that reads. */
  readonly add: (text: string, form: SettingsForm, hooks: readonly WantedHook[]) => { text: string; undo: TextEdit[] };
  readonly remove: (text: string, form: SettingsForm) => string;
  /** Whether nothing is in it that anybody could miss. */
  readonly isBare: (text: string) => boolean;
  readonly undo: (text: string, edits: readonly TextEdit[]) => string;
};

const byteOrderMark = '\uFEFF';

/** The text that JSON begins with; a byte-order mark in front of it is no part of JSON and stays where it is. */
const split = (text: string): readonly [mark: string, body: string] =>
  text.startsWith(byteOrderMark) ? [byteOrderMark, text.slice(1)] : ['', text];

const read = (text: string, form: SettingsForm): SettingsReading => {
  const [, body] = split(text);
  if (body.trim() === '') return { ok: true, own: [], disabled: false, comments: false };
  const errors: ParseError[] = [];
  const tree = parseTree(body, errors, { allowTrailingComma: false });
  const [error] = errors;
  if (error !== undefined) return fault(body, error.offset, `it is no JSON: ${wordsOf(printParseErrorCode(error.error))}`);
  if (tree?.type !== 'object') return fault(body, tree?.offset ?? 0, 'it is no JSON object');
  const hooks = memberOf(tree, 'hooks');
  if (hooks !== undefined && hooks.type !== 'object') return fault(body, hooks.offset, '"hooks" is no object');
  for (const property of hooks?.children ?? []) {
    const [name, list] = property.children ?? [];
    if (list !== undefined && list.type !== 'array') return fault(body, list.offset, `"hooks"."${name?.value}" is no list`);
  }
  const withComments: ParseError[] = [];
  parseTree(body, withComments, { disallowComments: true });
  return {
    ok: true,
    own: ownHooks(tree, form).map(({ own }) => own),
    disabled: memberOf(tree, 'disableAllHooks')?.value === true,
    comments: withComments.length > 0,
  };
};

const fault = (body: string, offset: number, words: string): SettingsReading => ({
  ok: false,
  line: body.slice(0, offset).split('\n').length,
  fault: words,
});

/** `CommaExpected` as people write it. */
const wordsOf = (code: string): string =>
  code.replaceAll(/(?<=[a-z])([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase();

type Place = { readonly own: OwnHook; readonly list: Node; readonly index: number; readonly group?: Node };

const ownHooks = (tree: Node, form: SettingsForm): Place[] => {
  const places: Place[] = [];
  for (const property of memberOf(tree, 'hooks')?.children ?? []) {
    const [name, list] = property.children ?? [];
    const event = String(name?.value);
    // Of a name that stands twice the last one counts.
    if (list?.type !== 'array' || memberOf(memberOf(tree, 'hooks'), event) !== list) continue;
    if (form === 'flat') for (const each of ownIn(list, event, undefined)) places.push(each);
    else
      for (const group of list.children ?? []) {
        const handlers = memberOf(group, 'hooks');
        if (handlers?.type === 'array') for (const each of ownIn(handlers, event, group)) places.push(each);
      }
  }
  return places;
};

const ownIn = (list: Node, event: string, group: Node | undefined): Place[] =>
  (list.children ?? []).flatMap((node, index) => {
    const command = ['command', 'bash', 'powershell']
      .map((name) => memberOf(node, name)?.value)
      .find((value) => typeof value === 'string' && isOwnCommand(value));
    if (typeof command !== 'string') return [];
    const matcher = memberOf(group ?? node, 'matcher')?.value;
    const own = { event, command, handler: getNodeValue(node), ...(typeof matcher === 'string' ? { matcher } : {}) };
    return [{ own, list, index, ...(group === undefined ? {} : { group }) }];
  });

const add: HookSettings['add'] = (text, form, hooks) => {
  const [mark, body] = split(text);
  const undo: TextEdit[] = [];
  let current = body;
  const apply = (edit: TextEdit): void => {
    undo.unshift(shifted(inverseOf(current, edit), mark.length));
    current = applyEdit(current, edit);
  };
  const newline = body.includes('\r\n') ? '\r\n' : '\n';
  if (body.trim() === '') apply({ offset: 0, length: body.length, text: `{}${newline}` });
  const isNew = treeOf(current).children?.length === 0;
  if (isNew && form === 'flat') apply(appended(current, treeOf(current), 1, 'version'));
  if (memberOf(treeOf(current), 'hooks') === undefined) apply(appended(current, treeOf(current), byEvent(form, hooks), 'hooks'));
  else
    for (const hook of hooks) {
      const all = hooksNode(current);
      const list = memberOf(all, hook.event);
      apply(
        list === undefined ? appended(current, all, [entry(form, hook)], hook.event) : appended(current, list, entry(form, hook)),
      );
    }
  return { text: mark + current, undo };
};

const hooksNode = (text: string): Node => {
  const hooks = memberOf(treeOf(text), 'hooks');
  if (hooks === undefined) throw new Error('there is no "hooks"');
  return hooks;
};

const entry = (form: SettingsForm, { matcher, handler }: WantedHook): unknown =>
  form === 'flat' ? handler : { ...(matcher === undefined ? {} : { matcher }), hooks: [handler] };

const byEvent = (form: SettingsForm, hooks: readonly WantedHook[]): Record<string, unknown[]> => {
  const events = new Map<string, unknown[]>();
  for (const hook of hooks) events.set(hook.event, [...(events.get(hook.event) ?? []), entry(form, hook)]);
  return Object.fromEntries(events);
};

const remove: HookSettings['remove'] = (text, form) => {
  const [mark, body] = split(text);
  if (body.trim() === '') return text;
  let current = body;
  for (;;) {
    const edit = nextRemoval(current, form);
    if (edit === undefined) return mark + current;
    current = applyEdit(current, edit);
  }
};

/** Takes the first hook of ours out, with what holds nothing else: its group, the list of its event, "hooks". */
const nextRemoval = (text: string, form: SettingsForm): TextEdit | undefined => {
  const [place] = ownHooks(treeOf(text), form);
  if (place === undefined) return undefined;
  const { list: handlers, index, group } = place;
  if (group !== undefined && !(holdsOnly(text, handlers) && holdsHandlersOnly(group))) return removed(text, handlers, index);
  const [list, at] = group === undefined ? [handlers, index] : inParent(group);
  if (!holdsOnly(text, list)) return removed(text, list, at);
  const [events, event] = inParent(parentOf(list));
  if (!holdsOnly(text, events)) return removed(text, events, event);
  return removed(text, ...inParent(parentOf(events)));
};

/** Whether it has one member and no comment beside it. */
const holdsOnly = (text: string, { offset, length, children: [only, ...others] = [] }: Node): boolean =>
  only !== undefined &&
  others.length === 0 &&
  !(text.slice(offset, only.offset) + text.slice(only.offset + only.length, offset + length)).includes('/');

const parentOf = (node: Node): Node => {
  if (node.parent === undefined) throw new Error('the root has no parent');
  return node.parent;
};

const inParent = (node: Node): readonly [parent: Node, index: number] => {
  const parent = parentOf(node);
  return [parent, parent.children?.indexOf(node) ?? -1];
};

const holdsHandlersOnly = (group: Node): boolean =>
  (group.children ?? []).every((property) => ['matcher', 'hooks'].includes(String(property.children?.[0]?.value)));

const isBare: HookSettings['isBare'] = (text) => {
  const [, body] = split(text);
  return /^\s*(?:\{\s*(?:"version"\s*:\s*1\s*)?\}\s*)?$/.test(body);
};

const undoAll: HookSettings['undo'] = (text, edits) => edits.reduce(applyEdit, text);

const shifted = (edit: TextEdit, by: number): TextEdit => ({ ...edit, offset: edit.offset + by });

export const hookSettings: HookSettings = { read, add, remove, isBare, undo: undoAll };
