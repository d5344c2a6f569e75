// One violation of every rule of .dependency-cruiser.mjs, and beside them files that break none.
import { parts } from "../../.dependency-cruiser.mjs";

/** @param {string} name */
const manifest = (name) =>
  JSON.stringify({
    name: `@gatehouse/${name}`,
    type: "module",
    exports: { ".": { "gatehouse-source": "./src/index.ts", default: "./dist/index.js" } },
  });

const server = "packages/server/src";

/** Files that break no rule: a rule that forbids one of them is wrong. Every violation below leans on these. */
export const wellBehaved = {
  "package.json": JSON.stringify({ name: "gatehouse", private: true, workspaces: ["packages/*"] }),
  "packages/engine/package.json": manifest("engine"),
  "packages/server/package.json": manifest("server"),
  "packages/cli/package.json": manifest("cli"),
  "packages/engine/src/index.ts": 'export { one } from "./one.ts";\n',
  "packages/engine/src/one.ts": "export const one = 1;\nexport type One = typeof one;\n",
  "packages/engine/src/one.test.ts": 'import { plain } from "../oracle/plain.ts";\nexport const test = plain;\n',
  "packages/engine/oracle/plain.ts": 'import { one } from "../src/index.ts";\nexport const plain = one;\n',
  "packages/cli/src/index.ts": 'import { app } from "@gatehouse/server";\nexport const command = app;\n',
  "packages/console/src/page.ts": 'import { one } from "@gatehouse/engine";\nexport const page = one;\n',
  [`${server}/index.ts`]: 'export { app } from "./app.ts";\n',
  [`${server}/app.ts`]: `${parts.map((part) => `import { ${part} } from "./${part}/service.ts";\n`).join("")}export const app = [${parts.join(", ")}];\n`,
  ...Object.fromEntries(
    parts.flatMap((part, index) => {
      const below = parts[index - 1];
      const imports = below === undefined ? "" : `import "../${below}/service.ts";\n`;
      return [
        [
          `${server}/${part}/service.ts`,
          `${imports}import { rows } from "./queries.ts";\nexport const ${part} = rows;\n`,
        ],
        [`${server}/${part}/queries.ts`, 'import { one } from "@gatehouse/engine";\nexport const rows = one;\n'],
        [`${server}/${part}/routes.ts`, `import { ${part} } from "./service.ts";\nexport const routes = ${part};\n`],
      ];
    }),
  ),
};

/**
 * @param {string} at
 * @param {string} content
 * @param {Record<string, string>} [others]
 */
const plant = (at, content, others = {}) => ({ at, files: { [at]: content, ...others } });

/** @type {Record<string, { files: Record<string, string>, at: string }>} by the rule that must see it, at the file that breaks it */
export const planted = {
  ...Object.fromEntries(
    parts.map((part, index) => [
      `server-${part}-imports-only-below`,
      // A type alone is enough, and the highest part has only app.ts above it.
      plant(
        `${server}/${part}/upwards.ts`,
        `import type { ${parts[index + 1] ?? "app"} } from "../${parts[index + 1] ? `${parts[index + 1]}/service` : "app"}.ts";\nexport type Above = typeof ${parts[index + 1] ?? "app"};\n`,
      ),
    ]),
  ),
  "engine-imports-nothing": plant(
    "packages/engine/src/impure.ts",
    'import { readFileSync } from "node:fs";\nexport const impure = readFileSync;\n',
  ),
  "oracle-is-for-tests": plant(
    "packages/cli/src/judge.ts",
    'import { plain } from "../../engine/oracle/plain.ts";\nexport const judge = plain;\n',
  ),
  "oracle-does-not-peek": plant(
    "packages/engine/oracle/plain-peek.ts",
    'import { one } from "../src/one.ts";\nexport const peek = one;\n',
  ),
  "routes-go-through-the-service": plant(
    `${server}/access/grants/routes.ts`,
    'import { rows } from "../queries.ts";\nexport const routes = rows;\n',
  ),
  "console-talks-http": plant(
    "packages/console/src/shortcut.ts",
    'import { app } from "@gatehouse/server";\nexport const shortcut = app;\n',
  ),
  "server-stands-below-cli-and-console": plant(
    `${server}/shell.ts`,
    'import { command } from "@gatehouse/cli";\nexport const shell = command;\n',
  ),
  "packages-by-their-name": plant(
    "packages/cli/src/burglar.ts",
    'import { one } from "../../engine/src/one.ts";\nexport const burglar = one;\n',
  ),
  "tests-are-imported-by-tests": plant(
    "packages/cli/src/tested.ts",
    'import "./tested.test.ts";\nexport const tested = 1;\n',
    {
      "packages/cli/src/tested.test.ts": "export const test = 1;\n",
    },
  ),
  // A circle is reported once, at its first file.
  "no-cycles": plant("packages/cli/src/egg.ts", 'import { hen } from "./hen.ts";\nexport const egg = () => hen;\n', {
    "packages/cli/src/hen.ts": 'import { egg } from "./egg.ts";\nexport const hen = () => egg;\n',
  }),
  resolvable: plant("packages/cli/src/lost.ts", 'import { lost } from "./nowhere.ts";\nexport const found = lost;\n'),
};
