import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Change } from "@gatehouse/engine";
import type { LightMyRequestResponse } from "fastify";
import { pino } from "pino";
import { createGatehouse, type Gatehouse } from "../../app.ts";
import { systemActor } from "../../http/actor.ts";
import type { EmptyDatabase } from "../../store/testing/databases.ts";
import type { StateFile } from "../file.ts";
import type { ApplyAnswer, DriftAnswer, PlanAnswer } from "../schemas.ts";

export const PASSWORD = "correct horse battery";
const STATE = "/api/admin/state";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** An installation, whose first super admin is Ada. */
export interface Place {
  house: Gatehouse;
  here: string;
  /** As somebody who signed in; as the operator where the name is `operator`. */
  call(who: string, method: Method, url: string, body?: object): Promise<LightMyRequestResponse>;
  /** The same, which must go well. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into
  ok(who: string, method: Method, url: string, body?: object): Promise<any>;
  /** Makes an account, which signs in. @returns its id */
  person(name: string, role?: string): Promise<string>;
  change(...changes: Change[]): Promise<void>;
  text(query?: string): Promise<string>;
  file(query?: string): Promise<StateFile>;
  plan(state: object, more?: object, who?: string): Promise<PlanAnswer>;
  apply(state: object, more?: object, who?: string): Promise<ApplyAnswer>;
  drift(): Promise<DriftAnswer>;
  revision(): number;
  close(): Promise<void>;
}

/** @param isEmpty nobody is made: it was filled already */
export async function openPlace({ options }: EmptyDatabase, { isEmpty = true } = {}): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-state-"));
  const env = {
    ...(options.databaseUrl === undefined
      ? { DATA_DIR: options.dataDir }
      : { DATABASE_URL: options.databaseUrl, DATA_DIR: folder }),
    LOGIN_MAX: "1000",
  };
  const house = await createGatehouse({ env, cwd: folder, log: pino({ level: "silent" }) });
  const tokens = new Map<string, string>();
  const here = house.access.findOrganization()?.id ?? "";
  const place: Place = {
    house,
    here,
    call: async (who, method, url, body) => {
      const asked = { method, url, ...(body && { payload: body }) };
      if (who === "operator") return house.operatorInject(asked);
      return house.app.inject({ ...asked, headers: { authorization: `Bearer ${await tokenOf(who)}` } });
    },
    ok: async (who, method, url, body) => {
      const answer = await place.call(who, method, url, body);
      if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${answer.body}`);
      return answer.body === "" ? null : answer.json();
    },
    person: async (name, role = "USER") => {
      const wish = { email: `${name}@example.org`, name, password: PASSWORD, role };
      const { user } = await place.ok("operator", "POST", "/api/admin/users", wish);
      return user.id;
    },
    change: async (...changes) => {
      const actor = systemActor(here, "system:config");
      await house.access.of(here).commit(actor, async () => ({ changes, result: null }));
    },
    text: async (query = "") => (await place.call("ada", "GET", `${STATE}${query}`)).body,
    file: async (query) => JSON.parse(await place.text(query)),
    plan: (state, more = {}, who = "ada") => place.ok(who, "POST", `${STATE}/plan`, { state, ...more }),
    apply: (state, more = {}, who = "ada") => place.ok(who, "POST", `${STATE}/apply`, { state, ...more }),
    drift: () => place.ok("ada", "GET", `${STATE}/drift`),
    revision: () => house.access.of(here).engine.revision,
    close: async () => {
      await house.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  async function tokenOf(name: string): Promise<string> {
    const known = tokens.get(name);
    if (known !== undefined) return known;
    const payload = { email: `${name}@example.org`, password: PASSWORD };
    const answer = await house.app.inject({ method: "POST", url: "/api/auth/login", payload });
    const { token } = answer.json<{ token: string }>();
    tokens.set(name, token);
    return token;
  }
  if (isEmpty) await place.person("ada");
  return place;
}
