import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldCompletion } from '../../../src/domain/ledger/fold';
import type { LedgerEntry } from '../../../src/domain/ledger/schema';
import { type LedgerPage, ledgerPage } from '../../../src/pages/ledger/ledger-page';
import { showSpan } from '../../../src/pages/ledger/markup';
import { sha256 } from '../../support/world';

type Entry = LedgerEntry;

const entry = (number: number, over: Partial<Entry> = {}): Entry => ({
  id: `e${number}`,
  type: 'completed',
  at: '2026-11-20T12:00:00.000Z',
  completedAt: `2026-11-20T12:${String(number % 60).padStart(2, '0')}:00.000Z`,
  startedAt: '2026-11-20T11:00:00.000Z',
  durationMs: 3_600_000,
  task: { id: `T00${number}`, uid: `u${number}`, title: `Title ${number}`, type: 'task', labels: [] },
  agent: number % 2 === 0 ? 'ann' : 'codex',
  session: 'session_20261120_110000_aabbcc',
  flags: [],
  v: 1,
  source: 'direct_session',
  prev: [],
  hash: 'ab'.repeat(32),
  ...over,
});

const foldAll = (entries: readonly Entry[]) =>
  entries.filter(({ type }) => type === 'completed').map((each) => foldCompletion(each, entries));

const pageOf = (entries: readonly Entry[], over: Partial<LedgerPage> = {}): string =>
  [
    ...ledgerPage({
      project: 'acme',
      generatedAt: '2026-11-21T12:00:00.000Z',
      completions: foldAll(entries),
      sessions: [],
      sha256,
      ...over,
    }),
  ].join('');

/** The page without its own script and style: what is left is markup around stored text. */
const bodyOf = (html: string): string => html.replace(/<style>.*?<\/style>/s, '').replace(/<script>.*?<\/script>/s, '');
const tagsOf = (html: string): string[] => [...bodyOf(html).matchAll(/<\/?([a-z0-9]+)/gi)].map(([, name]) => name ?? '');
const rowsOf = (html: string): string[] => html.match(/<tr[ >](?:(?!<tr).)*?data-l="Finished".*?<\/tr>/gs) ?? [];

const known = new Set(
  'html head meta title style body header h1 h2 p dl div dt dd main section span button svg g rect line text tspan circle table caption thead tr th tbody td time b i code details summary pre label input footer script'.split(
    ' ',
  ),
);

