import { heldOutContexts, heldOutHarmless, heldOutTold } from '../../fixtures/secrets/held-out';
import { fill, madeValue, randomFrom } from '../../fixtures/secrets/made-values';
import { harmless } from '../../fixtures/secrets/negatives';
import { tokenContexts, tokenKinds, told } from '../../fixtures/secrets/positives';

export type Positive = { readonly text: string; readonly secrets: readonly string[] };

/** Every kind of token in a number of the contexts, another choice of them for each kind. */
const inContexts = (contexts: readonly string[], perKind: number, seed: number): Positive[] => {
  const random = randomFrom(seed);
  return tokenKinds.flatMap((kind, at) =>
    Array.from({ length: perKind }, (_, turn) => {
      const secret = madeValue(kind, random);
      const context = contexts[(at * 5 + turn * 3) % contexts.length] as string;
      return { text: context.split('{}').join(secret), secrets: [secret] };
    }),
  );
};

const filled = (templates: readonly string[], seed: number): Positive[] => {
  const random = randomFrom(seed);
  return templates.map((template) => {
    const { text, values } = fill(template, random);
    return { text, secrets: values };
  });
};

export const positives = (seed = 0): Positive[] => [...inContexts(tokenContexts, 3, seed + 1), ...filled(told, seed + 2)];
export const negatives = (seed = 0): string[] => filled(harmless, seed + 3).map(({ text }) => text);
export const heldOutPositives = (seed = 0): Positive[] => [
  ...inContexts(heldOutContexts, 1, seed + 4),
  ...filled(heldOutTold, seed + 5),
];
export const heldOutNegatives = (seed = 0): string[] => filled(heldOutHarmless, seed + 6).map(({ text }) => text);
