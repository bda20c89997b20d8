/** django-allauth's headless HTTP protocol, answered by an auth of `createAuth`. */
export { type AllauthOptions, allauthHandler } from "./handler.ts";
export { allauthNodeHandler } from "./node.ts";
