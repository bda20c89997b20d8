/** Where the user came from, according to a refused call; null when the call was not refused. */
export async function journeyOf(
  call: Promise<unknown>,
): Promise<{ codes: string[]; process?: string; callbackUrl?: string } | null> {
  try {
    await call;
    return null;
  } catch (error) {
    const data: unknown = error instanceof Error && "data" in error ? error.data : undefined;
    // The server's formatter writes these; an error without them is no refusal of ours.
    const { auth } = data as {
      auth?: { errors: { code: string }[]; process?: string; callbackUrl?: string };
    };
    const { process, callbackUrl } = auth ?? {};
    return {
      codes: auth?.errors.map(({ code }) => code) ?? [],
      ...(process === undefined ? {} : { process }),
      ...(callbackUrl === undefined ? {} : { callbackUrl }),
    };
  }
}
