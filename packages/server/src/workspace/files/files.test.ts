import { readdir, utimes } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { downloadFrom, PNG, type Said, uploadTo } from "../testing/files.ts";
import { grant, type House, openHouse, userOf } from "../testing/house.ts";
import { Contents } from "./contents.ts";
import { sweepContents } from "./sweep.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse({
    yaml: "version: 1.3.0\nfileConfig:\n  serverFileSizeLimit: 2\n  endpoints:\n    small:\n      fileSizeLimit: 0.001\n    closed:\n      disabled: true\n    pictures:\n      supportedMimeTypes: ['image/.*']\n",
    env: { FILE_UPLOAD_USER_MAX: "1000" },
  });
});
afterAll(() => house.close());

const upload = (person: string, content: string | Buffer, said?: Said) => uploadTo(house, person, content, said);
const download = (person: string, file: { filepath: string }) => downloadFrom(house, person, file);
const all = async (person: string) => (await house.as(person, "GET", "/api/files")).json();
/** What lies in the directory of files. */
const lying = async () =>
  (await readdir(house.settings.filesDir, { recursive: true, withFileTypes: true }).catch(() => [])).filter((one) =>
    one.isFile(),
  ).length;

describe("a file", () => {
  test("is kept to the byte, listed for its owner, and told in LibreChat's shape", async () => {
    const mine = "11111111-1111-4111-8111-111111111111";
    const { status, body } = await upload("ada", "Grüße\r\n", { name: "Grüße an alle.txt", fields: { file_id: mine } });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      message: "File uploaded and processed successfully",
      user: userOf("ada").slice("user:".length),
      temp_file_id: mine,
      filename: "Grüße an alle.txt",
      bytes: 9,
      type: "text/plain",
      object: "file",
      source: "local",
    });
    expect(body.file_id).not.toBe(mine);
    const [listed] = await all("ada");
    expect(listed).toMatchObject({ file_id: body.file_id });
    const got = await download("ada", body);
    expect([got.status, await got.text()]).toEqual([200, "Grüße\r\n"]);
    expect(Object.fromEntries(got.headers)).toMatchObject({
      "content-type": "application/octet-stream",
      "content-disposition": "attachment; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20an%20alle.txt",
      "content-length": "9",
      "content-security-policy": "sandbox; default-src 'none'",
      "x-content-type-options": "nosniff",
    });
    expect(JSON.parse(decodeURIComponent(got.headers.get("x-file-metadata") ?? ""))).toMatchObject({
      file_id: body.file_id,
    });
  });

  test.each([
    ["a picture by another name", PNG, { name: "letter.txt", type: "text/plain" }, "image/png"],
    ["a page", "<script>alert(1)</script>", { name: "a.html", type: "text/html" }, "text/html"],
    [
      "a page that is said to be a picture",
      "<script>alert(1)</script>",
      { name: "a.png", type: "image/png" },
      "text/plain",
    ],
    ["JSON", "{}", { name: "a.json", type: "application/json" }, "application/json"],
    ["nothing", "", { name: "empty" }, "text/plain"],
  ])("is what its content is: %s", async (_what, content, said, type) => {
    const { status, body } = await upload("ada", content, said);
    expect([status, body.type]).toEqual([200, type]);
    expect((await download("ada", body)).headers.get("content-type")).toBe("application/octet-stream");
  });

  test("has a name without a path", async () => {
    for (const name of ["../../etc/passwd", "C:\\Windows\\passwd", "\u202epasswd"])
      expect((await upload("ada", "x", { name })).body.filename).toBe("passwd");
  });
});

test("a file has no address in a store: whoever may fetch it is told so, the others what fetching tells them", async () => {
  const { body } = await upload("ada", "hello");
  const asked = async (person: string) =>
    Promise.all(
      ["download-url", "download"].map(async (way) => {
        const { statusCode, headers, json } = await house.as(person, "GET", `/api/files/${way}/x/${body.file_id}`);
        return statusCode < 400 || statusCode === 501
          ? [statusCode, headers["content-type"]]
          : { ...json(), requestId: "" };
      }),
    );
  expect(await asked("ada")).toEqual([
    [501, "text/plain"],
    [200, "application/octet-stream"],
  ]);
  for (const person of ["ben", "sue", "dee"]) {
    const [url, bytes] = await asked(person);
    expect(url).toMatchObject({ status: 404 });
    expect(url).toEqual(bytes);
  }
});

