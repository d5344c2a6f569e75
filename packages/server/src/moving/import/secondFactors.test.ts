import { createCipheriv, hash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import bcrypt from "bcryptjs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { codeAt, sayCode, sayPassword } from "../../identity/testing/authenticator.ts";
import { codeOf, type House, houseOn, PASSWORD } from "../../identity/testing/house.ts";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { Contents } from "../../workspace/files/contents.ts";
import { type Document, openSource } from "../source/index.ts";
import { forms } from "../testing/forms/written.ts";
import { oid } from "../testing/librechat.ts";
import { moveIn } from "./moveIn.ts";
import { listMoves } from "./moves.ts";
import type { ProblemLine } from "./problemLine.ts";
import { undoMove } from "./undo.ts";

const SECRET = "JBSWY3DPEHPK3PXP";
const KEY = Buffer.alloc(32, 7);
const IV = Buffer.alloc(16, 9);
const BACKUP = ["0a1b2c3d", "4e5f6071"] as const;

function encrypted(cipher: "aes-256-ctr" | "aes-256-cbc"): string {
  const sealing = createCipheriv(cipher, KEY, IV);
  const text = Buffer.concat([sealing.update(SECRET, "utf8"), sealing.final()]).toString("hex");
  return `${cipher === "aes-256-ctr" ? "v3:" : ""}${IV.toString("hex")}:${text}`;
}
const written = { today: encrypted("aes-256-ctr"), before: encrypted("aes-256-cbc"), "at first": SECRET };

onEveryDatabase("a second factor of LibreChat's", (given) => {
  let house: House;
  let folder: string;
  let problems: ProblemLine[];
  let end: () => Promise<void>;
  beforeEach(async () => {
    const database = await given();
    house = await houseOn(database);
    await house.person("ada");
    folder = await mkdtemp(join(tmpdir(), "gatehouse-factors-"));
    problems = [];
    end = async () => {
      await house.close();
      await database.remove();
      await rm(folder, { recursive: true });
    };
  });
  afterEach(() => end());

  const here = () => house.access.of(house.access.findOrganization(undefined)?.id ?? "");
  async function bring(totpSecret: string, credsKey: Uint8Array | null = KEY): Promise<void> {
    const dee: Document = {
      ...{ _id: oid(4), name: "Dee", email: "dee@example.org", emailVerified: true, provider: "local", role: "USER" },
      ...{ password: bcrypt.hashSync(PASSWORD, 4), twoFactorEnabled: true, totpSecret },
      backupCodes: BACKUP.map((code, index) => ({ codeHash: hash("sha256", code), used: index === 1, usedAt: null })),
    };
    const source = await openSource((await forms["a folder of mongodump"]?.(folder, { users: [dee] })) ?? "");
    const { secondFactors } = house.identity;
    await moveIn({
      ...{ source, access: here(), store: house.store, batchSize: 10, tenant: null, now: Date.now(), clock: Date.now },
      ...{ superAdmins: new Set<string>(), admitsUnverified: true, progress: () => {} },
      ...(credsKey && { secondFactors: { credsKey, keep: (...factor) => secondFactors.keep(...factor) } }),
      problem: (line) => void problems.push(line),
    });
    await source.close();
  }

  test.each(Object.entries(written))("goes on, as it is written %s", async (_when, totpSecret) => {
    await bring(totpSecret);
    const token = codeAt(SECRET, house.identity.now());
    expect((await sayCode(house, await sayPassword(house, "dee"), { token })).statusCode).toBe(200);
  });

  describe("and its backup codes", () => {
    const say = async (backupCode: string) => sayCode(house, await sayPassword(house, "dee"), { backupCode });
    beforeEach(() => bring(written.today));

    test("each is taken once", async () => {
      expect((await say(BACKUP[0])).statusCode).toBe(200);
      expect(codeOf(await say(BACKUP[0]))).toBe("second-factor-wrong");
    });

    test("those that were used there are of no use", async () => {
      expect(codeOf(await say(BACKUP[1]))).toBe("second-factor-wrong");
    });
  });

  test.each([
    ["without LibreChat's key", null, "second-factor-left"],
    ["with another key", Buffer.alloc(32, 8), "second-factor-unreadable"],
  ])("%s is left and told, without what it is", async (_how, key, code) => {
    await bring(written.today, key);
    expect(problems).toMatchObject([{ code, id: oid(4).toHexString() }]);
    expect(JSON.stringify(problems)).not.toContain(written.today);
    expect(await sayPassword(house, "dee")).toBeUndefined();
  });

  test("goes with a moving in that is taken back", async () => {
    await bring(written.today);
    const [move] = await listMoves(house.store.db, here().id);
    if (!move) throw new Error("nothing was moved in");
    const contents = new Contents(folder);
    await undoMove({
      ...{ access: here(), store: house.store, move, contents },
      clock: Date.now,
      anyway: false,
      progress: () => {},
    });
    for (const table of ["second_factors", "backup_codes"] as const)
      expect(await house.store.db.selectFrom(table).selectAll().execute(), table).toEqual([]);
  });
});
