import { type Change, USER } from "@gatehouse/engine";
import {
  declaredDifference,
  declaredState,
  declaredStateHash,
  parseDeclaredState,
  remembered,
  type Settings,
} from "../config/index.ts";
import { systemActor } from "../http/actor.ts";
import { readInstallation, writeInstallation } from "../store/index.ts";
import type { OrganizationAccess } from "./organizationAccess.ts";

/**
 * Configuration is declared state (docs/model.md, "Change"): what it declares now and did not declare when it was last applied becomes one
 * recorded change. Starting again with the same file writes nothing, and no start undoes what an administrator changed later.
 * @returns the revision that it took, or null if nothing differed
 */
export async function applyDeclaredState(access: OrganizationAccess, settings: Settings): Promise<number | null> {
  const wanted = declaredState(settings);
  const key = `declared-state/${access.id}`;
  const before = access.engine.revision;
  const { revision } = await access.commit(
    systemActor(access.id, "system:config"),
    async (tx) => {
      const former = await readInstallation(tx, key);
      const applied = former === null ? null : parseDeclaredState(former);
      const kept = remembered(applied, wanted);
      if (applied && declaredStateHash(applied) === declaredStateHash(kept)) return { changes: [], result: null };
      await writeInstallation(tx, key, JSON.stringify(kept));
      return { changes: changesOf(access, declaredDifference(applied, wanted)), result: null };
    },
    "configuration",
  );
  return revision === before ? null : revision;
}

function changesOf(access: OrganizationAccess, difference: ReturnType<typeof declaredDifference>): Change[] {
  const { ceilingsDown, ceilingsUp, publicLinks, features, modelsAdded } = difference;
  return [
    ...ceilingsDown.map((feature): Change => ({ kind: "ceiling-set", feature, down: true })),
    ...ceilingsUp.map((feature): Change => ({ kind: "ceiling-set", feature, down: false })),
    ...(publicLinks === undefined ? [] : [{ kind: "public-links-set", allowed: publicLinks } satisfies Change]),
    ...features.map(({ feature, on }): Change => ({ kind: "feature-set", role: USER, feature, on })),
    // A model that is configured no longer keeps its resource: a restriction must survive a missing API key.
    ...modelsAdded
      .filter((resource) => !access.engine.isHeld(resource))
      .map((resource): Change => ({ kind: "resource-added", resource, owner: "organization", state: "active" })),
  ];
}
