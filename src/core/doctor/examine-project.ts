import type { DoctorAnswer, Mended } from '../../domain/doctor/answer';
import { checkSessions } from '../../domain/doctor/check-sessions';
import { checkTasks } from '../../domain/doctor/check-tasks';
import { bySeverity, type Finding, finding, repairLine } from '../../domain/doctor/finding';
import { mendRecords } from '../../domain/doctor/mend-records';
import { shortSessionId } from '../../domain/session/vocabulary';
import type { State } from '../../domain/state/state';
import type { FilesExam } from '../../store/files/doctor/examine-files';
import type { Context } from '../context';
import { commitDecision, worldOf } from '../decide-and-commit';

/** The pointer of one working tree. */
export type PointerLook = { readonly file: string; readonly session: string | undefined; readonly remove: () => Mended };

export type HookExam = Pick<DoctorAnswer, 'hooks' | 'harnesses'> & { readonly findings: readonly Finding[] };

/** The outside world of the doctor, which has to work where a store does not open. */
export type DoctorPorts = {
  readonly root: string;
  /** For what is asked of records once all files can be read. */
  readonly knownBy?: DoctorAnswer['knownBy'];
  readonly context: () => Context;
  readonly examineFiles: () => Promise<FilesExam>;
  readonly mendFiles: () => Promise<readonly Mended[]>;
  readonly lookAtPlace: () => Promise<readonly Finding[]>;
  readonly isLedgerTracked: () => boolean;
  readonly lookAtPointers: () => readonly PointerLook[];
  readonly lookAtHooks: (run: boolean) => Promise<HookExam>;
};

export type DoctorRequest = { readonly repair: boolean; readonly hooks: boolean };

/** Looks at everything of a project; with `repair` first puts right what can be proven. Without, not one byte is written. */
export const examineProject = async (ports: DoctorPorts, { repair, hooks }: DoctorRequest): Promise<DoctorAnswer> => {
  const mended = repair ? await mendAll(ports) : undefined;
  const exam = await ports.examineFiles();
  const records = exam.state === undefined ? [] : checkRecords(ports, exam, exam.state);
  const harness = await ports.lookAtHooks(hooks);
  const all = bySeverity([
    ...(await ports.lookAtPlace()),
    ...exam.findings,
    ...records,
    ...pointers(ports, exam.state),
    ...harness.findings,
  ]);
  const count = (severity: Finding['severity']): number => all.filter((each) => each.severity === severity).length;
  return {
    root: ports.root,
    ...(ports.knownBy === undefined ? {} : { knownBy: ports.knownBy }),
    findings: limited(all),
    errors: count('error'),
    warnings: count('warning'),
    ...(mended === undefined ? {} : { mended }),
    ...(harness.hooks === undefined ? {} : { hooks: harness.hooks }),
    ...(harness.harnesses === undefined ? {} : { harnesses: harness.harnesses }),
  };
};

const checkRecords = (ports: DoctorPorts, exam: FilesExam, state: State): Finding[] => {
  const context = ports.context();
  const { lineOf } = exam;
  const entryIds = ports.isLedgerTracked() ? undefined : exam.entryIds();
  return [...checkTasks({ state, lineOf, entryIds }), ...checkSessions(worldOf(context, state, context.now()), { lineOf })];
};

const pointers = (ports: DoctorPorts, state: State | undefined): Finding[] =>
  ports.lookAtPointers().flatMap(({ file, session }) => {
    if (session === undefined)
      return [finding('pointer-damaged', `${file} holds no session's id`, { file, line: 1, fix: repairLine })];
    const found = state?.sessions.find(({ id }) => id === session);
    if (state === undefined || found?.status === 'active') return [];
    const what = found === undefined ? 'not open' : found.status;
    return [
      finding('pointer-stale', `${file} names session ${shortSessionId(session)}, which is ${what}`, {
        file,
        line: 1,
        fix: repairLine,
      }),
    ];
  });

const mendAll = async (ports: DoctorPorts): Promise<Mended[]> => {
  const mended = [...(await ports.mendFiles())];
  const { state } = await ports.examineFiles();
  if (state !== undefined) for (const each of (await commitDecision(ports.context(), mendRecords)).result) mended.push(each);
  const { state: after } = await ports.examineFiles();
  for (const { session, remove } of ports.lookAtPointers()) {
    const isActive = after?.sessions.some(({ id, status }) => id === session && status === 'active');
    if (session === undefined || isActive === false) mended.push(remove());
  }
  return mended;
};

const mostOfAKind = 20;

/** Of findings of one kind the first ones; the last of them says how many there are more. */
const limited = (findings: readonly Finding[]): Finding[] => {
  const counts = new Map<string, number>();
  for (const { code } of findings) counts.set(code, (counts.get(code) ?? 0) + 1);
  const shown = new Map<string, number>();
  return findings.flatMap((each) => {
    const nth = (shown.get(each.code) ?? 0) + 1;
    shown.set(each.code, nth);
    const more = (counts.get(each.code) ?? 0) - mostOfAKind;
    if (nth > mostOfAKind) return [];
    return [nth === mostOfAKind && more > 0 ? { ...each, message: `${each.message} (and ${more} more of this kind)` } : each];
  });
};
