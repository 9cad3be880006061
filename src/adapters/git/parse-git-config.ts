/** One setting: section and key in lower case, the subsection as it is written. */
export type GitSetting = {
  readonly section: string;
  readonly subsection?: string;
  readonly key: string;
  /** `true` for a key without a value. */
  readonly value: string;
};

/**
 * What a git config file says, in order. undefined for a text that git itself refuses. Includes are settings like any
 * other: they are not followed.
 */
export const parseGitConfig = (text: string): readonly GitSetting[] | undefined => {
  const settings: GitSetting[] = [];
  let place: Pick<GitSetting, 'section' | 'subsection'> = { section: '' };
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    blankOrComment.lastIndex = at;
    const blank = blankOrComment.exec(text)?.[0].length ?? 0;
    if (blank > 0) {
      at += blank;
      continue;
    }
    header.lastIndex = at;
    const opened = header.exec(text);
    if (opened !== null) {
      const [all, name = '', quoted] = opened;
      place = sectionOf(name, quoted);
      at += all.length;
      continue;
    }
    name.lastIndex = at;
    const named = name.exec(text);
    if (named === null) return undefined;
    at += named[0].length;
    const value = named[2] === undefined ? { text: 'true', end: at } : readValue(text, at);
    if (value === undefined) return undefined;
    settings.push({ ...place, key: (named[1] ?? '').toLowerCase(), value: value.text });
    at = value.end;
  }
  return settings;
};

const blankOrComment = /(?:[ \t\r\n\v\f]|[#;][^\n]*)+/y;
const header = /\[[ \t]*([A-Za-z0-9.-]+)(?:[ \t]+"((?:[^"\\\n\0]|\\[^\n\0])*)")?[ \t]*\]/y;
/** A key; then either the sign before its value, or the end of its line or a comment. */
const name = /([A-Za-z][A-Za-z0-9-]*)[ \t]*(?:(=)[ \t]*|(?=\r?\n|[#;]|$))/y;

/** `[section.sub]` is an old way to write `[section "sub"]`. */
const sectionOf = (name: string, quoted: string | undefined): Pick<GitSetting, 'section' | 'subsection'> => {
  if (quoted !== undefined) return { section: name.toLowerCase(), subsection: quoted.replaceAll(/\\(.)/g, '$1') };
  const dot = name.indexOf('.');
  if (dot === -1) return { section: name.toLowerCase() };
  return { section: name.slice(0, dot).toLowerCase(), subsection: name.slice(dot + 1).toLowerCase() };
};

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b', '"': '"', '\\': '\\' };

const readValue = (text: string, from: number): { readonly text: string; readonly end: number } | undefined => {
  let value = '';
  /** White space outside of quotes counts only where more follows. */
  let kept = 0;
  let isQuoted = false;
  for (let at = from; ; at++) {
    const char = text[at];
    if (char === undefined || char === '\n') return isQuoted ? undefined : { text: value.slice(0, kept), end: at };
    if (char === '\r' && text[at + 1] === '\n') continue;
    if (char === '\\') {
      at++;
      if (text[at] === '\r' && text[at + 1] === '\n') at++;
      if (text[at] === '\n') continue;
      const meant = escapes[text[at] ?? ''];
      if (meant === undefined) return undefined;
      value += meant;
      kept = value.length;
    } else if (char === '"') {
      isQuoted = !isQuoted;
      kept = value.length;
    } else if (!isQuoted && (char === '#' || char === ';')) {
      const end = text.indexOf('\n', at);
      return { text: value.slice(0, kept), end: end === -1 ? text.length : end };
    } else {
      value += char;
      if (isQuoted || (char !== ' ' && char !== '\t')) kept = value.length;
    }
  }
};
