import type { InjectOptions } from "fastify";
import type { Gatehouse } from "./gatehouse.ts";

/** What everybody in the sample organization signs in with. */
const PASSWORD = "gatehouse-demo";

/**
 * A small organization in which every feature can be seen: Ada (super admin), Ben in Engineering ⊃ Platform, Cy in neither, and an agent and a
 * prompt of Ada's that Engineering may use. Made through the API, as people would; does nothing where there are accounts already. For `npm run dev`, where
 * it is the same at each start; `gatehouse demo` (`demo/`) makes a whole company.
 */
export async function seedSampleData(gatehouse: Gatehouse): Promise<void> {
  const { access } = gatehouse;
  const first = access.list()[0];
  if (
    !first ||
    access
      .of(first.id)
      .engine.state()
      .some((change) => change.kind === "user-added")
  )
    return;
  const operator = asker(gatehouse, {});
  await operator.post("/api/admin/users", {
    name: "Ada",
    email: "ada@example.com",
    password: PASSWORD,
    role: "SUPER_ADMIN",
  });
  const ben = await operator.post("/api/admin/users", { name: "Ben", email: "ben@example.com", password: PASSWORD });
  await operator.post("/api/admin/users", { name: "Cy", email: "cy@example.com", password: PASSWORD });
  const engineering = await operator.post("/api/admin/groups", {
    name: "Engineering",
    description: "Everybody who builds",
  });
  const platform = await operator.post("/api/admin/groups", { name: "Platform", description: "Servers and tools" });
  await operator.post(`/api/admin/groups/${engineering.group._id}/members`, { groupId: platform.group._id });
  await operator.post(`/api/admin/groups/${platform.group._id}/members`, { userId: ben.user.id });
  await operator.patch("/api/admin/roles/USER/permissions", {
    permissions: {
      AGENTS: { SHARE: true },
      PROMPTS: { SHARE: true },
      PEOPLE_PICKER: { VIEW_USERS: true, VIEW_GROUPS: true },
    },
  });
  const signedIn = await asker(gatehouse, {}, false).post("/api/auth/login", {
    email: "ada@example.com",
    password: PASSWORD,
  });
  const asAda = asker(gatehouse, { authorization: `Bearer ${signedIn.token}` }, false);
  const model = gatehouse.settings.models[0] ?? { endpoint: "echo", model: "echo" };
  const agent = await asAda.post("/api/agents", {
    name: "Helpdesk",
    description: "Answers questions about our tools",
    instructions: "You are the helpdesk of a small company. Be brief and kind.",
    provider: model.endpoint,
    model: model.model,
    conversation_starters: ["How do I reset my password?", "Who runs the build servers?"],
  });
  await asAda.put(`/api/permissions/agent/${agent._id}`, {
    updated: [{ type: "group", id: engineering.group._id, accessRoleId: "agent_viewer" }],
  });
  const prompt = await asAda.post("/api/prompts", {
    prompt: { prompt: "Explain {{subject}} to {{reader}}, in five lines.", type: "text" },
    group: { name: "Explain", oneliner: "Five lines about anything", category: "teach_or_explain", command: "explain" },
  });
  await asAda.put(`/api/permissions/promptGroup/${prompt.group._id}`, {
    updated: [{ type: "group", id: engineering.group._id, accessRoleId: "promptGroup_viewer" }],
  });
  console.log(
    `Sample data: sign in as ada@example.com, ben@example.com or cy@example.com with the password ${PASSWORD}`,
  );
}

/** Asks the server as itself, and stops at the first answer that is no success. */
function asker(gatehouse: Gatehouse, headers: Record<string, string>, isOperator = true) {
  const ask = async (method: "POST" | "PUT" | "PATCH", url: string, payload: object) => {
    const options: InjectOptions = { method, url, payload, headers };
    const response = isOperator ? await gatehouse.operatorInject(options) : await gatehouse.app.inject(options);
    if (response.statusCode >= 300)
      throw new Error(`sample data: ${method} ${url} answered ${response.statusCode} ${response.body.slice(0, 300)}`);
    return response.json();
  };
  return {
    post: (url: string, payload: object) => ask("POST", url, payload),
    put: (url: string, payload: object) => ask("PUT", url, payload),
    patch: (url: string, payload: object) => ask("PATCH", url, payload),
  };
}
