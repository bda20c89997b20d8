/** Where somebody came from, as a refused call tells it; null when the call was not refused. */
export async function journeyOf(
  call: Promise<unknown>,
): Promise<{ codes: string[]; process?: string; callbackUrl?: string } | null> {
  try {
    await call;
    return null;
  } catch (error) {
    const data: unknown = error instanceof Error && "data" in error ? error.data : undefined;
    // The formatter of the server writes these; what lacks them is no refusal of ours.
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
