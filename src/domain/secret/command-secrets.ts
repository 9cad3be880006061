import { isOpaque, isPassword } from './secret-value';

/** Programs whose short options take a password, and how. The group `value` is the password. */
const programs: readonly { readonly name: RegExp; readonly option: RegExp }[] = [
  { name: /^(?:mysql|mysqldump|mysqladmin|mysqlimport|mariadb|mariadb-dump)$/, option: /\s-p(?<value>[^\s]+)/dg },
  { name: /^sshpass$/, option: /\s-p\s{0,4}(?<value>[^\s]+)/dg },
  {
    name: /^(?:docker|podman|buildah|skopeo|nerdctl|helm|crane|oras)$/,
    option: /\slogin\s(?:[^\n]{0,200}?\s)?-p\s{1,4}(?<value>[^\s]+)/dg,
  },
  { name: /^(?:twine|az)$/, option: /\s-p\s{1,4}(?<value>[^\s]+)/dg },
  { name: /^(?:7z|7za|7zz|rar|unrar)$/, option: /\s-h?p(?<value>[^\s]+)/dg },
  { name: /^(?:zip|unzip)$/, option: /\s-P\s{0,4}(?<value>[^\s]+)/dg },
  { name: /^redis-cli$/, option: /\s-a\s{1,4}(?<value>[^\s]+)/dg },
  { name: /^ldap\w+$/, option: /\s-w\s{1,4}(?<value>[^\s]+)/dg },
  { name: /^(?:smbclient|smbmap|rpcclient|net)$/, option: /\s(?:-U|--user)\s{0,4}=?[^\s%]{1,60}%(?<value>[^\s]+)/dg },
  { name: /^net$/, option: /\/user:\S{1,60}\s{1,4}(?<value>[^\s/]+)/dg },
  { name: /^openssl$/, option: /\bpass:(?<value>[^\s]+)/dg },
  { name: /^htpasswd$/, option: /\s-[a-zA-Z]{0,6}b[a-zA-Z]{0,6}\s{1,4}\S{1,100}\s{1,4}\S{1,60}\s{1,4}(?<value>[^\s]+)/dg },
  {
    name: /^(?:curl|http|https|httpie|xh|wget)$/,
    option: /\s(?:-[a-zA-Z]{0,6}u|-a|--user|--proxy-user|--auth)[\s=]{0,4}["']?[^\s:"'$<]{0,100}:(?<value>[^\s"']+)/dg,
  },
  { name: /^(?:curl)$/, option: /\s(?:-[a-zA-Z]{0,6}u|--user)[\s=]{0,4}["']?(?<value>[^\s:"'$<]{20,200}):(?=["'\s])/dg },
  { name: /^gh$/, option: /\ssecret\sset\s[^\n]{0,200}?(?:-b|--body)[\s=]{1,4}(?<value>[^\s]+)/dg },
  {
    name: /^echo$/,
    option:
      /\s(?:-n\s)?(?<value>[^\s|]+)\s{0,4}\|\s{0,4}(?:sudo\s{1,4}-\w{0,4}S|[^|\n]{0,200}--(?:password|token)-stdin|[^|\n]{0,200}--with-token)/dg,
  },
];

const programName =
  /(?<![\w./-])(?:[\w.-]{0,60}\/){0,12}(mysql(?:dump|admin|import)?|mariadb(?:-dump)?|sshpass|docker|podman|buildah|skopeo|nerdctl|helm|crane|oras|twine|az|7z[az]?|rar|unrar|zip|unzip|redis-cli|ldap\w{1,20}|smbclient|smbmap|rpcclient|net|openssl|htpasswd|curl|https?|httpie|xh|wget|echo|gh)(?=\s)/g;

/** As much of a text as is looked at as one line of commands; what comes behind it is looked at again. */
const longestLine = 1000;

type Span = { readonly start: number; readonly end: number };

/** `text` without the passwords that programs are given by short options. */
export const maskOptions = (text: string, found: (kind: string) => void): string => {
  if (!['-', '/user:', 'pass:', '|'].some((sign) => text.includes(sign))) return text;
  const spans: Span[] = [];
  programName.lastIndex = 0;
  for (let hit = programName.exec(text); hit !== null; hit = programName.exec(text)) {
    const start = hit.index;
    const window = text.slice(start, start + longestLine);
    const lineEnd = window.indexOf('\n');
    const line = lineEnd === -1 ? window : window.slice(0, lineEnd);
    // All of the line at once, so that no part of it is looked at twice.
    const names = new Set<string>();
    programName.lastIndex = 0;
    for (const [, name = ''] of line.matchAll(programName)) names.add(name);
    for (const { name, option } of programs) {
      if ([...names].some((each) => name.test(each))) for (const span of passwordsIn(line, option, start)) spans.push(span);
    }
    programName.lastIndex = start + Math.max(line.length, 1);
  }
  return without(text, spans, 'password', found);
};

