/** How our emails look. */
export interface MailStyle {
  /** Of buttons, as `#rrggbb`. */
  color: string;
  /** The address of an image. */
  logo?: string | undefined;
}

/** A green with enough contrast for white text, in light and dark mode. */
export const DEFAULT_MAIL_STYLE: MailStyle = { color: "#0a7a54" };
