import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { downloadFrom, uploadTo } from "../testing/files.ts";
import { type House, openHouse, userOf } from "../testing/house.ts";
import { type Talk, talk } from "../testing/talk.ts";

/* A file that lies in a conversation, and what is decided about it by itself: whether the engine holds either alters no answer. */

let house: House;
beforeAll(async () => {
  house = await openHouse({ env: { FILE_UPLOAD_USER_MAX: "1000" } });
});
afterAll(() => house.close());

interface Uploaded {
  _id: string;
  file_id: string;
  filepath: string;
}
const upload = async (person: string): Promise<Uploaded> => (await uploadTo(house, person, "x")).body;
const say = (person: string, files: readonly Uploaded[], more: object = {}) =>
  talk(house, person, "See", { files: files.map(({ file_id }) => ({ file_id })), ...more });
const done = async (answer: ReturnType<House["as"]>) => {
  const { statusCode, body } = await answer;
  expect(statusCode, body).toBeLessThan(300);
  return JSON.parse(body || "null");
};
const share = (person: string, { row }: Talk, who: string) =>
  done(
    house.as(person, "POST", `/api/access/resources/conversation/${row}/grants`, {
      principal: userOf(who),
      role: "viewer",
    }),
  );
const lend = (person: string, { _id }: Uploaded, who: string) =>
  done(
    house.as(person, "POST", `/api/access/resources/file/${_id}/grants`, { principal: userOf(who), role: "viewer" }),
  );
const handTo = (person: string, { _id }: Uploaded, who: string) =>
  done(house.as(person, "PUT", `/api/access/resources/file/${_id}/owner`, { owner: userOf(who) }));
const put = (person: string, { _id }: Uploaded, wish: object) =>
  done(house.as(person, "PUT", `/api/access/resources/file/${_id}`, wish));
const takeOut = (person: string, file: Uploaded) => put(person, file, { parents: [] });
/** Who of these fetches it. */
const reaching = async (file: Uploaded) => {
  const all = await Promise.all(
    ["ada", "ben", "cy"].map(async (who) => ((await downloadFrom(house, who, file)).status === 200 ? [who] : [])),
  );
  return all.flat();
};
const listing = async (file: Uploaded) => {
  const all = await Promise.all(
    ["ada", "ben", "cy"].map(async (who) =>
      (await done(house.as(who, "GET", "/api/files")))
        .filter((one: Uploaded) => one.file_id === file.file_id)
        .map(() => who),
    ),
  );
  return all.flat();
};
const held = (resource: string) => house.access.of(house.here).engine.describe(resource);
const parentsOf = ({ _id }: Uploaded) => held(`file:${_id}`)?.parents;
/** As the row says. */
const liesIn = async ({ _id }: Uploaded) =>
  (await house.store.db.selectFrom("files").select("conversation_id").where("id", "=", _id).executeTakeFirstOrThrow())
    .conversation_id;
/** Ways in which others come to see a conversation. */
const showing: readonly [string, (mine: Talk) => Promise<unknown>][] = [
  ["shared", (mine) => share("ada", mine, "cy")],
  [
    "put into a project that is shared",
    async (mine) => {
      const { _id } = await done(house.as("ada", "POST", "/api/projects", { name: "P" }));
      await done(house.as("ada", "PUT", `/api/projects/conversations/${mine.id}`, { projectId: _id }));
      const viewer = { principal: userOf("cy"), role: "viewer" };
      await done(house.as("ada", "POST", `/api/access/resources/project/${_id}/grants`, viewer));
    },
  ],
  ["shown by a link", (mine) => done(house.as("ada", "POST", `/api/share/${mine.id}`, {}))],
];

describe("a file of a conversation that nobody shared", () => {
  test("is a part of it when something is decided about the file, as it is when the conversation is shared", async () => {
    const [file, other] = [await upload("ada"), await upload("ada")];
    const mine = await say("ada", [file, other]);
    const before = held("file:x");
    await lend("ada", file, "cy");
    expect([before, parentsOf(file), parentsOf(other)]).toEqual([undefined, [mine.resource], [mine.resource]]);
    expect([held(mine.resource)?.owner, await reaching(file), await reaching(other)]).toEqual([
      userOf("ada"),
      ["ada", "cy"],
      ["ada"],
    ]);
  });

  test("tells its owner so", async () => {
    const file = await upload("ada");
    const mine = await say("ada", [file]);
    const shown = () => done(house.as("ada", "GET", `/api/access/resources/file/${file._id}`));
    expect((await shown()).parents).toEqual([mine.resource]);
    await share("ada", mine, "cy");
    expect((await shown()).parents).toEqual([mine.resource]);
  });

  test("takes no conversation in when it is deleted, by either route", async () => {
    for (const remove of [
      ({ _id }: Uploaded) => house.as("ada", "DELETE", `/api/access/resources/file/${_id}`),
      ({ file_id }: Uploaded) => house.as("ada", "DELETE", "/api/files", { files: [{ file_id }] }),
    ]) {
      const [file, other] = [await upload("ada"), await upload("ada")];
      const mine = await say("ada", [file, other]);
      await done(remove(file));
      expect([held(mine.resource), parentsOf(other), await reaching(file)]).toEqual([undefined, undefined, []]);
    }
  });

  test("is lent with others of it in one write", async () => {
    const files = [await upload("ada"), await upload("ada")];
    const mine = await say("ada", files);
    const tool_resources = { context: { file_ids: files.map(({ file_id }) => file_id) } };
    await done(house.as("ada", "POST", "/api/agents", { name: "A", provider: "echo", model: "echo", tool_resources }));
    expect(files.map(parentsOf)).toEqual([[mine.resource], [mine.resource]]);
  });
});

