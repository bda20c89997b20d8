/**
 * Reads a body up to the limit, and no further once the signal aborts: that of the `fetch` may have no effect any more
 * when its response has begun.
 *
 * @returns null when it is longer; the rest is not read
 */
export async function readBounded(
  body: ReadableStream<Uint8Array> | null | undefined,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<Buffer | null> {
  const reader = body?.getReader();
  // Not awaited: a sender of too much may also be slow to stop.
  const stop = () => void reader?.cancel().catch(() => undefined);
  if (signal?.aborted) stop();
  else signal?.addEventListener("abort", stop, { once: true });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
    size += part.value.byteLength;
    if (size > maxBytes) {
      stop();
      return null;
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks);
}
