import { type LoadedConfiguration, loadSettings } from "../loadSettings.ts";
import { ConfigurationError, type Problem } from "../problem.ts";

/** Files by their name in the working directory. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Loads from files in memory, in a working directory `/srv/chat`. */
export function load(files: Files = {}, env: Record<string, string> = {}): LoadedConfiguration {
  return loadSettings({ env, cwd: "/srv/chat", readFile: readFrom(files) });
}

/** From one YAML text. */
export const loadYaml = (yaml: string, env: Record<string, string> = {}) => load({ "librechat.yaml": yaml }, env);

/** The problems for which a start is refused; empty if it is not. */
export function problemsOf(files: Files = {}, env: Record<string, string> = {}): readonly Problem[] {
  try {
    load(files, env);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

function readFrom(files: Files) {
  return (path: string) => {
    const content = files[path.replace(/^\/srv\/chat\//, "")];
    if (content === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT" });
    return content;
  };
}
