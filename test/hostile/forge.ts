import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

type Step = Readonly<Record<string, unknown>>;

export type Forged = {
  readonly put?: readonly Step[];
  readonly append?: readonly Step[];
  /** Further members of the record, or others in the place of its own. */
  readonly members?: Step;
  /** The text of the record as it is; `{generation}` is put in. */
  readonly text?: string;
  /** Its name; default: the next one. */
  readonly generation?: number | string;
  readonly epoch?: number | string;
  /** Staged images by name; `{generation}` is put in. */
  readonly images?: Readonly<Record<string, string>>;
};

const recordName = /^(\d+)\.json$/;

const newestIn = (stint: string): { readonly generation: number; readonly v: unknown; readonly epoch: number } => {
  let newest = { generation: 0, v: 1 as unknown, epoch: 0 };
  for (const epoch of readdirSync(join(stint, 'journal')).filter((name) => /^\d+$/.test(name)))
    for (const name of readdirSync(join(stint, 'journal', epoch))) {
      const generation = Number(recordName.exec(name)?.[1] ?? -1);
      if (generation <= newest.generation) continue;
      const { record } = JSON.parse(readFileSync(join(stint, 'journal', epoch, name), 'utf8'));
      newest = { generation, v: record.v, epoch: Number(epoch) };
    }
  return newest;
};

/** An unfinished commit in the journal, with every hash right: whoever can write the file can compute them. */
export const forgeRecord = (stint: string, forged: Forged): void => {
  const newest = newestIn(stint);
  const generation = forged.generation ?? newest.generation + 1;
  const number = Number(generation);
  const placed = (text: string): string => text.replaceAll('{generation}', String(generation));
  const folder = join(stint, 'journal', String(forged.epoch ?? newest.epoch));
  mkdirSync(folder, { recursive: true });
  const body =
    forged.text === undefined
      ? JSON.stringify({
          v: newest.v,
          generation: number,
          txid: 'AAAAAAAAAAAA',
          by: { pid: 1, host: 'vm', at: '2026-11-30T10:00:00.000Z' },
          put: (forged.put ?? []).map((step) => placedStep(step, placed, forged.images ?? {})),
          append: forged.append ?? [],
          ...forged.members,
        })
      : placed(forged.text);
  for (const [name, text] of Object.entries(forged.images ?? {})) writeFileSync(join(folder, placed(name)), text);
  writeFileSync(join(folder, `${generation}.json`), `{"sha256":"${sha256(body)}","record":${body}}\n`);
};

const placedStep = (step: Step, placed: (text: string) => string, images: Readonly<Record<string, string>>): Step => {
  const image = images[String(step.staged)] ?? '';
  return { size: image.length, sha256: sha256(image), base: null, ...step, staged: placed(String(step.staged)) };
};

/** Says that everything up to the newest record is finished, or that a number is. */
export const image = '{generation}.AAAAAAAAAAAA.image';
