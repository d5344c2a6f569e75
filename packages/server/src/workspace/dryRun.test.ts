import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { everythingIn } from "../store/testing/everything.ts";
import { grant, type House, openHouse, userOf, VIEWER } from "./testing/house.ts";

/*
 * What deletes or restricts a thing can be tried without being made (`Gatehouse-Dry-Run`): it says who would lose it, and not a row of the database
 * is otherwise. Ada owns what Ben and Cy were given; Sue administers.
 */
let house: House;
let agent: { id: string; _id: string };
let prompt: string;
let project: string;
beforeAll(async () => {
  house = await openHouse();
  await house.change([{ kind: "feature-set", role: "role:USER", feature: "PROMPTS.SHARE", on: true }]);
  const made = async (url: string, body: object) => {
    const answer = await house.as("ada", "POST", url, body);
    expect(answer.statusCode, answer.body).toBeLessThan(300);
    return answer.json();
  };
  agent = await made("/api/agents", { name: "Helper", provider: "echo", model: "echo" });
  prompt = (await made("/api/prompts", { prompt: { prompt: "Say it", type: "text" }, group: { name: "Say" } })).prompt
    .groupId;
  project = (await made("/api/projects", { name: "Ours" }))._id;
  const things = [`agent:${agent._id}`, `prompt:${prompt}`, `project:${project}`];
  for (const who of ["ben", "cy"])
    await house.change(
      things.map((on) =>
        grant(userOf(who), on, on.startsWith("agent") ? VIEWER : on.startsWith("prompt") ? ["use"] : ["view"]),
      ),
    );
});
afterAll(() => house.close());

const everything = () => everythingIn(house.store.db);

describe("what would be gone", () => {
  test.each<[string, string, () => string]>([
    ["an agent, to its owner", "ada", () => `/api/agents/${agent.id}`],
    ["a prompt, to its owner", "ada", () => `/api/prompts/groups/${prompt}`],
    ["a project, to its owner", "ada", () => `/api/projects/${project}`],
    ["an agent, to whoever administers", "sue", () => `/api/access/resources/agent/${agent._id}`],
  ])("%s: two people lose it, and nothing is done", async (_, who, url) => {
    const before = await everything();
    const tried = await house.as(who, "DELETE", url(), undefined, { "gatehouse-dry-run": "true" });
    expect([tried.statusCode, tried.headers["gatehouse-dry-run"]], tried.body).toEqual([200, "true"]);
    const losing = tried.json().subjects;
    expect(losing.total, tried.body).toBeGreaterThanOrEqual(2);
    expect(await everything()).toBe(before);
  });

  test("tells nobody who may not delete it more than the call itself", async () => {
    const tried = await house.as("ben", "DELETE", `/api/agents/${agent.id}`, undefined, {
      "gatehouse-dry-run": "true",
    });
    const made = await house.as("ben", "DELETE", `/api/agents/${agent.id}`);
    expect([tried.statusCode, tried.json().code]).toEqual([made.statusCode, made.json().code]);
    expect(made.statusCode).toBe(403);
  });
});
