import { andMore, both, feature, mayFind } from "../support/rights.ts";
import type { Row } from "./row.ts";

const said = { messages: [{ role: "user", content: "hello" }] };
const program = feature("REMOTE_AGENTS.USE");
/** One that is not for the caller is answered as one that is not there. */
const mayAskAgent = andMore(both(program, mayFind("agent", "use")));

/** What programs ask: OpenAI's API, and LibreChat's for agents. */
export const programs: readonly Row[] = [
  { route: "GET /v1/models", who: program },
  { route: "GET /v1/models/:model", who: program, call: () => ({ url: "/v1/models/echo%2Fecho" }) },
  {
    route: "GET /v1/models/:model",
    when: "an agent",
    who: mayAskAgent,
    call: async ({ agent }) => ({ url: `/v1/models/agent:${(await agent()).id}` }),
  },
  {
    route: "GET /v1/models/*",
    when: "with its slashes as they are",
    who: program,
    call: () => ({ url: "/v1/models/echo/echo" }),
  },
  {
    route: "POST /v1/chat/completions",
    who: program,
    call: () => ({ url: "/v1/chat/completions", body: { model: "echo/echo", ...said } }),
  },
  {
    route: "POST /v1/chat/completions",
    when: "an agent",
    who: mayAskAgent,
    call: async ({ agent }) => ({
      url: "/v1/chat/completions",
      body: { model: `agent:${(await agent()).id}`, ...said },
    }),
  },
  {
    route: "POST /v1/responses",
    who: program,
    call: () => ({ url: "/v1/responses", body: { model: "echo/echo", input: "hello" } }),
  },
  {
    route: "POST /api/agents/v1/responses",
    who: mayAskAgent,
    call: async ({ agent }) => ({
      url: "/api/agents/v1/responses",
      body: { model: (await agent()).id, input: "hello" },
    }),
  },
  {
    route: "POST /v1/embeddings",
    who: program,
    call: () => ({ url: "/v1/embeddings", body: { model: "echo/echo", input: "hello" } }),
  },
  { route: "GET /api/agents/v1/models", who: program },
  {
    route: "GET /api/agents/v1/models/:model",
    who: mayAskAgent,
    call: async ({ agent }) => ({ url: `/api/agents/v1/models/${(await agent()).id}` }),
  },
  {
    route: "POST /api/agents/v1/chat/completions",
    who: mayAskAgent,
    call: async ({ agent }) => ({
      url: "/api/agents/v1/chat/completions",
      body: { model: (await agent()).id, ...said },
    }),
  },
];
