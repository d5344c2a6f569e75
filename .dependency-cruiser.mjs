// The directions of imports (ARCHITECTURE.md, "The house"). scripts/checks/directions.mjs proves that these rules see.

/** The parts of packages/server/src from the ground up: each imports only itself and what stands before it. */
export const parts = [
  "http",
  "config",
  "limits",
  "store",
  "access",
  "settings",
  "identity",
  "spending",
  "workspace",
  "gateway",
  "moderation",
  "audit",
  "analytics",
  "reviews",
  "organizationState",
  "moving",
  "faces",
  "operation",
  "start",
];

const server = "packages/server/src";
const isTest = "(\\.test\\.tsx?$|/testing/)";

/** @type {import("dependency-cruiser").IForbiddenRuleType[]} */
const upwards = parts.map((part, index) => ({
  name: `server-${part}-imports-only-below`,
  comment: `${part}/ imports only from itself${index === 0 ? "" : ` and ${parts.slice(0, index).join(", ")}`}: take the idea down, or move the caller up.`,
  severity: "error",
  from: { path: `^${server}/${part}/`, pathNot: isTest },
  to: {
    path: `^${server}/([^/]+/|(app|main|index)\\.tsx?$)`,
    pathNot: `^${server}/(${parts.slice(0, index + 1).join("|")})/`,
  },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...upwards,
    {
      name: "engine-imports-nothing",
      comment: "The engine is pure: no I/O, no dependency, so that it runs in a browser and decides alone.",
      severity: "error",
      from: { path: "^packages/engine/src/", pathNot: isTest },
      to: { pathNot: "^packages/engine/src/" },
    },
    {
      name: "oracle-is-for-tests",
      comment: "The plain evaluator judges the engine; nothing may be built on it.",
      severity: "error",
      from: { path: "^(packages|bench)/", pathNot: `^packages/engine/oracle/|${isTest}` },
      to: { path: "^packages/engine/oracle/" },
    },
    {
      name: "oracle-does-not-peek",
      comment:
        "The plain evaluator is written from the model's text: it shares the contract and the catalogue with the engine, not its code.",
      severity: "error",
      from: { path: "^packages/engine/oracle/plain[^/]*\\.ts$" },
      to: {
        path: "^packages/engine/src/",
        pathNot: "^packages/engine/src/(types|contract|index)\\.ts$|^packages/engine/src/catalogue/",
      },
    },
    {
      name: "routes-go-through-the-service",
      comment: "routes.ts is schema in, schema out: what it needs from the database, the service gives.",
      severity: "error",
      from: { path: `^${server}/.*routes(\\.tsx?|/)` },
      to: { path: `^${server}/.*queries(\\.tsx?$|/)` },
    },
    {
      name: "console-talks-http",
      comment: "The console knows the server by its OpenAPI document alone.",
      severity: "error",
      from: { path: "^packages/console/" },
      to: { path: "^packages/(server|cli)/" },
    },
    {
      name: "server-stands-below-cli-and-console",
      severity: "error",
      from: { path: "^packages/server/", pathNot: isTest },
      to: { path: "^packages/(cli|console)/" },
    },
    {
      name: "packages-by-their-name",
      comment: "Another package is imported by its name, so that its exports stay its only way in.",
      severity: "error",
      from: { path: "^packages/([^/]+)/", pathNot: isTest },
      to: { path: "^packages/([^/]+)/", pathNot: "^packages/$1/", dependencyTypesNot: ["aliased-workspace"] },
    },
    {
      name: "tests-are-imported-by-tests",
      severity: "error",
      from: { path: "^packages/", pathNot: `${isTest}|^packages/engine/oracle/` },
      to: { path: isTest },
    },
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "resolvable",
      comment: "An import that cannot be resolved is an import that no rule can judge.",
      severity: "error",
      from: { path: "^(packages|bench|e2e)/" },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|coverage)/" },
    // Types count: who imports a type depends on it.
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["gatehouse-source", "import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".jsx", ".json", ".css"],
    },
  },
};
