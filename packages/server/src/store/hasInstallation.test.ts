import { expect, test } from "vitest";
import { hasInstallation } from "./index.ts";
import { bareSqlite, onEveryDatabase } from "./testing/databases.ts";

onEveryDatabase(
  "an installation",
  (given) => {
    test("is there from its first organization on, and looking makes none", async () => {
      const { options, open } = await given();
      expect(await hasInstallation(options)).toBe(false);
      expect(await hasInstallation(options)).toBe(false);
      await (await open()).createOrganization({ slug: "default", name: "Example" });
      expect(await hasInstallation(options)).toBe(true);
    });
  },
  bareSqlite,
);
