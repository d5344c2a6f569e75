import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../store/index.ts";
import { type House, openHouse, taken, userOf } from "../testing/house.ts";
import { PromptMaker, version } from "../testing/prompts.ts";

let house: House;
let prompts: PromptMaker;
beforeAll(async () => {
  house = await openHouse();
  prompts = new PromptMaker(house);
});
afterAll(() => house.close());

describe("versions", () => {
  test("a new one is a draft until it is brought into production", async () => {
    const one = await prompts.made({ prompt: "one" });
    const draft = await prompts.drafted(one, "two");
    const texts = (await prompts.get("ada", `/api/prompts?groupId=${one.id}`)).map(
      ({ prompt }: { prompt: string }) => prompt,
    );
    expect(texts).toEqual(["two", "one"]);
    expect(await prompts.get("ada", one.url)).toMatchObject({
      productionId: one.prompt._id,
      productionPrompt: { prompt: "one" },
    });
    const response = await house.as("ada", "PATCH", `/api/prompts/${draft._id}/tags/production`, {});
    expect([response.statusCode, response.json(), response.headers.etag]).toEqual([
      200,
      { message: "Prompt production made successfully" },
      '"v2"',
    ]);
    expect(await prompts.get("ada", one.url)).toMatchObject({
      productionId: draft._id,
      productionPrompt: { prompt: "two" },
    });
  });

  test("when the one in production is deleted, the newest that remains takes its place", async () => {
    const one = await prompts.made({ prompt: "one" });
    const drafts = [await prompts.drafted(one, "two"), await prompts.drafted(one, "three")];
    const remove = (id: string) => house.as("ada", "DELETE", `/api/prompts/${id}?groupId=${one.id}`);
    expect((await remove(one.prompt._id)).json()).toEqual({ prompt: "Prompt deleted successfully" });
    expect((await prompts.get("ada", one.url)).productionPrompt.prompt).toBe("three");
    // One that is not in production goes, and nothing else changes.
    expect((await remove(drafts[0]?._id ?? "")).statusCode).toBe(200);
    expect((await prompts.get("ada", one.url)).productionPrompt.prompt).toBe("three");
    expect((await remove(drafts[1]?._id ?? "")).json()).toEqual({
      prompt: "Prompt deleted successfully",
      promptGroup: { message: "Prompt group deleted successfully", id: one.id },
    });
    expect(house.access.of(house.here).engine.isHeld(`prompt:${one.id}`)).toBe(false);
    expect(await prompts.status("ada", "GET", one.url)).toBe(404);
  });

  test("the last two deleted, and drafts added, at the same time: nothing is lost or left over", async () => {
    const one = await prompts.made();
    const draft = await prompts.drafted(one, "two");
    const added = await Promise.all(Array.from({ length: 10 }, (_, index) => prompts.drafted(one, `${index}`)));
    expect(await prompts.get("ada", `/api/prompts?groupId=${one.id}`)).toHaveLength(12);
    const removed = await Promise.all(
      [one.prompt, draft, ...added].map(({ _id }) =>
        house.as("ada", "DELETE", `/api/prompts/${_id}?groupId=${one.id}`),
      ),
    );
    expect(removed.map(({ statusCode }) => statusCode)).toEqual(removed.map(() => 200));
    expect(removed.filter((response) => "promptGroup" in response.json())).toHaveLength(1);
    expect(await prompts.status("ada", "GET", one.url)).toBe(404);
  });

  test("one is deleted from its own group only", async () => {
    const [one, other] = [await prompts.made(), await prompts.made()];
    for (const [person, promptId, groupId, expected] of [
      ["ada", one.prompt._id, other.id, 404],
      ["ada", newId(), one.id, 404],
      ["ada", one.prompt._id, newId(), 404],
      ["ada", one.prompt._id, "x", 400],
      ["cy", one.prompt._id, one.id, 404],
    ] as const)
      expect(await prompts.status(person, "DELETE", `/api/prompts/${promptId}?groupId=${groupId}`)).toBe(expected);
    expect(await prompts.status("ada", "DELETE", `/api/prompts/${one.prompt._id}`)).toBe(400);
    expect(await prompts.status("ada", "GET", `/api/prompts/${one.prompt._id}`)).toBe(200);
  });

  test("the group that LibreChat's client says a second time must be the group", async () => {
    const [one, other] = [await prompts.made(), await prompts.made()];
    const add = (groupId: string) =>
      prompts.status("ada", "POST", `${one.url}/prompts`, { prompt: { ...version("x"), groupId }, groupId });
    expect([await add(one.id), await add(other.id)]).toEqual([200, 400]);
  });

  test("a group has at most 200", async () => {
    const one = await prompts.made();
    await house.store.transact(async (tx) => {
      const rows = Array.from({ length: 199 }, (_, index) => ({
        organization_id: house.here,
        id: newId(),
        group_id: one.id,
        version_index: index + 1,
        prompt: "x",
        type: "text" as const,
        author: userOf("ada"),
        created_at: 1,
      }));
      await tx.insertInto("prompts").values(rows).execute();
    });
    const response = await house.as("ada", "POST", `${one.url}/prompts`, { prompt: version() });
    expect([response.statusCode, response.json().code]).toEqual([409, "conflict"]);
  });
});

describe("versions without a group", () => {
  const texts = async (person: string) =>
    (await prompts.get(person, "/api/prompts")).map(({ prompt }: { prompt: string }) => prompt);

  test("are what one wrote oneself and may still use", async () => {
    const one = await prompts.made({ prompt: "ada's" });
    const given = await prompts.shared(one, "ben", ["use", "update"]);
    await prompts.drafted(one, "ben's within ada's", "ben");
    expect(await texts("ben")).toContain("ben's within ada's");
    expect(await texts("ben")).not.toContain("ada's");
    await house.change([taken(given)]);
    expect(await texts("ben")).not.toContain("ben's within ada's");
    expect(await texts("ada")).toContain("ada's");
    expect(await texts("dee")).toEqual([]);
  });

  test("are all of the organization with `read:prompts`, and in no other answer", async () => {
    const one = await prompts.made({ prompt: "for whoever reads all" });
    expect(await texts("sue")).toContain("for whoever reads all");
    expect(await prompts.status("sue", "GET", one.url)).toBe(403);
    expect(await prompts.status("sue", "GET", `/api/prompts?groupId=${one.id}`)).toBe(403);
    expect((await prompts.get("sue", "/api/prompts/groups?pageSize=100")).promptGroups).toEqual([]);
    expect(await prompts.get("sue", "/api/prompts/all")).toEqual([]);
  });
});
