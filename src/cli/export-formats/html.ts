import { basename } from 'node:path';
import type { Completion } from '../../domain/ledger/fold';
import { ledgerPage } from '../../pages/ledger/ledger-page';
import type { ExportFormat, ExportSetup } from './format';

/** One page with a timeline, for people. Its totals stand above its rows, so that it keeps all completions until the end. */
export const htmlFormat = async ({ now, context, request }: ExportSetup): Promise<ExportFormat> => {
  const completions: Completion[] = [];
  const { name, sessions } = await context.store.read((state) => ({
    name: state.config.project.name,
    sessions: [...state.archive.sessions(), ...state.sessions],
  }));
  const words = Object.entries(request).map(([key, value]) => `${key} ${[value].flat().join(' ')}`);
  return {
    begin: () => '',
    row: (completion) => {
      completions.push(completion);
      return '';
    },
    end: () =>
      ledgerPage({
        project: name === undefined || name === '' ? basename(context.root) : name,
        generatedAt: now,
        completions,
        sessions,
        sha256: context.sha256,
        ...(words.length === 0 ? {} : { filter: words.join(', ') }),
      }),
  };
};
