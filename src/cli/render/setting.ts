import type { ConfigSetting } from '../../domain/config/decide-config';
import type { Page } from './page';

/** The value as it can be typed back; "(unset)" where there is neither value nor default. */
export const settingWords = ({ value }: ConfigSetting, page: Page): string => {
  if (value === undefined) return page.paint.dim('(unset)');
  if (Array.isArray(value)) return page.text(value.join(','));
  return page.text(typeof value === 'string' ? value : JSON.stringify(value));
};
