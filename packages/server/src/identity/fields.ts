import { z } from "zod";
import { isStorableText } from "../lib/text.ts";

const MAX_IDENTIFIER = 600;
export const MAX_SECRET = 4_096;
export const MAX_CODE = 256;

/** Text that can be stored and sent: well-formed, without NUL, and of a size that is worth looking at. */
export const text = (max: number) => z.string().max(max, "too long").refine(isStorableText, "not well-formed text");
export const identifier = text(MAX_IDENTIFIER).min(1);
/** Never trimmed. */
export const password = text(MAX_SECRET).min(1);
/** An empty code is let through: it counts as an answer, as any wrong one does. */
export const codeInput = z.object({ code: text(MAX_CODE) });
