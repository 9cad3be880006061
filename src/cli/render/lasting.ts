import type { Instant } from '../../domain/time/instant';
import type { Page } from './page';

/** How long something goes on that began then: "for 15 s", "since just now", "since 2026-01-31 09:05". */
export const lasting = (at: Instant, page: Page): string => {
  const ago = page.ago(at);
  return ago.endsWith(' ago') ? `for ${ago.slice(0, -' ago'.length)}` : `since ${ago.startsWith('in ') ? 'just now' : ago}`;
};
