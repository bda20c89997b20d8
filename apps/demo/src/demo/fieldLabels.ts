import type { FieldLabels } from "@/components/auth/parts/OwnFields";

/** What the demo's own signup fields are called; the server's zod object says which there are. */
export const FIELD_LABELS: FieldLabels = {
  displayName: "What should we call you?",
  newsletter: "Send me the newsletter",
};
