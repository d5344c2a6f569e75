import { describe, expect, it } from "vitest";
import { closeAfterEach, openStaffedHouse } from "../identity/testing/staff.ts";

closeAfterEach();

const PROMPT = "prompt:greeting";
const today = () => new Date().toISOString().slice(0, 10);

/** Ben may use a prompt of the organization's; an application asks before it lets anybody. */
async function withApplication() {
  const { house, ada, ben, cy } = await openStaffedHouse();
  const made = await house.call("POST", "/api/admin/services", { name: "Application" }, ada.token);
  const { service, credential } = made.json();
  await house.operate("POST", "/api/admin/grants", {
    principalType: "service",
    principalId: service.id,
    capability: "read:access",
  });
  await house.operate("PUT", `/api/access/resources/${PROMPT.replace(":", "/")}`, { owner: "organization" });
  const share = async (id: string) =>
    (
      await house.operate("POST", `/api/access/resources/${PROMPT.replace(":", "/")}/grants`, {
        principal: `user:${id}`,
        role: "viewer",
      })
    ).json().grant.id as string;
  const grants = async () =>
    (await house.operate("GET", `/api/access/resources/${PROMPT.replace(":", "/")}/grants`)).json().grants as {
      id: string;
      lastUsed: string | null;
    }[];
  const ask = (id: string, token = credential) =>
    house.call("POST", "/api/access/check", { subject: `user:${id}`, action: "use", resource: PROMPT }, token);
  return { house, ada, ben, cy, share, grants, ask };
}

describe("that a grant was used is remembered, by day", () => {
  it("when an application asks for somebody, and not when somebody only wants to know", async () => {
    const { ben, ada, share, grants, ask } = await withApplication();
    await share(ben.id);
    expect((await ask(ben.id, ada.token)).json().allowed).toBe(true);
    expect((await ask(ben.id, ben.token)).json().allowed).toBe(true);
    expect((await grants()).map(({ lastUsed }) => lastUsed)).toEqual([null]);
    expect((await ask(ben.id)).json().allowed).toBe(true);
    expect((await grants()).map(({ lastUsed }) => lastUsed)).toEqual([today()]);
  });

  it("of a grant that was made after another one had been used the same day", async () => {
    const { ben, house, share, grants, ask } = await withApplication();
    const first = await share(ben.id);
    await ask(ben.id);
    await house.operate("DELETE", `/api/access/resources/prompt/greeting/grants/${first}`);
    await share(ben.id);
    await ask(ben.id);
    expect((await grants()).map(({ lastUsed }) => lastUsed)).toEqual([today()]);
  });

  it("not of a no, and not of somebody else's grant", async () => {
    const { ben, cy, share, grants, ask } = await withApplication();
    await share(ben.id);
    expect((await ask(cy.id)).json().allowed).toBe(false);
    expect((await grants()).map(({ lastUsed }) => lastUsed)).toEqual([null]);
  });
});
