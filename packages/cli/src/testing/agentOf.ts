import { expect } from "vitest";

/** Somebody signs in on a running server, and writes an agent. @returns what its page calls it: `agent_…` */
export async function agentOf(url: string, { email, password }: { email: string; password: string }): Promise<string> {
  const post = async (path: string, body: object, token?: string) => {
    const answer = await fetch(url + path, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": "Mozilla/5.0",
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    expect(answer.ok, text).toBe(true);
    const said: Record<string, string> = JSON.parse(text);
    return said;
  };
  const { token } = await post("/api/auth/login", { email, password });
  const { id = "" } = await post("/api/agents", { name: "Helpdesk", provider: "echo", model: "echo" }, token);
  return id;
}
