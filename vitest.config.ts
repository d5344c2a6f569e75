import { defineConfig } from "vitest/config";
import { messages } from "./packages/console/vite.messages.ts";

// Workspace packages resolve to their TypeScript source, so that tests need no build; what e2e starts is the built artefact.
const BROWSER_TESTS = "e2e/browser*.test.ts";

const fromSource = {
  resolve: { conditions: ["gatehouse-source"] },
  ssr: { resolve: { conditions: ["gatehouse-source"], externalConditions: ["gatehouse-source"] } },
};

/** What the console says are messages, which its build makes calls of. */
const withMessages = { plugins: [messages()] };

/** What comes about by itself is waited for as on a busy machine: how soon it is there is measured by the benchmarks. */
const patience = { poll: { timeout: 20_000 } };

/** Those who start servers, and a browser; while one of two waits for its page, the other goes on. A third takes from both. */
const endToEnd = {
  environment: "node",
  pool: "forks" as const,
  execArgv: ["--conditions=gatehouse-source"],
  sequence: { groupOrder: 1 },
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: patience,
};

const template = ["packages/server/src/store/testing/template.ts"];

const never = ["**/node_modules/**", "**/dist/**", "**/.cache/**"];

export default defineConfig({
  test: {
    // Two workers: the property tests and the database tests are bound by the processor and by fsync.
    maxWorkers: 2,
    projects: [
      {
        ...fromSource,
        ...withMessages,
        test: {
          name: "unit",
          environment: "node",
          pool: "forks",
          include: ["packages/**/*.test.ts", "scripts/**/*.test.ts", "bench/**/*.test.ts", "docs/**/*.test.ts"],
          exclude: never,
          execArgv: ["--conditions=gatehouse-source"],
          globalSetup: template,
          setupFiles: ["packages/server/src/identity/testing/cheapPasswords.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: patience,
        },
      },
      {
        ...fromSource,
        ...withMessages,
        test: {
          ...endToEnd,
          name: "e2e",
          globalSetup: template,
          include: ["e2e/**/*.test.ts"],
          exclude: [...never, BROWSER_TESTS],
        },
      },
      {
        ...fromSource,
        // What a busy machine does to a browser between two presses of a key is not asked here: a test that fails is run once more, and the end of
        // the run names each that then passed.
        test: { ...endToEnd, name: "browser", include: [BROWSER_TESTS], exclude: never, retry: 1 },
      },
    ],
  },
});
