import type { AgentFile } from '../../adapters/project/agent-files';
import type { ProjectPlace } from '../../adapters/project/place-project';
import type { Warning } from '../../domain/outcome';
import { withAgentsBlock } from '../../domain/project/agents-block';
import { maskSettings } from '../../domain/secret/mask-change';
import { AppError } from '../app-error';

/** The outside world of a command that has no project yet. */
export type InitPorts = {
  readonly place: (here: boolean) => ProjectPlace;
  /** Makes what is missing of a project and nothing else. E_UNTRUSTED where a foreign one is there. */
  readonly create: (stintDir: string, config: { readonly project?: { readonly name: string } }) => Promise<Created>;
  readonly readUserFile: (path: string) => string | undefined;
  readonly replaceUserFile: (path: string, text: string) => void;
};

/** `files`: names of those that were made. */
export type Created = { readonly files: readonly string[]; readonly warnings: readonly Warning[] };

export type InitRequest = { readonly here: boolean; readonly name?: string; readonly agentFiles: readonly AgentFile[] };

export type InitAnswer = {
  readonly root: string;
  readonly because: ProjectPlace['because'];
  /** false: the project was there already. */
  readonly created: boolean;
  readonly agentFiles: readonly { readonly file: string; readonly change: 'created' | 'updated' | 'unchanged' }[];
};

/** Makes a project, or what is missing of one, and the block for agents where it is asked for. Nothing is lost by doing it again. */
export const initProject = async (
  ports: InitPorts,
  request: InitRequest,
): Promise<{ data: InitAnswer; warnings: readonly Warning[] }> => {
  const place = ports.place(request.here);
  // Looked at before anything is made, so that a file that cannot take the block leaves nothing half done.
  const planned = request.agentFiles.map((name) => planBlock(ports, `${place.agentFolder}/${name}`));
  const { config, warnings: masked } = maskSettings(request.name === undefined ? {} : { project: { name: request.name } });
  const { files: made, warnings: told } = await ports.create(place.stintDir, config);
  const warnings: Warning[] = made.includes('config.json') ? [...told, ...masked] : [...told];
  if (request.name !== undefined && !made.includes('config.json'))
    warnings.push({
      code: 'W_NAME_KEPT',
      message: `the project is there already: its name was left as it is; \`stint config set project.name NAME\` changes it`,
    });
  const agentFiles = planned.map(({ path, before, after }) => {
    // Two names may lead to one file: what the first wrote, the second finds.
    const now = ports.readUserFile(path);
    if (now === after || after === before) return { file: path, change: 'unchanged' as const };
    ports.replaceUserFile(path, after);
    return { file: path, change: before === undefined ? ('created' as const) : ('updated' as const) };
  });
  return { data: { root: place.root, because: place.because, created: made.includes('todo.json'), agentFiles }, warnings };
};

type PlannedBlock = { readonly path: string; readonly before: string | undefined; readonly after: string };

const planBlock = (ports: InitPorts, path: string): PlannedBlock => {
  const before = ports.readUserFile(path);
  const after = withAgentsBlock(before ?? '');
  if (after === undefined)
    throw new AppError({
      code: 'E_USAGE',
      message: `${path} holds the line "<!-- stint:begin … -->" and no "<!-- stint:end -->" after it: add that line where the block ends, or remove the first`,
      details: { file: path },
    });
  return { path, before, after };
};
