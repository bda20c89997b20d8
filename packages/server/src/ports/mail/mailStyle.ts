/** How our emails look. */
export interface MailStyle {
  /** The colour of buttons, as `#rrggbb`; their text is white or black, whichever is easier to read on it. */
  color: string;
  /** Where an image of the app's logo is, with https, drawn 32 pixels high. Its text is `appName`, for readers without images. */
  logo?: string | undefined;
}

/** A green that white can be read on, in light and dark. */
export const DEFAULT_MAIL_STYLE: MailStyle = { color: "#0a7a54" };
