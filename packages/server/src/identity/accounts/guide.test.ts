import { afterAll, beforeAll, expect, test } from "vitest";
import { readGuide } from "../../config/testing/guides.ts";
import { emptySqlite } from "../../store/testing/databases.ts";
import { type House, houseOn } from "../testing/house.ts";
import { linkTo } from "../testing/letters.ts";

/* docs/guides/accounts.md from its top to its end, by Ada: every line that begins with `ask` does what it says. */
const commands = readGuide("accounts.md")
  .split("\n")
  .filter((line) => line.startsWith("ask "));

let house: House;
let token: string;
const variables: Record<string, string> = {};
beforeAll(async () => {
  house = await houseOn(await emptySqlite(), { ALLOW_UNVERIFIED_EMAIL_LOGIN: "false", ALLOW_PASSWORD_RESET: "true" });
  ({ token } = await house.person("ada"));
  await house.register("ben");
  const ben = await house.store.db.selectFrom("users").select("id").where("email", "=", "ben@example.org").execute();
  variables.BEN = ben[0]?.id ?? "";
  const group = await house.operate("POST", "/api/admin/groups", { name: "Sales" });
  variables.SALES = group.json<{ group: { id: string } }>().group.id;
});
afterAll(() => house.close());

test("has commands", () => expect(commands).toHaveLength(15));

/** The link that a call uses is the one of the newest letter for it. */
const letters = {
  "/api/user/verify": ["ben@example.org", "verify-address"],
  "/api/auth/resetPassword": ["ben@example.org", "reset-password"],
  "/api/auth/register": ["dee@example.org", "invitation"],
} as const;

test.each(commands)("%s", async (command) => {
  const [, path = ""] = /"\$URL([^"]+)"/.exec(command) ?? [];
  const letter = Object.entries(letters).find(([url]) => url === path)?.[1];
  if (letter) variables.TOKEN = (await linkTo(house, letter[0], letter[1])).token ?? "";
  const filled = command.replaceAll(
    /\$(BEN|SALES|INVITATION|TOKEN|TICKET)/g,
    (_all, name: string) => variables[name] ?? "",
  );
  const [, url = ""] = /"\$URL([^"]+)"/.exec(filled) ?? [];
  const [, body] = /-d '(.*?)'/.exec(filled) ?? [];
  const [, method = body ? "POST" : "GET"] = /-X (\w+)/.exec(filled) ?? [];
  const answer = await house.call(method as "GET", url, body && JSON.parse(body), token);
  expect(answer.statusCode, answer.body).toBe(method === "POST" && url.endsWith("/invitations") ? 201 : 200);
  if (String(answer.headers["content-type"]).startsWith("application/zip")) return;
  const { invitation, ticket } = answer.json<{ invitation?: { id: string }; ticket?: string }>();
  if (invitation) variables.INVITATION = invitation.id;
  if (ticket) variables.TICKET = ticket;
});