describe("what is not taken leaves nothing behind", () => {
  test.each([
    ["a program", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0]), {}, 415, "media-type-unsupported"],
    ["bytes that say nothing", Buffer.from([0, 1, 2, 3]), { type: "text/plain" }, 415, "media-type-unsupported"],
    ["more than the server takes", "x".repeat(2 * 1_024 * 1_024 + 1), {}, 413, "body-too-large"],
    ["more than its endpoint takes", "x".repeat(1_100), { fields: { endpoint: "small" } }, 413, "body-too-large"],
    ["more, where the endpoint comes last", "x".repeat(1_100), { fields: { late: "small" } }, 413, "body-too-large"],
    ["a file for an endpoint without", "x", { fields: { endpoint: "closed" } }, 403, "feature-off"],
    ["a text where pictures are", "x", { fields: { endpoint: "pictures" } }, 415, "media-type-unsupported"],
    ["a wrong field", "x", { fields: { width: "wide" } }, 400, "request-invalid"],
    ["an id that is none", "x", { fields: { file_id: "../x" } }, 400, "request-invalid"],
  ] as const)("%s", async (_what, content, more, status, code) => {
    const before = await lying();
    const answer = await upload("cy", content, more);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await all("cy")).toEqual([]);
    expect(await lying()).toBe(before);
  });

  test("a form that is said to be compressed", async () => {
    const body = new FormData();
    body.append("file", new Blob(["x"]), "a.txt");
    const headers = { "x-person": "cy", "content-encoding": "gzip" };
    expect((await fetch(`${house.url}/api/files`, { method: "POST", headers, body })).status).toBe(415);
  });

  test("a form that breaks off", async () => {
    const before = await lying();
    const half = `--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n${"y".repeat(100_000)}`;
    const response = await fetch(`${house.url}/api/files`, {
      method: "POST",
      headers: { "x-person": "cy", "content-type": "multipart/form-data; boundary=x" },
      body: half,
    });
    expect(response.status).toBe(400);
    expect(await lying()).toBe(before);
  });

  test.each(["ends", "is reset"])("an upload whose connection %s, which is no fault of the server's", async (how) => {
    const before = await lying();
    const from = house.logged.length;
    const { hostname, port } = new URL(house.url);
    const socket = connect(Number(port), hostname).on("error", () => undefined);
    const begun = `--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n${"y".repeat(100_000)}`;
    const head = "content-type: multipart/form-data; boundary=x\r\ncontent-length: 200000\r\nx-person: cy";
    socket.write(`POST /api/files HTTP/1.1\r\nhost: x\r\n${head}\r\n\r\n${begun}`);
    await expect.poll(lying).toBe(before + 1);
    if (how === "ends") socket.destroy();
    else socket.resetAndDestroy();
    await expect.poll(lying).toBe(before);
    const levels = () => house.logged.slice(from).map((line) => JSON.parse(line).level);
    await new Promise((passed) => setTimeout(passed, 100));
    expect(levels().filter((level) => level >= 50)).toEqual([]);
  });
});

describe("somebody else's file", () => {
  test("is as one that there is not, until it is shared; who may only see it deletes nothing", async () => {
    const { body } = await upload("ada", "secret");
    expect((await download("sue", body)).status).toBe(404);
    for (const who of ["ben", "dee"]) {
      expect((await download(who, body)).status).toBe(404);
      const gone = await house.as(who, "DELETE", "/api/files", { files: [{ file_id: body.file_id }] });
      expect(gone.statusCode).toBe(404);
    }
    const shared = await house.as("ada", "POST", `/api/access/resources/file/${body._id}/grants`, {
      principal: userOf("ben"),
      role: "viewer",
    });
    expect(shared.statusCode, shared.body).toBe(201);
    expect(await (await download("ben", body)).text()).toBe("secret");
    const refused = await house.as("ben", "DELETE", "/api/files", { files: [{ file_id: body.file_id }] });
    expect(refused.statusCode).toBe(403);
    await house.as("ada", "DELETE", `/api/access/resources/file/${body._id}/grants`);
    expect((await download("ben", body)).status).toBe(404);
  });

  test("is deleted with others that one may delete, or none is", async () => {
    const mine = (await upload("ben", "mine")).body;
    const foreign = (await upload("ada", "hers")).body;
    const remove = (...ids: string[]) =>
      house.as("ben", "DELETE", "/api/files", { files: ids.map((file_id) => ({ file_id, filepath: "x" })) });
    expect((await remove(mine.file_id, foreign.file_id)).statusCode).toBe(404);
    expect((await download("ben", mine)).status).toBe(200);
    const before = await lying();
    expect((await remove(mine.file_id)).json()).toEqual({ message: "Files deleted successfully" });
    expect((await download("ben", mine)).status).toBe(404);
    expect(await lying()).toBe(before - 1);
  });
});