describe('ledgerPage', () => {
  it('is one document that asks nobody for anything', () => {
    const html = pageOf([entry(1), entry(2)]);
    expect(html.startsWith('<!doctype html><html lang="en">')).toBe(true);
    expect(html.endsWith('</script></body></html>\n')).toBe(true);
    expect(html).not.toMatch(/\b(?:src|href|srcset|action|xlink:href|style|on\w+)=/);
    expect(html).not.toMatch(/url\(|@import|https?:/);
    expect(tagsOf(html).filter((tag) => !known.has(tag))).toEqual([]);
  });

  it('lets nothing run but its own style and script', () => {
    const html = pageOf([entry(1)]);
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html)?.[1];
    const hash = (tag: string): string =>
      createHash('sha256')
        .update(new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(html)?.[1] ?? '')
        .digest('base64');
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${hash('style')}'; script-src 'sha256-${hash('script')}'; base-uri 'none'; form-action 'none'`,
    );
  });

  it('has a heading per section, captions, scopes, one sorted column per table and a label for its field', () => {
    const html = pageOf([entry(1), entry(2)]);
    expect(html.match(/<h1>/g)).toHaveLength(1);
    expect([...html.matchAll(/<section aria-labelledby="(h-\w+)">/g)].map(([, id]) => id)).toEqual([
      'h-days',
      'h-time',
      'h-by',
      'h-list',
    ]);
    for (const [, id] of html.matchAll(/aria-labelledby="(h-\w+)"/g)) expect(html).toContain(`<h2 id="${id}">`);
    const tables = html.split('<table ').slice(1);
    expect(tables).toHaveLength(2);
    for (const table of tables) {
      expect(table).toContain('<caption');
      expect(table.slice(0, table.indexOf('</thead>')).match(/aria-sort=/g)).toHaveLength(1);
      expect(table.slice(0, table.indexOf('</thead>'))).not.toMatch(/<th(?!ead| scope="col")/);
    }
    expect(html).toContain('<label class="hide" for="find">');
    expect(html).toMatch(/<svg class="chart"[^>]* role="img" aria-label="Timeline from 2026-11-20/);
  });

  it.each([
    '</title><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    '</pre></details><iframe>',
    '</script><script>alert(1)',
    '<!--',
    '&lt;b&gt; & &amp;',
    'javascript:alert(1)',
    '\u202Egnp.exe\u0000\u001b[31m\u2028',
  ])('shows %j as text, wherever it is stored', (hostile) => {
    const task = { id: hostile, uid: hostile, title: hostile, type: hostile, epicId: hostile, phase: hostile, labels: [hostile] };
    const facts = {
      files: [{ path: hostile, origin: 'git' as const }],
      commits: [{ sha: hostile, subject: hostile, origin: 'git' as const }],
    };
    const bad = entry(1, { id: hostile, task, agent: hostile, session: hostile, reason: hostile, flags: [hostile], ...facts });
    const session = { id: hostile, name: hostile, agent: hostile, startedAt: hostile };
    const html = pageOf([bad], { project: hostile, filter: hostile, sessions: [session] });
    const harmless = pageOf([entry(1, { ...facts, reason: 'x', flags: ['x'], task: { ...task, id: 'x' } })], {
      project: 'x',
      filter: 'x',
    });
    expect(tagsOf(html)).toEqual(tagsOf(harmless));
    expect(bodyOf(html).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e\u2028]/u);
    expect(html).not.toMatch(/<[^>]*\son\w+=/i);
  });

  it('escapes whatever is stored', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const html = pageOf([entry(1, { reason: `a${text}`, agent: text })]);
        expect(tagsOf(html)).toEqual(tagsOf(pageOf([entry(1, { reason: 'a', agent: 'x' })])));
      }),
    );
  });

  it('folds amendments, reopenings and voids into the completions that they speak of', () => {
    const later = { at: '2026-11-21T00:00:00.000Z', ref: 'e1' };
    const html = pageOf([
      entry(1, { reason: 'first' }),
      entry(2),
      entry(3, { ...later, id: 'e1-a1', type: 'amended', note: 'second', files: [{ path: 'added.ts', origin: 'flag' }] }),
      entry(3, { ...later, id: 'e1-r', type: 'reopened' }),
      entry(3, { ...later, id: 'e2-v', type: 'voided', ref: 'e2' }),
    ]);
    const [newest, oldest] = rowsOf(html);
    expect(newest).toMatch(/^<tr class="voided">.*T002.*<span class="mark">voided<\/span>/s);
    expect(oldest).toMatch(
      /T001.*<span class="mark">reopened<\/span>.*<summary>1 file<\/summary><p>first<\/p><p>second<\/p><pre>added\.ts<\/pre>/s,
    );
    expect(html).toContain('<div><dt>tasks finished</dt><dd>1</dd></div>');
  });

  it('names what was recorded on two branches and what was redacted, and takes a ledger with nothing in it', () => {
    const html = pageOf([entry(1), entry(1, { redacted: { reason: 'aa' } })]);
    expect(html).toContain('<span class="mark">recorded twice</span> <span class="mark">redacted</span>');
    expect(pageOf([])).toContain('No finished task is recorded.');
  });

  it('draws every session and task once, inside the picture', () => {
    const entries = Array.from({ length: 300 }, (_, index) =>
      entry(index, { session: `session_20261120_110000_${String(index % 40).padStart(6, '0')}` }),
    );
    const html = pageOf(entries);
    expect(html.match(/<circle/g)).toHaveLength(300);
    expect(html.match(/<rect class="session"/g)).toHaveLength(40);
    for (const [, x, width] of html.matchAll(/<rect class="session" x="([\d.]+)%" y="\d+" width="([\d.]+)%"/g)) {
      expect(Number(x)).toBeGreaterThanOrEqual(0);
      expect(Number(x) + Number(width)).toBeLessThanOrEqual(100);
    }
    expect(rowsOf(html)).toHaveLength(300);
  });
});

describe('showSpan', () => {
  it.each([
    [undefined, '–'],
    [4_400, '4 s'],
    [90_000, '2 min'],
    [5_400_000, '1.5 h'],
    [40 * 3_600_000, '40 h'],
    [3 * 86_400_000, '3 days'],
  ])('%s ms is %s', (ms, shown) => {
    expect(showSpan(ms)).toBe(shown);
  });
});
