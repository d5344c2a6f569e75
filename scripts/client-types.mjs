// The console's types of the API, made from the OpenAPI document of the compiled server; nothing listens for it.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { run } from "./child.mjs";
import { cacheDirectory, inRoot } from "./places.mjs";
import { hashOf, whenChanged } from "./stamp.mjs";

export const clientTypes = inRoot("packages/console/src/api/generated/schema.d.ts");
const document = join(cacheDirectory, "openapi.json");
const made = "// Made from the server's OpenAPI document by scripts/client-types.mjs. Not committed, not edited.\n";

const json =
  "export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };\n";

/**
 * The values of a record that may be anything: with a word, since `openapi-typescript` takes an empty schema there for no schema.
 * @this {object}
 * @param {string} key
 * @param {unknown} value
 */
function named(key, value) {
  const isOfRecord = key === "additionalProperties" && !("properties" in this);
  const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  return isOfRecord && isEmpty ? { description: "Anything" } : value;
}

/**
 * @param {() => string} hashOfServer of what the document is made from
 * @param {(line: string) => void} say
 */
export async function makeClientTypes(hashOfServer, say) {
  const self = hashOf([inRoot("scripts/client-types.mjs")]);
  await whenChanged("openapi", { hash: () => hashOfServer() + self, makes: [document] }, () =>
    run(process.execPath, [inRoot("scripts/client-types.mjs")], { what: "the OpenAPI document" }),
  );
  // Most changes of the server change nothing of what it says of itself.
  const hash = () => hashOf([document, inRoot("package-lock.json")], { also: self });
  await whenChanged("client-types", { hash, makes: [clientTypes] }, async () => {
    say("Making the client's types …");
    const { default: typesOf, astToString } = await import("openapi-typescript");
    const { default: typescript } = await import("typescript");
    const types = await typesOf(JSON.parse(readFileSync(document, "utf8"), named), {
      // What has a default may be left out of what is sent; of what is answered, the document says that it is there.
      defaultNonNullable: false,
      // What may be anything is what JSON can say.
      postTransform: (type) =>
        type.kind === typescript.SyntaxKind.UnknownKeyword
          ? typescript.factory.createTypeReferenceNode("Json")
          : undefined,
    });
    mkdirSync(dirname(clientTypes), { recursive: true });
    writeFileSync(clientTypes, made + json + astToString(types));
  });
}

/** In a process of its own: a server leaves much behind. */
async function writeDocument() {
  const { createGatehouse } = await import(pathToFileURL(inRoot("packages/server/dist/index.js")).href);
  const directory = mkdtempSync(join(tmpdir(), "gatehouse-document-"));
  try {
    const env = { DATA_DIR: directory, LOG_LEVEL: "silent" };
    const gatehouse = await createGatehouse({ env, cwd: directory });
    const { body } = await gatehouse.app.inject("/api/openapi.json");
    await gatehouse.close();
    if (!existsSync(cacheDirectory)) mkdirSync(cacheDirectory, { recursive: true });
    writeFileSync(document, body);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

if (process.argv[1] === inRoot("scripts/client-types.mjs")) await writeDocument();
