// The text that names every package whose code lies in the bundles, with its licence: made of what was really bundled.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders of the packages that gave at least one byte to an output of esbuild, by the inputs that its metafile names. */
export const bundledPackages = (metafiles) => {
  const folders = new Set();
  for (const { outputs } of metafiles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
        const [, folder] = /^(?:.*:)?((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
        if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
      }
    }
  }
  return [...folders].sort();
};

const licenceFiles = (folder) => readdirSync(folder).filter((name) => /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i.test(name));

const noticeOf = (root, folder) => {
  const path = join(root, folder);
  const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const texts = existsSync(path) ? licenceFiles(path).map((file) => readFileSync(join(path, file), 'utf8').trim()) : [];
  if (name === undefined || version === undefined || typeof license !== 'string' || texts.length === 0)
    throw new Error(`${folder} is bundled, and its name, version, licence or the text of that is missing`);
  return `${name} ${version} (${license})\n\n${texts.join('\n\n').replaceAll('\r\n', '\n')}\n`;
};

const rule = `\n${'-'.repeat(80)}\n\n`;

export const thirdPartyNotices = (root, metafiles) => {
  const notices = bundledPackages(metafiles).map((folder) => noticeOf(root, folder));
  return `stint holds code of these packages. Each is named with its version, its licence and the text of that.\n${rule}${notices.join(rule)}`;
};
