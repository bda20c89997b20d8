/** What is wrong with malformed input, where Latchkey says more than `invalid`. */
export const inputTexts = {
  email: "This is not an email address.",
  username: "Use letters, digits and . + - _",
  phone: "Give the number with its country code, such as +4915112345678.",
  tooLong: "too long",
  notText: "not well-formed text",
};

export type InputFault = keyof typeof inputTexts;
