/** What the build writes down from the registry, so that nobody has to compute it when a command starts. */

export { configKeys } from '../../domain/config/keys';
export { findingTable } from '../../domain/doctor/finding-table';
export { errorTable, interruptedExitCode } from '../../domain/error/table';
export { globalOptions } from '../line/options';
export { loadCommands } from '../load-commands';
export { groups, registry } from '../registry';
export { completionScript, shells } from './completion-script';
export { commandHelp, programHelp } from './help';
