import { type Event, eventText } from '../../domain/event/event-from';
import type { Page } from './page';

/** One line per event: when, what, which task, words; and whether a command of stint wrote it or a hook reported it. */
export const eventTrail = (events: Iterable<Event>, page: Page): string => {
  const rows: string[][] = [];
  for (const event of events) {
    rows.push([
      page.date(event.at),
      event.synthetic === false ? page.paint.warn('hook') : page.paint.dim('stint'),
      page.text(event.type),
      event.task === undefined ? '' : page.paint.id(page.text(event.task)),
      page.text(eventText(event)),
    ]);
  }
  if (rows.length === 0) return 'No events are recorded.';
  return page.table(rows, [
    { title: 'When' },
    { title: 'By' },
    { title: 'Event' },
    { title: 'Task' },
    { title: 'Text', grow: true },
  ]);
};