describe("who reaches a file does not change when its conversation is first", () => {
  describe.each(showing)("%s", (_how, show) => {
    test("handed over: it stays a part of it, for whoever sees the conversation", async () => {
      const file = await upload("ada");
      const mine = await say("ada", [file]);
      await handTo("ada", file, "ben");
      expect(await reaching(file)).toEqual(["ada", "ben"]);
      await show(mine);
      expect((await reaching(file)).filter((who) => who !== "cy")).toEqual(["ada", "ben"]);
    });

    test("handed over, and taken out by whoever has it now", async () => {
      const file = await upload("ada");
      const mine = await say("ada", [file]);
      await handTo("ada", file, "ben");
      await takeOut("ben", file);
      expect(await reaching(file)).toEqual(["ben"]);
      await show(mine);
      expect(await reaching(file)).toEqual(["ben"]);
    });

    test("taken out by its owner, where the file was shared by itself", async () => {
      const file = await upload("ada");
      const mine = await say("ada", [file]);
      await lend("ada", file, "ben");
      await takeOut("ada", file);
      await show(mine);
      expect([await reaching(file), parentsOf(file)]).toEqual([["ada", "ben"], []]);
    });

    test("taken out by its owner, where nothing was shared", async () => {
      const file = await upload("ada");
      const mine = await say("ada", [file]);
      await takeOut("ada", file);
      await show(mine);
      expect(await reaching(file)).toEqual(["ada"]);
    });
  });
});

describe("a file that is shared by itself, and sent then", () => {
  test.each([
    ["a new conversation", async () => ({})],
    ["one that is there", async () => ({ conversationId: (await say("ada", [await upload("ada")])).id })],
    [
      "a new one in a project",
      async () => ({ chatProjectId: (await done(house.as("ada", "POST", "/api/projects", { name: "P" })))._id }),
    ],
  ])("is a part of %s at once, with what else lies in it", async (_which, more) => {
    const [file, other] = [await upload("ada"), await upload("ada")];
    await lend("ada", file, "ben");
    const mine = await say("ada", [file, other], await more());
    expect([parentsOf(file), parentsOf(other)]).toEqual([[mine.resource], [mine.resource]]);
    await share("ada", mine, "cy");
    expect([await reaching(file), await reaching(other)]).toEqual([
      ["ada", "ben", "cy"],
      ["ada", "cy"],
    ]);
  });
});

describe("a file that its owner puts into a conversation by the access routes", () => {
  test.each(["shared", "nobody's else"])("which is %s, is a part of it", async (how) => {
    const [file, other] = [await upload("ada"), await upload("ada")];
    const mine = await say("ada", [other]);
    if (how === "shared") await share("ada", mine, "cy");
    await put("ada", file, { parents: [mine.resource] });
    if (how !== "shared") await share("ada", mine, "cy");
    expect([parentsOf(file), parentsOf(other), await reaching(file)]).toEqual([
      [mine.resource],
      [mine.resource],
      ["ada", "cy"],
    ]);
  });

  test("from one that nobody shared into another", async () => {
    const file = await upload("ada");
    const [from, to] = [await say("ada", [file]), await say("ada", [])];
    await put("ada", file, { parents: [to.resource] });
    expect([parentsOf(file), await liesIn(file), held(from.resource)?.owner]).toEqual([
      [to.resource],
      null,
      userOf("ada"),
    ]);
  });

  test("not into somebody else's, which is as one that there is not", async () => {
    const [file, mine] = [await upload("ben"), await say("ada", [])];
    for (const parent of [mine.resource, "conversation:000000000000000000000000"]) {
      const answer = await house.as("ben", "PUT", `/api/access/resources/file/${file._id}`, { parents: [parent] });
      expect([answer.statusCode, answer.json().code]).toEqual([404, "resource-not-found"]);
    }
    expect([held(mine.resource), parentsOf(file)]).toEqual([undefined, undefined]);
  });
});

describe("the file's row", () => {
  test("says that it lies in no conversation once it was taken out, so that another one may have it", async () => {
    const [file, other] = [await upload("ada"), await upload("ada")];
    const mine = await say("ada", [file, other]);
    expect(await liesIn(file)).toBe(mine.row);
    await takeOut("ada", file);
    expect([await liesIn(file), await liesIn(other)]).toEqual([null, mine.row]);
    const next = await say("ada", [file]);
    expect([await liesIn(file), parentsOf(file)]).toEqual([next.row, [next.resource]]);
  });

  test("is not changed by leaving something else", async () => {
    const file = await upload("ada");
    const mine = await say("ada", [file]);
    const { _id } = await done(house.as("ada", "POST", "/api/projects", { name: "P" }));
    await put("ada", file, { parents: [mine.resource, `project:${_id}`] });
    await put("ada", file, { parents: [mine.resource] });
    expect([await liesIn(file), parentsOf(file)]).toEqual([mine.row, [mine.resource]]);
  });

  test.each([
    ["PUT …/owner", (file: Uploaded) => handTo("ada", file, "ben")],
    ["PUT …", (file: Uploaded) => put("ada", file, { owner: userOf("ben") })],
  ])("follows its owner: the list and the check agree, after %s", async (_route, hand) => {
    const file = await upload("ada");
    expect(await listing(file)).toEqual(["ada"]);
    await hand(file);
    expect([await listing(file), await reaching(file)]).toEqual([["ben"], ["ben"]]);
  });
});