const passwordsIn = (command: string, option: RegExp, from: number): Span[] =>
  [...command.matchAll(option)].flatMap((match) => {
    const [start, end] = match.indices?.groups?.value ?? [0, 0];
    const typed = command.slice(start, end);
    const quote = /^["']/.exec(typed)?.[0];
    const inner = quote === undefined ? typed.replace(/["']$/, '') : typed.slice(1).replace(/["'].*$/, '');
    const begin = from + start + (quote === undefined ? 0 : 1);
    return isPassword(inner, 'quoted') && inner !== '' ? [{ start: begin, end: begin + inner.length }] : [];
  });

const without = (text: string, spans: readonly Span[], kind: string, found: (kind: string) => void): string => {
  let clean = '';
  let kept = 0;
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    if (start < kept) continue;
    clean += `${text.slice(kept, start)}[masked ${kind}]`;
    kept = end;
    found(kind);
  }
  return kept === 0 ? text : clean + text.slice(kept);
};

const userInfo = /:\/\/(?<user>[^\s:/@"'`<>[\]]{0,100}):(?<value>[^\s@"'`<>]{1,300})@(?=[\w[$])/dg;
const loneUser = /:\/\/(?<value>[^\s:/@"'`<>[\]$]{20,300})@(?=[\w[])/dg;

/** `text` without the passwords that stand before the host of a URL. */
export const maskUrls = (text: string, found: (kind: string) => void): string => {
  if (!text.includes('://') || !text.includes('@')) return text;
  const spans: Span[] = [];
  for (const match of text.matchAll(userInfo)) {
    const [start, end] = match.indices?.groups?.value ?? [0, 0];
    const value = text.slice(start, end);
    if (/^\d{1,5}\//.test(value) || !isPassword(value, 'quoted')) continue;
    spans.push({ start, end });
  }
  for (const match of text.matchAll(loneUser)) {
    const [start, end] = match.indices?.groups?.value ?? [0, 0];
    if (isOpaque(text.slice(start, end), 20)) spans.push({ start, end });
  }
  return without(text, spans, 'password', found);
};

const cookies = /\bcookie["']?\s{0,2}:\s{0,2}/gi;
const cookie = /(?<name>[\w.-]{1,60})=(?<value>[^\s;,"']{16,4096})/dg;

/** `text` without the values of cookies that look as if a machine had made them. */
export const maskCookies = (text: string, found: (kind: string) => void): string => {
  if (!text.includes('ookie') && !text.includes('OOKIE')) return text;
  const spans: Span[] = [];
  cookies.lastIndex = 0;
  for (let hit = cookies.exec(text); hit !== null; hit = cookies.exec(text)) {
    const start = cookies.lastIndex;
    const window = text.slice(start, start + 4096);
    const lineEnd = window.search(/[\n"']/);
    const line = lineEnd === -1 ? window : window.slice(0, lineEnd);
    for (const match of line.matchAll(cookie)) {
      const [from, to] = match.indices?.groups?.value ?? [0, 0];
      if (isOpaque(line.slice(from, to), 16)) spans.push({ start: start + from, end: start + to });
    }
    cookies.lastIndex = start + line.length;
  }
  return without(text, spans, 'cookie', found);
};

const environmentFile = /<<-?\s{0,4}(["']?)(\w{1,60})\1[^\n]{0,200}\n/g;
const variable = /^(?<lead>\s{0,20}(?:export\s)?[A-Za-z_]\w{0,80}=["']?)(?<value>[^\s"']{16,4096})/dgm;

/** `text` without the values that a here-document writes into a file of settings and that look as if a machine had made them. */
export const maskEnvironmentFiles = (text: string, found: (kind: string) => void): string => {
  if (!text.includes('<<')) return text;
  const spans: Span[] = [];
  environmentFile.lastIndex = 0;
  for (let hit = environmentFile.exec(text); hit !== null; hit = environmentFile.exec(text)) {
    const begin = environmentFile.lastIndex;
    const lineStart = text.lastIndexOf('\n', hit.index) + 1;
    if (!/\.env\b|\.npmrc|\.netrc|credentials/.test(text.slice(Math.max(lineStart, hit.index - 300), begin))) continue;
    const close = text.indexOf(`\n${hit[2]}`, begin - 1);
    const end = close === -1 ? text.length : close;
    for (const match of text.slice(begin, end).matchAll(variable)) {
      const [from, to] = match.indices?.groups?.value ?? [0, 0];
      if (isOpaque(text.slice(begin + from, begin + to), 16)) spans.push({ start: begin + from, end: begin + to });
    }
    environmentFile.lastIndex = Math.max(begin, end);
  }
  return without(text, spans, 'setting', found);
};
