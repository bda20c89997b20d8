/** Asks until it is so, and lets whatever else runs have its turn. @throws Error after ten seconds */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error("it never came to be");
    // PGlite answers without the event loop's turning.
    await new Promise(setImmediate);
  }
}
