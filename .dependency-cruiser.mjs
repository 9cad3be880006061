// The rule of the layers (docs/architecture.md): what may import what. Each rule carries the sentence that a violator reads.
// test/architecture plants a violation of every rule here and sees it reported.

const nodeModules = (names) => `(^|/)node_modules/(${names.join('|')})/`;

/** Without its types: an `import type` costs nothing at run time and couples to a shape only. */
const atRunTime = { dependencyTypesNot: ['type-only'] };

export default {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment:
        'domain decides and nothing else: it imports itself, zod, date-fns sub-paths and fastest-levenshtein. What it needs from outside comes in as a value.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: ['^src/domain/', nodeModules(['zod', 'date-fns', 'fastest-levenshtein'])] },
    },
    {
      name: 'harness-is-pure',
      comment:
        'harness reads what agent harnesses write and decides nothing else: it imports itself and domain, and zod in its answers.',
      severity: 'error',
      from: { path: '^src/harness/' },
      to: { pathNot: ['^src/(harness|domain)/', nodeModules(['zod'])] },
    },
    {
      name: 'date-fns-by-sub-path',
      comment: 'Import date-fns by its sub-path (date-fns/addDays): its root loads everything.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: 'node_modules/date-fns/(index|cdn)\\.' },
    },
    {
      name: 'store-knows-files-only',
      comment:
        'store imports itself, domain, the generated validators, node:* and write-file-atomic: it knows no use case and no command.',
      severity: 'error',
      from: { path: '^src/store/' },
      to: { path: '^src/', pathNot: '^src/(store|domain|generated)/' },
    },
    {
      name: 'contract-knows-no-engine',
      comment: 'The contract of a store imports domain alone: an engine implements it, it knows none.',
      severity: 'error',
      from: { path: '^src/store/[^/]+\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(store/[^/]+\\.ts$|domain/|generated/)' },
    },
    {
      name: 'engines-do-not-know-each-other',
      comment: 'An engine imports the contract and itself: what two engines share belongs to the contract or the domain.',
      severity: 'error',
      from: { path: '^src/store/([^/]+)/' },
      to: { path: '^src/store/[^/]+/', pathNot: '^src/store/$1/' },
    },
    {
      name: 'store-packages',
      comment:
        'store and adapters use write-file-atomic and nanoid, and no other package at run time; yaml reads front matter, jsonc-parser settings of harnesses.',
      severity: 'error',
      from: {
        path: '^src/(store|adapters)/',
        pathNot: ['^src/store/files/explain', '^src/adapters/import/front-matter', '^src/adapters/hooks/'],
      },
      to: { path: 'node_modules', pathNot: nodeModules(['write-file-atomic', 'nanoid', '@types']), ...atRunTime },
    },
    {
      name: 'store-files-by-one-door',
      comment:
        'Below .stint/ everything is read and written through own-folder and change-own-folder, which follow no link and open plain files only; files of the user through read-user-bytes, open-user-file and replace-user-file.',
      severity: 'error',
      from: {
        path: '^src/store/',
        pathNot:
          '^src/store/files/(disk|own-folder|change-own-folder|read-user-bytes|(read|replace|open)-user-file|user-file-place|refuse-foreign-folder|is-program|copies/[a-z-]+|doctor/look-at-copies)\\.ts$',
      },
      to: { path: '^(node:)?fs(/promises)?$', ...atRunTime },
    },
    {
      name: 'adapters-know-domain-only',
      comment: 'adapters import themselves, domain, harness and node:*; of the store, types alone.',
      severity: 'error',
      from: { path: '^src/adapters/' },
      to: { path: '^src/', pathNot: '^src/(adapters|domain|harness)/', ...atRunTime },
    },
    {
      name: 'core-knows-no-outside',
      comment:
        'core imports itself, domain and harness; of store and adapters it imports types alone, so that any front and any engine can use it.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { pathNot: '^src/(core|domain|harness)/', ...atRunTime },
    },
    {
      name: 'core-knows-no-front',
      comment: 'core does not know the command line, not even its types.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'compose-alone-opens-the-outside',
      comment: 'Only src/compose imports store and adapters: a front gets what it needs of them through the context.',
      severity: 'error',
      from: { path: '^src/(cli|pages)/' },
      to: { path: '^src/(store|adapters|generated)/', ...atRunTime },
    },
    {
      name: 'compose-knows-no-front',
      comment: 'compose puts engine, adapters, clock and ids together for any front, and knows none.',
      severity: 'error',
      from: { path: '^src/compose/' },
      to: { path: ['^src/(cli|pages)/', nodeModules(['commander', 'chalk'])] },
    },
    {
      name: 'pages-know-no-other-front',
      comment: 'pages make a page of what core and domain give them: they import those and themselves, and no package.',
      severity: 'error',
      from: { path: '^src/pages/' },
      to: { pathNot: '^src/(pages|core|domain)/' },
    },
    {
      name: 'cli-packages',
      comment:
        'cli uses commander, fastest-levenshtein to name what is near and date-fns to print dates; chalk in render/, zod where schemas are printed.',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: {
        path: 'node_modules',
        pathNot: nodeModules(['commander', 'fastest-levenshtein', 'date-fns', 'chalk', 'zod', '@types']),
      },
    },
    {
      name: 'chalk-in-render-only',
      comment: 'Colours belong to src/cli/render: use page.paint.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/render/' },
      to: { path: nodeModules(['chalk']) },
    },
    {
      name: 'schemas-are-loaded-late',
      comment:
        'zod schemas cost more than Node itself to build: import their types, take constants from vocabulary.ts, and validate with src/generated.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: [
          '/(schema|answer)\\.ts$',
          '^src/generated/',
          '^src/store/files/explain',
          '^src/cli/about/(schema-catalogue|project-answers)\\.ts$',
        ],
      },
      to: { path: ['^src/(domain|harness)/.*(schema|answer)\\.ts$', nodeModules(['zod'])], ...atRunTime },
    },
    {
      name: 'commands-do-not-know-each-other',
      comment: 'A command imports no command of another family: what two share lies in core, domain or beside the commands.',
      severity: 'error',
      from: { path: '^src/cli/commands/([^/]+)/' },
      to: { path: '^src/cli/commands/', pathNot: '^src/cli/commands/$1/' },
    },
    {
      name: 'no-circles',
      comment: 'Two modules that need each other are one, or a third is missing.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'dynamic-import'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
