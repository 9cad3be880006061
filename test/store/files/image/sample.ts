import { ContentFault } from '../../../../src/store/files/content-fault';
import { StoreError } from '../../../../src/store/store-error';
import { thrown } from '../scratch-files';

/** What a fault says of which file; any other error is thrown on. */
export const faultOf = (work: () => unknown): Record<string, unknown> => {
  const error = thrown(work);
  if (!(error instanceof ContentFault)) throw error;
  const { name, message, kind, file, bytes, line } = error;
  return { name, message, kind, file, text: bytes.toString('latin1'), line };
};

/** All that an error of the store says; any other error is thrown on. */
export const refusalOf = (work: () => unknown): Record<string, unknown> => {
  const error = thrown(work);
  if (!(error instanceof StoreError)) throw error;
  const { name, message, code, details, fix } = error;
  return { name, message, code, details, fix };
};
