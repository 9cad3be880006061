import { listSettings, type SettingList } from '../../../core/config/settings';
import { defineCommand } from '../../command';
import { settingWords } from '../../render/setting';

export const command = defineCommand<SettingList>({
  effect: 'read',
  examples: [{ line: 'stint config list', does: 'prints every setting with its value' }],
  run: async (_input, services) => ({ data: await listSettings(services.context()) }),
  jsonl: (result) => result.items,
  render: (result, page) =>
    page.table(
      result.items.map((item) => {
        const changed = JSON.stringify(item.value) !== JSON.stringify(item.default);
        return [item.key, settingWords(item, page), changed ? 'set' : ''];
      }),
      [{ title: 'KEY' }, { title: 'VALUE', grow: true }, { title: '' }],
    ),
});
