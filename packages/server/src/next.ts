export { fromServerAction, fromServerComponent, type NextCookie, type NextFunctions } from "./http/next.ts";
