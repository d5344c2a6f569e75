import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { onEveryDatabase } from "../../store/testing/databases.ts";
import { Contents } from "../files/contents.ts";
import { sweepContents } from "../files/sweep.ts";
import { PNG, uploadTo } from "../testing/files.ts";
import { EDITOR, grant, type House, openHouse, userOf, VIEWER } from "../testing/house.ts";

const PICTURES = "/api/files/images/avatar";
const GIF = Buffer.from("R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=", "base64");
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0x10, ...Buffer.from("JFIF\0\x01\x01\0\0\x01\0\x01\0\0")]);
const WEBP = Buffer.concat([
  Buffer.from("RIFF"),
  Buffer.from([26, 0, 0, 0]),
  Buffer.from("WEBPVP8L"),
  Buffer.from([14, 0, 0, 0]),
  Buffer.alloc(14),
]);
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';

const show = (house: House, person: string, content: string | Buffer = PNG, said: { type?: string } = {}) =>
  uploadTo(house, person, content, { name: "me.png", type: "image/png", path: PICTURES, ...said });
const showAgent = (house: House, person: string, id: string, content: string | Buffer = PNG) =>
  uploadTo(house, person, content, { path: `/api/files/images/agents/${id}/avatar`, type: "image/png" });
const see = (house: House, person: string, url: string | null) => house.as(person, "GET", String(url));
/** What lies in the directory of files. */
const lying = async ({ settings }: House) =>
  (await readdir(settings.filesDir, { recursive: true, withFileTypes: true }).catch(() => [])).filter((one) =>
    one.isFile(),
  ).length;
const newAgent = async (house: House) =>
  (await house.as("ada", "POST", "/api/agents", { name: "Helper", provider: "echo", model: "echo" })).json();
const open = (options: Parameters<typeof openHouse>[0] = {}) =>
  openHouse({ env: { FILE_UPLOAD_USER_MAX: "1000" }, ...options });

onEveryDatabase("a picture", (given) => {
  test("of a person is theirs, and takes the place of the former one, whose bytes go", async () => {
    const house = await open({ database: await given() });
    const { status, body } = await show(house, "ada");
    expect([status, body]).toEqual([
      200,
      { url: expect.stringMatching(/^\/api\/files\/images\/avatar\/[0-9a-f]{24}$/) },
    ]);
    expect(house.people.avatars.get(userOf("ada"))).toBe(body.url);
    const { body: next } = await show(house, "ada", GIF);
    expect(house.people.avatars.get(userOf("ada"))).toBe(next.url);
    expect([(await see(house, "ada", body.url)).statusCode, await lying(house)]).toEqual([404, 1]);
    expect((await house.as("ada", "DELETE", PICTURES)).statusCode).toBe(204);
    expect([house.people.avatars.get(userOf("ada")), await lying(house)]).toEqual([null, 0]);
    expect((await see(house, "ada", next.url)).statusCode).toBe(404);
    await house.close();
  });

  test("is kept without what was written beside its pixels", async () => {
    const house = await open({ database: await given() });
    const { body } = await show(house, "ada", Buffer.concat([PNG, Buffer.from("52.5200N 13.4050E")]));
    const seen = await see(house, "ada", body.url);
    expect([seen.rawPayload, seen.headers["content-length"]]).toEqual([PNG, String(PNG.length)]);
    await house.close();
  });

  test("of an agent is a change of it, and takes the place of the former one, whose bytes go", async () => {
    const house = await open({ database: await given() });
    const { id } = await newAgent(house);
    const { status, body: shown } = await showAgent(house, "ada", id);
    expect([status, shown]).toMatchObject([201, { id, version: 2, avatar: { source: "local" } }]);
    const { body: next } = await showAgent(house, "ada", id, GIF);
    expect([(await see(house, "ada", shown.avatar.filepath)).statusCode, await lying(house)]).toEqual([404, 1]);
    const cleared = await house.as("ada", "PATCH", `/api/agents/${id}`, { avatar: null });
    expect([cleared.json().avatar, await lying(house)]).toEqual([null, 0]);
    expect((await see(house, "ada", next.avatar.filepath)).statusCode).toBe(404);
    await house.close();
  });

  test("goes with its account or agent: at once for whoever looks, and its bytes with the sweep", async () => {
    const house = await open({ database: await given() });
    const { id, _id } = await newAgent(house);
    const { body: agent } = await showAgent(house, "ada", id);
    const { body: ada } = await show(house, "ada");
    const { body: ben } = await show(house, "ben");
    await house.as("ada", "DELETE", `/api/agents/${id}`);
    await house.store.transact(async (tx) => {
      for (const listener of house.people.removed) await listener(tx, house.here, [`agent:${_id}`], userOf("ada"));
    });
    const seen = await Promise.all([agent.avatar.filepath, ada.url, ben.url].map((url) => see(house, "cy", url)));
    expect(seen.map(({ statusCode }) => statusCode)).toEqual([404, 404, 200]);
    const parts = { access: house.access, store: house.store, now: () => Date.now() + 48 * 60 * 60 * 1_000 };
    expect(await sweepContents(parts, new Contents(house.settings.filesDir))).toBe(2);
    expect([(await see(house, "cy", ben.url)).statusCode, await lying(house)]).toEqual([200, 1]);
    await house.close();
  });
});

