import { defineCommand } from '../../command';

export const command = defineCommand<{ readonly path: string }>({
  effect: 'read',
  examples: [{ line: 'stint config path', does: 'prints where the settings lie' }],
  run: async (_input, services) => ({ data: { path: services.context().configPath } }),
  render: ({ path }, page) => page.text(path),
  quiet: ({ path }) => path,
});
