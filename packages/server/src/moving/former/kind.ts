import type { ResourceName } from "@gatehouse/engine";
import type { Document, Source } from "../source/index.ts";
import type { Known } from "../translate/kind.ts";

/** Told of a document that cannot be migrated; the others are. */
export interface FormerProblem {
  collection: string;
  id: string;
  code: string;
  found: string;
}

export interface ReadFormer {
  source: Source;
  problem(problem: FormerProblem): void;
  signal?: AbortSignal | undefined;
}

/** What a document of the former model becomes. */
export interface Classified {
  class: string;
  resource: ResourceName;
  name: string;
  /** As people and programs call it: `agent_…`, a share id. */
  id: string;
  /** Milliseconds since 1970, or null: when what everybody gets ends. */
  expiresAt: number | null;
}

/** A document that does not become anything: `migrated` there already; `ownerless`: nobody is its author, so LibreChat passes it over; or why not. */
export type Passed = { passed: "migrated" | "ownerless" } | { problem: string; found: string };

/** A class of LibreChat's script: what everybody gets of its things. */
export interface FormerClass {
  /** Bits of LibreChat that everybody gets; 0: nothing, and it is its owner's alone. */
  bits: number;
  /** In the words of its script. */
  permissions: string;
}

/** One of LibreChat's migrations of permissions. @typeParam G what is read of the source before its documents are */
export interface FormerKind<G = unknown> {
  /** As its command is called: `agent-permissions`. */
  name: string;
  collection: string;
  /** Who everybody is: whether visitors count says the type. */
  everybody: "everyone" | "anyone";
  classes: Readonly<Record<string, FormerClass>>;
  gather(read: ReadFormer): Promise<G>;
  /** Pure; never throws for what a document says. */
  classify(document: Document, gathered: G, known: Known): Classified | Passed;
  /** Why it is not begun, of all that was gathered; null: nothing speaks against it. */
  refuses?(gathered: G): { count: number; ids: readonly string[] } | null;
}