describe("what is uploaded as a picture", () => {
  let house: House;
  beforeAll(async () => {
    house = await open({ yaml: "version: 1.3.0\nfileConfig: { avatarSizeLimit: 0.01 }\n" });
  });
  afterAll(() => house.close());

  test.each([
    ["PNG", PNG, "image/png"],
    ["GIF", GIF, "image/gif"],
    ["JPEG", JPEG, "image/jpeg"],
    ["WebP", WEBP, "image/webp"],
  ])("is a %s by its content, and comes as that, never as a page", async (_, content, type) => {
    const { body } = await show(house, "ada", content, { type: "text/html" });
    const seen = await see(house, "ada", body.url);
    expect([seen.statusCode, seen.rawPayload]).toEqual([200, content]);
    expect(seen.headers).toMatchObject({
      "content-type": type,
      "x-content-type-options": "nosniff",
      "content-security-policy": "sandbox; default-src 'none'",
      "cache-control": expect.stringMatching(/^private/),
    });
  });

  test.each([
    ["an SVG", SVG, 415, "media-type-unsupported"],
    ["a page", "<!doctype html><script>alert(1)</script>", 415, "media-type-unsupported"],
    ["nothing", "", 415, "media-type-unsupported"],
    ["more than `avatarSizeLimit`", Buffer.concat([PNG, Buffer.alloc(10_500)]), 413, "body-too-large"],
  ])("is not %s: nothing of it is kept", async (_, content, status, code) => {
    const agent = await newAgent(house);
    const before = await lying(house);
    for (const answer of [await show(house, "ben", content), await showAgent(house, "ada", agent.id, content)])
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect([house.people.avatars.get(userOf("ben")), await lying(house)]).toEqual([undefined, before]);
  });

  test("comes in a form, as a file", async () => {
    const sent = await house.as("ada", "POST", PICTURES, {});
    expect([sent.statusCode, sent.json().code]).toEqual([415, "media-type-unsupported"]);
    const form = await fetch(`${house.url}${PICTURES}`, {
      method: "POST",
      headers: { "x-person": "ada" },
      body: Object.assign(new FormData(), {}),
    });
    expect(form.status).toBe(400);
  });
});

describe("who may see a picture", () => {
  let house: House;
  beforeAll(async () => {
    house = await open();
  });
  afterAll(() => house.close());

  test("of an agent: whoever may use it, and as long as they may", async () => {
    const { id, _id } = await newAgent(house);
    const { filepath } = (await showAgent(house, "ada", id)).body.avatar;
    const given = grant(userOf("ben"), `agent:${_id}`, VIEWER);
    await house.change([given]);
    const seen = async () =>
      Promise.all(["ada", "ben", "cy", "dee"].map(async (person) => (await see(house, person, filepath)).statusCode));
    expect(await seen()).toEqual([200, 200, 404, 404]);
    await house.change([{ kind: "grant-removed", resource: `agent:${_id}`, id: given.grant.id }]);
    expect(await seen()).toEqual([200, 404, 404, 404]);
    expect((await house.app.inject({ url: filepath })).statusCode).toBe(401);
  });

  test("of a person: members, but not where the person is hidden from them", async () => {
    const { url } = (await show(house, "ada")).body;
    const seen = async () =>
      Promise.all(["ada", "cy", "sue", "dee"].map(async (person) => (await see(house, person, url)).statusCode));
    expect(await seen()).toEqual([200, 200, 200, 404]);
    const at = Date.now();
    const id = userOf("ada").slice("user:".length);
    await house.store.transact((tx) =>
      tx
        .insertInto("users")
        .values({
          organization_id: house.here,
          id,
          email: "ada@example.org",
          name: "Ada",
          hidden: 1,
          created_at: at,
          updated_at: at,
        })
        .execute(),
    );
    expect(await seen()).toEqual([200, 404, 200, 404]);
  });

  test("of a person that there is not, and of one whom they do not see: the same answer", async () => {
    const answers = [PICTURES, PICTURES].map((path, index) => see(house, "dee", `${path}/${`${index}`.repeat(24)}`));
    const { url } = (await show(house, "ben")).body;
    const [first, , foreign] = (await Promise.all([...answers, see(house, "dee", url)])).map((answer) => ({
      ...answer.json(),
      requestId: "",
    }));
    expect(foreign).toEqual(first);
  });
});

