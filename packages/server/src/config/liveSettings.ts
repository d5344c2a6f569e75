import { editing } from "./catalogue/editing.ts";
import { type LoadedConfiguration, type LoadOptions, loadSettings } from "./loadSettings.ts";
import type { Settings } from "./settings.ts";
import type { StoredSettings } from "./storedSettings.ts";
import { readRegularFile } from "./textFile.ts";

/** As much as the largest of the files may hold. */
const LARGEST_FILE = 512 * 1024;

/**
 * The settings of a running server. `settings` is one object for its whole life whose parts are read when they are asked for: what takes
 * effect at once is seen by whoever reads `settings.identity.registration` then. What takes effect after a restart stays as it was at the start.
 */
export class LiveSettings {
  readonly settings: Settings;
  private readonly options: LoadOptions;
  private readonly atStart: StoredSettings;
  private stored: StoredSettings;
  private now: LoadedConfiguration;

  /** @throws {ConfigurationError} */
  constructor(options: LoadOptions, stored: StoredSettings = {}) {
    this.options = { ...options, readFile: once(options.readFile ?? readRegularFile(LARGEST_FILE)) };
    this.atStart = stored;
    this.stored = stored;
    this.now = loadSettings({ ...this.options, stored });
    this.settings = viewOf(() => this.now.settings);
  }

  /** As it counts now. */
  get configuration(): LoadedConfiguration {
    return this.now;
  }

  /** As it would be after a restart with these. @throws {ConfigurationError} */
  supposing(stored: StoredSettings): LoadedConfiguration {
    return loadSettings({ ...this.options, stored });
  }

  /** As it would be now with these. @throws {ConfigurationError} */
  load(stored: StoredSettings): LoadedConfiguration {
    const isLater = (key: string) => editing.get(key) === "after a restart";
    const counts = Object.fromEntries([
      ...Object.entries(stored).filter(([key]) => !isLater(key)),
      ...Object.entries(this.atStart).filter(([key]) => isLater(key)),
    ]);
    return loadSettings({ ...this.options, stored: counts });
  }

  /** These are stored from now on. @throws {ConfigurationError} and nothing is changed */
  replace(stored: StoredSettings): void {
    this.now = this.load(stored);
    this.stored = stored;
  }

  /** Whether the server has to be started anew for a setting to be what is stored. */
  isPending(key: string): boolean {
    return editing.get(key) === "after a restart" && this.stored[key] !== this.atStart[key];
  }
}

/** The files count as they were at the start. */
function once(readFile: NonNullable<LoadOptions["readFile"]>): NonNullable<LoadOptions["readFile"]> {
  const read = new Map<string, () => Uint8Array | string>();
  return (path) => {
    let known = read.get(path);
    if (known === undefined) {
      known = outcomeOf(() => readFile(path));
      read.set(path, known);
    }
    return known();
  };
}

function outcomeOf<T>(work: () => T): () => T {
  try {
    const result = work();
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function viewOf(current: () => Settings): Settings {
  const view = {};
  for (const name of Object.keys(current()))
    Object.defineProperty(view, name, { enumerable: true, get: () => Reflect.get(current(), name) });
  return Object.freeze(view) as Settings; // each part as the current settings have it
}
