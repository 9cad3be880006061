type PipeHandle = { readonly open: (descriptor: number) => number | undefined; readonly unref: () => void };
type PipeBinding = {
  readonly Pipe: new (type: number) => PipeHandle;
  readonly constants: { readonly SOCKET: number };
};

/** Kept, so that the descriptor is not closed with it. */
const handles: PipeHandle[] = [];

/**
 * Makes reads from a pipe or socket return at once (EAGAIN) instead of waiting for what may never come; false where that
 * is not to be had. Node's public way to do this is `process.stdin`, which loads all of its streams: 5 ms, a quarter of
 * what a hook may cost. Of the inner ways only the opening is used; should it one day have no effect, reads wait as usual.
 */
export const openWithoutBlocking = (descriptor: number): boolean => {
  if (process.platform === 'win32') return false;
  const { binding } = process as unknown as { readonly binding?: (name: string) => PipeBinding };
  try {
    if (binding === undefined) return false;
    const { Pipe, constants } = binding('pipe_wrap');
    const handle = new Pipe(constants.SOCKET);
    const failed = handle.open(descriptor);
    handle.unref();
    handles.push(handle);
    return failed === undefined || failed === 0;
  } catch {
    // Not allowed (--permission), or not there any more.
    return false;
  }
};
