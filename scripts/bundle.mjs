// The server in a few files. Node takes longer to find and read the two thousand modules of it than the server takes to start.
import { relative, sep } from "node:path";
import { rolldown } from "rolldown";

/** What looks for files of its own beside itself, or starts threads of them; and what is not JavaScript. */
const leftWhereItIs = [/^@fastify\/swagger$/, /^@node-rs\//, /^@scalar\//, /^pino$/, /\.node$/];

/**
 * @param {{ entry: string, own: string, into: string }} where `own`: the folder of our own code, which stays beside `into` for what is found by its place
 */
export async function bundle({ entry, own, into }) {
  const bundled = await rolldown({
    input: { main: entry },
    platform: "node",
    external: leftWhereItIs,
    plugins: [knowsItsPlace({ own, into })],
    onLog: (level, log, handle) =>
      log.code === "EVAL" || log.code === "SOURCEMAP_BROKEN" ? undefined : handle(level, log),
  });
  await bundled.write({ dir: into, format: "esm", comments: false });
  await bundled.close();
}

/**
 * What asks where it lies gets the answer that it would get without the bundle: the pages of the console and the programs of other processes are
 * found from there.
 * @param {{ own: string, into: string }} where
 */
const knowsItsPlace = ({ own, into }) => ({
  name: "knows-its-place",
  /**
   * @param {string} code
   * @param {string} id
   */
  transform(code, id) {
    if (!id.startsWith(own + sep) || !code.includes("import.meta.url")) return null;
    const place = JSON.stringify(relative(into, id).replaceAll(sep, "/"));
    return { code: code.replaceAll("import.meta.url", `new URL(${place}, import.meta.url).href`), map: null };
  },
});