describe("who may choose a picture", () => {
  let house: House;
  beforeAll(async () => {
    house = await open();
  });
  afterAll(() => house.close());

  test("of an agent: whoever may update it; of the others, nothing is read or kept", async () => {
    const { id, _id } = await newAgent(house);
    const before = await lying(house);
    await house.change([grant(userOf("cy"), `agent:${_id}`, VIEWER)]);
    const statuses = [];
    for (const person of ["ben", "cy", "dee"]) statuses.push((await showAgent(house, person, id)).status);
    expect([statuses, await lying(house)]).toEqual([[404, 403, 404], before]);
    await house.change([grant(userOf("ben"), `agent:${_id}`, EDITOR)]);
    expect((await showAgent(house, "ben", id)).status).toBe(201);
  });

  test.each([
    "javascript:alert(1)",
    "data:image/svg+xml,<svg/>",
    "http://pictures.test/a.png",
    "//pictures.test/a.png",
    "/api/auth/logout",
    `${PICTURES}/../../../auth/logout`,
  ])("an agent is not shown by what is no picture's address: %s", async (filepath) => {
    const { id } = await newAgent(house);
    const body = { name: "Helper", provider: "echo", model: "echo", avatar: { filepath, source: "url" } };
    const answers = [
      await house.as("ada", "POST", "/api/agents", body),
      await house.as("ada", "PATCH", `/api/agents/${id}`, body),
    ];
    expect(answers.map((one) => [one.statusCode, one.json().code])).toEqual([
      [400, "request-invalid"],
      [400, "request-invalid"],
    ]);
    const there = { ...body, avatar: { filepath: "https://pictures.test/a.png", source: "url" } };
    expect((await house.as("ada", "PATCH", `/api/agents/${id}`, there)).json()).toMatchObject({ avatar: there.avatar });
  });

  test("an agent is not shown by another one's picture, and a copy by none", async () => {
    const { id } = await newAgent(house);
    const { avatar } = (await showAgent(house, "ada", id)).body;
    const other = await newAgent(house);
    for (const [method, url] of [
      ["POST", "/api/agents"],
      ["PATCH", `/api/agents/${other.id}`],
    ] as const) {
      const refused = await house.as("ada", method, url, { name: "Thief", provider: "echo", model: "echo", avatar });
      expect([refused.statusCode, refused.json().code]).toEqual([400, "request-invalid"]);
    }
    // What it is shown by already may be sent back.
    expect((await house.as("ada", "PATCH", `/api/agents/${id}`, { name: "Other", avatar })).json()).toMatchObject({
      name: "Other",
      avatar,
    });
    const copy = (await house.as("ada", "POST", `/api/agents/${id}/duplicate`)).json();
    expect(copy.agent.avatar).toBeNull();
    expect((await see(house, "ada", avatar.filepath)).statusCode).toBe(200);
  });

  test("a version that comes back leaves the picture", async () => {
    const { id } = await newAgent(house);
    const { avatar } = (await showAgent(house, "ada", id)).body;
    const reverted = await house.as("ada", "POST", `/api/agents/${id}/revert`, { version_index: 0 });
    expect(reverted.json().avatar).toEqual(avatar);
    expect((await see(house, "ada", avatar.filepath)).statusCode).toBe(200);
  });

  test("so many in a time, as files", async () => {
    const strict = await openHouse({ env: { FILE_UPLOAD_USER_MAX: "2" } });
    const statuses = [];
    for (let index = 0; index < 3; index++) statuses.push((await show(strict, "ada")).status);
    expect(statuses).toEqual([200, 200, 429]);
    await strict.close();
  });
});
