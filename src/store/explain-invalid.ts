import type { ContentFault } from './content-fault';
import { StoreError } from './store-error';
export const explainInvalid = (fault: ContentFault): StoreError =>
  new StoreError('E_STORE_CORRUPT', fault.message, { file: fault.file });
