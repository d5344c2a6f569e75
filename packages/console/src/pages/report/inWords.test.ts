import { expect, test } from "vitest";
import { givenToInWords, textOf } from "./inWords.ts";

const thing = {
  resource: "agent:64f0aa3f2a91",
  type: "agent",
  id: null,
  name: null,
  owner: "user:ada",
  ownerName: "Ada",
};

test.each([
  [{ name: "Helpdesk" }, "Helpdesk"],
  [{}, "Agent of Ada (…3f2a91)"],
  [{ owner: "organization" }, "Agent of the organization (…3f2a91)"],
  [{ ownerName: null }, "Agent of somebody unknown (…3f2a91)"],
  [{ owner: "", ownerName: null }, "Agent that is gone (…3f2a91)"],
  [{ resource: "sharedLink:64f0aa3f2a91" }, "Link of Ada (…3f2a91)"],
])("%j is called %j", (more, text) => expect(textOf({ ...thing, ...more })).toBe(text));

const [ada, platform] = [
  { principal: "user:ada", name: "Ada" },
  { principal: "group:platform", name: null },
];
test.each([
  [{ to: [ada], toCount: 1 }, "given to Ada"],
  [{ to: [ada, platform], toCount: 2 }, "given to Ada, group:platform"],
  [{ to: [ada, platform], toCount: 9 }, "given to Ada, group:platform and 7 more"],
])("%j is %j", (thing, text) => expect(givenToInWords(thing)).toBe(text));
