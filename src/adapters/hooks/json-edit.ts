import { type Node, parseTree } from 'jsonc-parser';

/** Puts `text` in the place of `length` UTF-16 units at `offset`. */
export type TextEdit = { readonly offset: number; readonly length: number; readonly text: string };

export const applyEdit = (text: string, edit: TextEdit): string =>
  text.slice(0, edit.offset) + edit.text + text.slice(edit.offset + edit.length);

/** What takes `edit` back from the text that it gave. */
export const inverseOf = (text: string, { offset, length, text: put }: TextEdit): TextEdit => ({
  offset,
  length: put.length,
  text: text.slice(offset, offset + length),
});

/** The tree of a text that is known to parse. */
export const treeOf = (text: string): Node => {
  const tree = parseTree(text);
  if (tree === undefined) throw new Error('a text without a value has no tree');
  return tree;
};

/** The last member of that name, which is the one that counts. */
export const memberOf = (object: Node | undefined, name: string): Node | undefined =>
  object?.type === 'object'
    ? object.children?.findLast((property) => property.children?.[0]?.value === name)?.children?.[1]
    : undefined;

export const endOf = ({ offset, length }: Node): number => offset + length;

/** How a text is laid out: by its first line break and its first member. */
type Layout = { readonly newline: string; readonly unit: string; readonly oneLine: boolean };

const layoutOf = (text: string): Layout => {
  const tree = treeOf(text);
  const first = tree.children?.[0];
  const before = first === undefined ? '' : text.slice(tree.offset, first.offset);
  const unit = /\n([ \t]+)$/.exec(before)?.[1] ?? '  ';
  return {
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    unit,
    oneLine: first !== undefined && !text.slice(tree.offset, endOf(tree)).includes('\n'),
  };
};

/** A value as it is written at `indent`; on one line where the text has no others. */
const written = (value: unknown, layout: Layout, indent: string): string =>
  layout.oneLine
    ? JSON.stringify(value)
    : JSON.stringify(value, undefined, layout.unit).replaceAll('\n', `${layout.newline}${indent}`);

/** Puts a member (with `name`) or an element at the end of an object or array. Touches nothing that is there. */
export const appended = (text: string, container: Node, value: unknown, name?: string): TextEdit => {
  const layout = layoutOf(text);
  const label = name === undefined ? '' : `${JSON.stringify(name)}:${layout.oneLine ? '' : ' '}`;
  const last = container.children?.at(-1);
  const first = container.children?.[0];
  const close = endOf(container) - 1;
  if (first === undefined || last === undefined) {
    const inner = text.slice(container.offset + 1, close);
    const offset = container.offset + 1 + inner.trimEnd().length;
    const outer = indentAt(text, container.offset);
    const indent = outer + layout.unit;
    const put = layout.oneLine
      ? label + written(value, layout, '')
      : `${layout.newline}${indent}${label}${written(value, layout, indent)}${layout.newline}${outer}`;
    return { offset, length: close - offset, text: put };
  }
  const own = /\n([ \t]*)$/.exec(text.slice(container.offset, first.offset))?.[1];
  // A comment behind the last member stays with it.
  const offset = endOf(last);
  const rest = text.slice(offset, close).trimEnd();
  const lead = own === undefined && rest === '' ? (layout.oneLine ? '' : ' ') : `${layout.newline}${own ?? ''}`;
  const put = own === undefined ? label + JSON.stringify(value) : label + written(value, { ...layout, oneLine: false }, own);
  return { offset, length: rest.length, text: `,${rest}${lead}${put}` };
};

const indentAt = (text: string, offset: number): string =>
  /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))?.[0] ?? '';

/**
 * Takes a member or element out, with the comma and the space that came with it: the reverse of `appended` where it is
 * the last. Comments stay.
 */
export const removed = (text: string, container: Node, index: number): TextEdit => {
  const children = container.children ?? [];
  const node = children[index];
  if (node === undefined) throw new Error(`there is no member ${index}`);
  const previous = children[index - 1];
  const next = children[index + 1];
  // Not the other way round: what stands before it may end in a comment to the end of its line.
  if (next !== undefined) return withoutComma(text, endOf(node), next.offset, node.offset, 'after');
  if (previous !== undefined) return withoutComma(text, endOf(previous), node.offset, endOf(node), 'before');
  const start = container.offset + 1;
  const after = text.slice(endOf(node), endOf(container) - 1);
  const before = withoutEnd(text.slice(start, node.offset), after);
  const kept = before === '' && after.trim() === '' ? '' : before + after;
  return { offset: start, length: endOf(container) - 1 - start, text: kept };
};

/** `from`–`to`: the gap that holds the comma; `end`: the other end of the node. */
const withoutComma = (text: string, from: number, to: number, end: number, side: 'before' | 'after'): TextEdit => {
  const gap = text.slice(from, to);
  const comma = commaIn(gap);
  const plain = gap.slice(0, comma) + gap.slice(comma + 1);
  if (side === 'before') return { offset: from, length: end - from, text: withoutEnd(plain, text.slice(end)) };
  return { offset: end, length: to - end, text: plain.trimStart() };
};

const comments = /\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

/** A gap without the space at its end; with its line break where `following` would become part of a comment. */
const withoutEnd = (gap: string, following: string): string => {
  const kept = gap.trimEnd();
  const isOpen = kept.match(comments)?.at(-1)?.startsWith('//') && !/^[ \t]*\r?\n/.test(following);
  const lineBreak = isOpen ? /\r?\n/.exec(gap.slice(kept.length))?.[0] : undefined;
  return kept + (lineBreak ?? '');
};

/** The place of the one comma that is in no comment. */
const commaIn = (gap: string): number => gap.replaceAll(comments, (comment) => ' '.repeat(comment.length)).indexOf(',');
