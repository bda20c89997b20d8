import { afterAll } from "vitest";
import { leaveNothing } from "./kit.ts";

afterAll(leaveNothing);
