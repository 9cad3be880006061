import { donePath, type Journal, recordPath } from '../layout';
import { exists } from '../own-folder';

/**
 * Open: `.done` is absent **and then** the record is present. In this order: neither there means that the epoch was
 * removed, hence that the record was finished long ago.
 */
export const isRecordOpen = (journal: Journal, generation: number): boolean =>
  !exists(journal.files, donePath(journal, generation)) && exists(journal.files, recordPath(journal, generation));
