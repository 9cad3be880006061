import { version } from '../../../../package.json';
import { defineCommand } from '../../command';

export const command = defineCommand<{ readonly version: string; readonly node: string }>({
  effect: 'none',
  examples: [{ line: 'stint version', does: 'prints the version, as `stint --version` does' }],
  run: async () => ({ data: { version, node: process.versions.node } }),
  render: (result) => result.version,
  quiet: (result) => result.version,
});
