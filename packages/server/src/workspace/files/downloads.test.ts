import { get, type IncomingMessage } from "node:http";
import type { Change } from "@gatehouse/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { uploadTo } from "../testing/files.ts";
import { grant, type House, openHouse, taken, userOf } from "../testing/house.ts";

/* A download that somebody takes slowly ends with the right to the file, before all of it is there. */
let house: House;
beforeAll(async () => {
  house = await openHouse({ env: { FILE_UPLOAD_USER_MAX: "1000" } });
});
afterAll(() => house.close());

/** More than lies between two ends of a connection. */
const LARGE = 48 * 1024 * 1024;

/** Ada's large file, which Ben has begun to download and takes no more of. */
async function begun() {
  const { body: file } = await uploadTo(house, "ada", Buffer.alloc(LARGE, "plain words "));
  expect(file.file_id, JSON.stringify(file)).toBeDefined();
  const row = await house.store.db
    .selectFrom("files")
    .select("id")
    .where("file_id", "=", file.file_id)
    .executeTakeFirstOrThrow();
  const resource = `file:${row.id}`;
  const shared = grant(userOf("ben"), resource, ["view", "use"]);
  await house.change([{ kind: "resource-added", resource, owner: userOf("ada"), state: "active" }, shared]);
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    get(`${house.url}${file.filepath}`, { headers: { "x-person": "ben" } }, resolve).on("error", reject),
  );
  expect(response.statusCode).toBe(200);
  response.pause();
  return { response, resource, shared };
}

/** How many bytes came, once it is over. */
function rest(response: IncomingMessage): Promise<{ bytes: number; isWhole: boolean }> {
  let bytes = 0;
  response.on("data", (piece: Buffer) => {
    bytes += piece.length;
  });
  response.on("error", () => undefined);
  response.resume();
  return new Promise((resolve) =>
    response.on("close", () => resolve({ bytes, isWhole: response.complete && bytes === LARGE })),
  );
}

describe("a download ends", () => {
  test("not at all while the right lasts", async () => {
    const { response } = await begun();
    expect(await rest(response)).toEqual({ bytes: LARGE, isWhole: true });
  });

  test.each<[string, (one: Awaited<ReturnType<typeof begun>>) => Change[]]>([
    ["when the grant is taken", ({ shared }) => [taken(shared)]],
    [
      "when it is denied",
      ({ resource }) => [{ kind: "grant-set", grant: { ...grant(userOf("ben"), resource, []).grant, deny: ["view"] } }],
    ],
    ["when it is hidden", ({ resource }) => [{ kind: "resource-state-set", resource, state: "hidden" }]],
    ["with a ban", () => [{ kind: "ban-set", account: userOf("ben"), until: null }]],
  ])("%s", async (_when, changes) => {
    const one = await begun();
    await house.change(changes(one));
    const { isWhole, bytes } = await rest(one.response);
    expect(isWhole).toBe(false);
    expect(bytes).toBeLessThan(LARGE);
    await house.change([{ kind: "ban-lifted", account: userOf("ben") }]).catch(() => undefined);
  });

  test("with the session", async () => {
    const { response } = await begun();
    for (const ended of house.people.sessionEnded)
      ended({ organization: house.here, session: "session-of-ben", account: userOf("ben") });
    expect((await rest(response)).isWhole).toBe(false);
  });
});
