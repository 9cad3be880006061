import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** One violation of each rule: a file, and what it says. */
const planted: Readonly<Record<string, readonly [path: string, text: string]>> = {
  'domain-is-pure': ['src/domain/task/planted-a.ts', "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;\n"],
  'harness-is-pure': ['src/harness/planted-q.ts', "import { platform } from 'node:os';\nexport const q = platform;\n"],
  'date-fns-by-sub-path': ['src/domain/task/planted-b.ts', "import { addDays } from 'date-fns';\nexport const b = addDays;\n"],
  'store-knows-files-only': [
    'src/store/planted-c.ts',
    "import type { Context } from '../core/context';\nexport type C = Context;\n",
  ],
  'contract-knows-no-engine': [
    'src/store/planted-o.ts',
    "import { openFilesStore } from './files/open-store';\nexport const o = openFilesStore;\n",
  ],
  'engines-do-not-know-each-other': [
    'src/store/planted/planted-p.ts',
    "import { openFilesStore } from '../files/open-store';\nexport const p = openFilesStore;\n",
  ],
  'store-packages': ['src/adapters/planted-d.ts', "import { Command } from 'commander';\nexport const d = Command;\n"],
  'store-files-by-one-door': [
    'src/store/files/planted-o.ts',
    "import { readFileSync } from 'node:fs';\nexport const o = readFileSync;\n",
  ],
  'adapters-know-domain-only': [
    'src/adapters/planted-e.ts',
    "import { AppError } from '../core/app-error';\nexport const e = AppError;\n",
  ],
  'core-knows-no-outside': [
    'src/core/planted-f.ts',
    "import { openFilesStore } from '../store/files/open-store';\nexport const f = openFilesStore;\n",
  ],
  'core-knows-no-front': ['src/core/planted-g.ts', "import type { Page } from '../cli/render/page';\nexport type G = Page;\n"],
  'compose-alone-opens-the-outside': [
    'src/cli/planted-h.ts',
    "import { openFilesStore } from '../store/files/open-store';\nexport const h = openFilesStore;\n",
  ],
  'compose-knows-no-front': [
    'src/compose/planted-r.ts',
    "import type { Page } from '../cli/render/page';\nexport type R = Page;\n",
  ],
  'pages-know-no-other-front': [
    'src/pages/planted-s.ts',
    "import type { Page } from '../cli/render/page';\nexport type S = Page;\n",
  ],
  'cli-packages': ['src/cli/planted-i.ts', "import { nanoid } from 'nanoid';\nexport const i = nanoid;\n"],
  'chalk-in-render-only': ['src/cli/planted-j.ts', "import chalk from 'chalk';\nexport const j = chalk;\n"],
  'schemas-are-loaded-late': [
    'src/domain/task/planted-k.ts',
    "import { taskSchema } from './schema';\nexport const k = taskSchema;\n",
  ],
  'commands-do-not-know-each-other': [
    'src/cli/commands/session/planted-l.ts',
    "import { command } from '../project/version';\nexport const l = command;\n",
  ],
  'no-circles': ['src/domain/task/planted-m.ts', "import { n } from './planted-n';\nexport const m = (): unknown => n;\n"],
};
const otherHalf = [
  'src/domain/task/planted-n.ts',
  "import { m } from './planted-m';\nexport const n = (): unknown => m;\n",
] as const;

type Report = {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
};

const { default: configuration } = (await import(pathToFileURL(join(root, '.dependency-cruiser.mjs')).href)) as {
  default: { forbidden: readonly { name: string; comment: string }[] };
};

let tree = '';

const cruise = (folder: string): Report => {
  const { stdout } = spawnSync(
    join(root, 'node_modules/.bin/depcruise'),
    ['src', '--config', '.dependency-cruiser.mjs', '--output-type', 'json'],
    { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  return JSON.parse(stdout) as Report;
};

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'stint-layers-'));
  for (const name of ['src', '.dependency-cruiser.mjs', 'tsconfig.json', 'package.json'])
    cpSync(join(root, name), join(tree, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  for (const [path, text] of [...Object.values(planted), otherHalf]) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe('the rule of the layers', () => {
  it('has a planted violation for every rule, and a sentence in every rule', () => {
    expect(Object.keys(planted).sort()).toEqual(configuration.forbidden.map((rule) => rule.name).sort());
    for (const rule of configuration.forbidden) expect(rule.comment).toMatch(/\.$/);
  });

  it('reports every planted violation, each by its own rule', () => {
    const report = cruise(tree);
    const found = new Set(report.summary.violations.map(({ from, rule }) => `${rule.name} ${from}`));
    for (const [rule, [path]] of Object.entries(planted)) expect(found).toContain(`${rule} ${path}`);
  });

  it('reads the sources, and finds nothing in them', () => {
    const report = cruise(root);
    expect(report.summary.totalCruised).toBeGreaterThan(200);
    expect(report.summary.violations).toEqual([]);
  });
});
