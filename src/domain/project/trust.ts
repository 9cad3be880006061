import type { Refusal } from '../outcome';

/**
 * Whether this machine's person made or adopted a project, or whether its folder came from elsewhere: with a clone, a
 * branch, a package, an archive. What is in a foreign one is input and not truth.
 */
export type ProjectTrust =
  | {
      readonly kind: 'known';
      readonly id: string;
      /** The common git folder that names it; absent where the person's state folder does. */
      readonly gitFolder?: string;
    }
  | {
      readonly kind: 'foreign';
      readonly because: ForeignBecause;
      /** It bears no id and lies where a version without ids made projects: its first command that writes may make it known. */
      readonly mayBecomeKnown: boolean;
    };

export type ForeignBecause =
  /** It bears no id at all. */
  | 'no-id'
  /** It bears an id that nobody here knows. */
  | 'unknown-id'
  /** The git folder knows another project in this very place. */
  | 'other-id';

export type ForeignTrust = Extract<ProjectTrust, { kind: 'foreign' }>;

const projectIdPattern = /^[0-9a-f]{32}$/;

/** Whether `text` is what `init` makes: fit for a file name. */
export const isProjectId = (text: unknown): text is string => typeof text === 'string' && projectIdPattern.test(text);

const reasons: Readonly<Record<ForeignBecause, string>> = {
  'no-id': 'it bears no id that this machine knows',
  'unknown-id': 'its id is not known on this machine',
  'other-id': 'git knows another project in this place',
};

/** For those who only look at a foreign project. */
export const foreignNotice = ({ because, mayBecomeKnown }: ForeignTrust, stintDir: string): string =>
  mayBecomeKnown
    ? `${stintDir} is not known yet on this machine: the first command that writes makes it known, if git tracks none of its live files`
    : `${stintDir} is foreign (${reasons[because]}): shown as it is and left alone until \`stint init --adopt\``;

/** The refusal of everything but a look. */
export const foreignRefusal = ({ because }: ForeignTrust, stintDir: string, why = reasons[because]): Refusal => ({
  code: 'E_UNTRUSTED',
  message: `${stintDir} is foreign: ${why}. It may have come with a clone, a branch, a package or an archive. Nothing was changed; look at it, then adopt it`,
  details: { path: stintDir, because },
  fix: ['stint init --adopt'],
});
