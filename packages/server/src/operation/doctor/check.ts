import type { LoadedConfiguration, Settings } from "../../config/index.ts";
import type { Workspace } from "../../workspace/index.ts";
import type { OperationParts } from "../parts.ts";
import type { Found } from "./finding.ts";

/** What there is also where the database cannot be opened. */
export interface Ground {
  settings: Settings;
  configuration: LoadedConfiguration;
  /** Milliseconds since 1970. */
  now: () => number;
}

export interface DoctorParts extends OperationParts {
  workspace: Pick<Workspace, "endpoints">;
  /** Whether requests come in; the command line puts a server together that serves nobody. */
  isServing: () => boolean;
}

/**
 * A check asks one thing, and may find several. It must not change anything.
 * @param signal aborted once it takes too long: whoever goes on for long looks at it
 */
export type Check<Parts> = (parts: Parts, signal: AbortSignal) => Found[] | Promise<Found[]>;

/** By the names that findings and `--check` call them. */
export type Checks<Parts> = Readonly<Record<string, Check<Parts>>>;
