// casbin and CASL on a small sample of the same world: whole policies in casbin, each person's own rules in CASL, as each is meant to be used.
import { type AnyMongoAbility, createMongoAbility, subject as typed } from "@casl/ability";
import { type Change, createEngine } from "@gatehouse/engine";
import { newEnforcer, newModel } from "casbin";
import { Figures } from "../measure/measurement.ts";
import { rateOf } from "../measure/rounds.ts";
import { changesOf, grantOf } from "../world/changes.ts";
import { compareAnswers } from "../world/compared.ts";
import { makeQuestions, namesOf } from "../world/questions.ts";
import {
  agentName,
  ENDED,
  GRANTS_EACH,
  GROUPS_EACH,
  groupName,
  makeWorld,
  NO_PROJECT,
  nameOf,
  principalsOf,
  userName,
} from "../world/world.ts";
import { taskOf } from "./task.ts";

const { grants, isQuick } = taskOf(process.argv);
const figures = new Figures(grants);
const world = makeWorld(grants);
const questions = makeQuestions(world, 20_000);
const { subjects, resources } = namesOf(questions);
const engine = createEngine();
engine.apply([...changesOf(world)] satisfies Change[]);

await withCasl();
await withCasbin();
const rate = await rateOf(20_000, (index) => {
  return engine.check(subjects[index]!, "use", resources[index]!).allowed;
});
figures.add("checks from ids, at the libraries' size", rate, "per second");
figures.send();

/** `keyMatch`-free role-based model with resource groups; a deny wins. Owners come first: denies do not stop them. */
async function withCasbin(): Promise<void> {
  const enforcer = await newEnforcer(
    newModel(`
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act, eft
[role_definition]
g = _, _
g2 = _, _
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = g2(r.obj, p.obj) && g(r.sub, p.sub) && r.act == p.act
`),
  );
  const groupings: string[][] = [];
  for (let user = 0; user < world.users; user++) {
    groupings.push([userName(user), "everyone"]);
    for (let place = 0; place < GROUPS_EACH; place++)
      groupings.push([userName(user), groupName(world.memberships[user * GROUPS_EACH + place]!)]);
  }
  for (let group = 0; group < world.groups; group++)
    if (world.groupAbove[group]! >= 0) groupings.push([groupName(group), groupName(world.groupAbove[group]!)]);
  await enforcer.addGroupingPolicies(groupings);
  const inProject: string[][] = [];
  for (let agent = 0; agent < world.agents; agent++)
    if (world.project[agent] !== NO_PROJECT)
      inProject.push([agentName(agent), nameOf("project", world.project[agent]!)]);
  await enforcer.addNamedGroupingPolicies("g2", inProject);
  const policies = new Map<string, string[]>();
  for (let grant = 0; grant < grants; grant++) {
    if (world.kind[grant] === ENDED) continue;
    const { principal, resource, deny } = grantOf(world, grant);
    const policy = [principal, resource, "use", deny.length > 0 ? "deny" : "allow"];
    policies.set(policy.join(), policy);
  }
  // Owning a project passes `use` down; owning the agent itself is asked below, as a deny does not reach its owner.
  for (let project = 0; project < world.projects; project++) {
    const policy = [userName(world.owner[world.agents + project]!), nameOf("project", project), "use", "allow"];
    policies.set(policy.join(), policy);
  }
  await enforcer.addPolicies([...policies.values()]);
  const ask = (index: number) => {
    const { users, agents } = questions;
    if (world.owner[agents[index]!] === users[index]) return true;
    return enforcer.enforceSync(subjects[index]!, resources[index]!, "use");
  };
  const count = isQuick ? 40 : 100;
  const casbin = await rateOf(count, ask);
  figures.add("casbin", casbin, "per second", `${policies.size} policies`);
  const { same } = await compareAnswers("casbin", engine, questions, count, ask);
  figures.add("answers equal to casbin's", same, "of them", `${count} asked`);
}

/** One ability a person, its rules gathered from what names one of the person's principals; later rules win, so denies come last. */
async function withCasl(): Promise<void> {
  const byPrincipal = new Map<string, number[]>();
  for (let grant = 0; grant < grants; grant++) {
    if (world.kind[grant] === ENDED) continue;
    const { principal } = grantOf(world, grant);
    byPrincipal.set(principal, [...(byPrincipal.get(principal) ?? []), grant]);
  }
  const inside = Map.groupBy(
    Array.from({ length: world.agents }, (_, agent) => agent),
    (agent) => world.project[agent]!,
  );
  const owned = Map.groupBy(
    Array.from({ length: world.agents + world.projects }, (_, resource) => resource),
    (resource) => world.owner[resource]!,
  );
  /** The agents that something on a resource reaches. */
  const reachedBy = (resource: number) =>
    resource < world.agents ? [resource] : (inside.get(resource - world.agents) ?? []);
  const abilityOf = (user: number): AnyMongoAbility => {
    const allowed = new Set<string>();
    const denied = new Set<string>();
    for (const principal of principalsOf(world, user))
      for (const grant of byPrincipal.get(principal) ?? [])
        for (const agent of reachedBy(Math.floor(grant / GRANTS_EACH)))
          (grantOf(world, grant).deny.length > 0 ? denied : allowed).add(agentName(agent));
    const own = (owned.get(user) ?? []).filter((resource) => resource < world.agents).map(agentName);
    for (const resource of owned.get(user) ?? [])
      for (const agent of reachedBy(resource)) allowed.add(agentName(agent));
    return createMongoAbility([
      { action: "use", subject: "agent", conditions: { name: { $in: [...allowed] } } },
      { action: "use", subject: "agent", conditions: { name: { $in: [...denied] } }, inverted: true },
      { action: "use", subject: "agent", conditions: { name: { $in: own } } },
    ]);
  };
  const abilities = new Map<number, AnyMongoAbility>();
  const began = performance.now();
  for (const user of questions.users) if (!abilities.has(user)) abilities.set(user, abilityOf(user));
  const each = ((performance.now() - began) * 1000) / abilities.size;
  const ask = (index: number) =>
    abilities.get(questions.users[index]!)!.can("use", typed("agent", { name: resources[index]! }));
  const casl = await rateOf(20_000, ask);
  figures.add("@casl/ability", casl, "per second", "each person's ability made beforehand and held");
  figures.add("@casl/ability, to make one ability", each, "µs", "after any change that touches the person");
  const { same } = await compareAnswers("@casl/ability", engine, questions, 10_000, ask);
  figures.add("answers equal to @casl/ability's", same, "of them", "10,000 asked");
}
