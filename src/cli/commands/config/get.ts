import { getSetting } from '../../../core/config/settings';
import type { ConfigSetting } from '../../../domain/config/decide-config';
import { defineCommand } from '../../command';
import { settingWords } from '../../render/setting';
import { requiredArgument } from '../../shared/typed-text';

export const command = defineCommand<ConfigSetting>({
  effect: 'read',
  arguments: [{ name: '<key>', help: 'dotted name of the setting' }],
  examples: [{ line: 'stint config get multiSession.maxConcurrentSessions', does: 'prints the value' }],
  run: async (input, services) => ({ data: await getSetting(services.context(), requiredArgument(input, 'key')) }),
  render: (result, page) => settingWords(result, page),
});
