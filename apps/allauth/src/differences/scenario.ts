import type { ClientKind } from "./client.ts";
import type { Play } from "./play.ts";
import type { SettingsName } from "./settings.ts";

/** A story that is told to both servers, with each of its clients. */
export interface Scenario {
  /** Unique; part of the addresses in it. */
  id: string;
  title: string;
  settings: SettingsName;
  clients: readonly ClientKind[];
  /** Whether it is also run in CI, where there is little time. */
  isShort: boolean;
  run(play: Play): Promise<void>;
}

const BOTH: readonly ClientKind[] = ["browser", "app"];

interface Options {
  /** Which clients tell it [both]. */
  clients?: readonly ClientKind[];
  isShort?: boolean;
}

/** The scenarios of an area, under one setting. */
export interface Area {
  (id: string, title: string, run: Scenario["run"], options?: Options): void;
  readonly scenarios: Scenario[];
}

export function area(settings: SettingsName): Area {
  const scenarios: Scenario[] = [];
  const add = (id: string, title: string, run: Scenario["run"], { clients = BOTH, isShort = false }: Options = {}) =>
    void scenarios.push({ id, title, settings, clients, isShort, run });
  return Object.assign(add, { scenarios });
}