describe("who has a capability for it", () => {
  const remove = (person: string, { file_id }: { file_id: string }) =>
    house.as(person, "DELETE", "/api/files", { files: [{ file_id }] });

  test.each(["manage:files", "moderate:content"])("deletes with `%s` what they cannot read", async (capability) => {
    await house.change([{ kind: "capability-set", principal: userOf("cy"), capability, scope: null, expiresAt: null }]);
    const [own, shared] = [(await upload("ada", "own")).body, (await upload("ada", "shared")).body];
    await house.as("ada", "POST", `/api/access/resources/file/${shared._id}/grants`, {
      principal: userOf("ben"),
      role: "viewer",
    });
    for (const file of [own, shared]) {
      expect((await download("cy", file)).status).toBe(404);
      expect((await remove("cy", file)).statusCode).toBe(200);
      expect((await download("ada", file)).status).toBe(404);
    }
    await house.change([{ kind: "capability-removed", principal: userOf("cy"), capability, scope: null }]);
    expect((await remove("cy", (await upload("ada", "next")).body)).statusCode).toBe(404);
  });

  test("hears of one that there is not, and of another organization's, the same", async () => {
    const { body } = await upload("dee", "elsewhere");
    for (const file of [body, { file_id: "11111111-1111-4111-8111-111111111111" }])
      expect((await remove("sue", file)).json()).toMatchObject({ status: 404, code: "resource-not-found" });
  });
});

test("who is banned brings nothing and gets nothing", async () => {
  const { body } = await upload("cy", "x");
  await house.change([{ kind: "ban-set", account: userOf("cy"), until: null }]);
  expect((await upload("cy", "y")).body.code).toBe("account-banned");
  expect((await download("cy", body)).status).toBe(403);
  await house.change([{ kind: "ban-lifted", account: userOf("cy") }]);
});

test("an owner who goes leaves to the organization what others still reach", async () => {
  const kept = (await upload("ben", "kept")).body;
  const gone = (await upload("ben", "gone")).body;
  const resource = `file:${kept._id}`;
  await house.change([
    { kind: "resource-added", resource, owner: userOf("ben"), state: "active" },
    grant(userOf("ada"), resource, ["view"]),
  ]);
  const access = house.access.of(house.here);
  await access.commit({ organization: house.here, subject: "operator", name: "cli:test", from: "cli" }, async (tx) => {
    const { changes, removed } = access.engine.removalOf(userOf("ben"));
    await house.access.removed(tx, house.here, removed);
    for (const listener of house.people.removed) await listener(tx, house.here, removed, userOf("ben"));
    return { changes, result: null };
  });
  expect(await (await download("ada", kept)).text()).toBe("kept");
  const rows = await house.store.db.selectFrom("files").select(["file_id", "account"]).execute();
  expect(rows).toContainEqual({ file_id: kept.file_id, account: "organization" });
  expect(rows.map(({ file_id }) => file_id)).not.toContain(gone.file_id);
});

test("what no row names is swept away after a day, and nothing else", async () => {
  const contents = new Contents(house.settings.filesDir);
  const { body } = await upload("ada", "stays");
  const before = await lying();
  const parts = { access: house.access, store: house.store, now: Date.now };
  await sweepContents(parts, contents);
  expect(await lying()).toBe(before);
  const day = 25 * 60 * 60 * 1_000;
  for (const one of await readdir(house.settings.filesDir, { recursive: true, withFileTypes: true }))
    if (one.isFile())
      await utimes(join(one.parentPath, one.name), new Date(Date.now() - day), new Date(Date.now() - day));
  // Ben's, which went with his account.
  expect(await sweepContents(parts, contents)).toBeGreaterThan(0);
  expect(await (await download("ada", body)).text()).toBe("stays");
});
