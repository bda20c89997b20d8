import { configure } from "@testing-library/react";

/** What is waited for comes after real calls, hashes among them: on a busy machine a second is too short. */
configure({ asyncUtilTimeout: 15_000 });
