import { composeDoctor } from '../../../compose/doctor';
import { examineProject } from '../../../core/doctor/examine-project';
import type { DoctorAnswer } from '../../../domain/doctor/answer';
import { gravestOf } from '../../../domain/doctor/finding';
import type { Refusal } from '../../../domain/outcome';
import { defineCommand } from '../../command';
import { renderDoctor } from '../../render/doctor';

export const command = defineCommand<DoctorAnswer>({
  effect: 'write',
  details:
    'Looks at every file of .stint, at what they say of each other, at git, working trees, bindings and hooks, and names for each ' +
    'finding the file, the line and the command that mends it. Writes nothing without --repair, and works where other commands ' +
    'refuse. --repair mends only what can be proven, and keeps what was there in .stint/backup/. Exit 0 with warnings alone; ' +
    'else the code of the gravest error, 52 for a file that cannot be read and 43 for a damaged ledger.',
  options: [
    { flags: '--repair', help: 'mend what can be proven; what was there is kept in .stint/backup/' },
    { flags: '--hooks', help: 'run every installed hook as its harness does, and look for what it records' },
  ],
  examples: [
    { line: 'stint doctor', does: 'says what is wrong and how to mend it' },
    { line: 'stint doctor --repair', does: 'mends what can be proven' },
    { line: 'stint doctor --hooks', does: 'also tries the hooks of agents' },
  ],
  jsonl: ({ findings }) => findings,
  run: async (input, services) => {
    const { repair, hooks } = input.options;
    const ports = composeDoctor(services.io, input.globals, services.context);
    const request = { repair: repair === true, hooks: hooks === true };
    const data =
      'code' in ports
        ? { root: services.io.cwd, findings: [ports], errors: 1, warnings: 0 }
        : await examineProject(ports, request);
    const finding = refusalOf(data);
    return { data, ...(finding === undefined ? {} : { finding }) };
  },
  render: renderDoctor,
  quiet: ({ findings }) => findings.map(({ code }) => code).join('\n'),
});

const refusalOf = ({ findings, errors }: DoctorAnswer): Refusal | undefined => {
  const gravest = gravestOf(findings);
  if (gravest === undefined) return undefined;
  const { file, line, message } = gravest.finding;
  const where = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
  return {
    code: gravest.code,
    message: `${errors === 1 ? 'one error' : `${errors} errors`}; the gravest is ${where}${message}`,
  };
};
