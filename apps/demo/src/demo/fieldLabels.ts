import type { FieldLabels } from "@/components/auth/parts/OwnFields";

/** The labels of the demo's own signup fields; the server's zod object defines the fields. */
export const FIELD_LABELS: FieldLabels = {
  displayName: "What should we call you?",
  newsletter: "Send me the newsletter",
};
