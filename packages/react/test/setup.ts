import { configure } from "@testing-library/react";

/** Tests wait for real calls, including hashes: on a busy machine a second is too short. */
configure({ asyncUtilTimeout: 15_000 });
