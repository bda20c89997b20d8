/** Polls until it is so, and gives other work its turn. @throws Error after ten seconds */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error("it never came to be");
    // PGlite responds without a turn of the event loop.
    await new Promise(setImmediate);
  }
}
