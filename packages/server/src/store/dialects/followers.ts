import type { Following, OnRevision, StoreLog } from "./database.ts";

export interface Followers {
  add(onRevision: OnRevision): Following;
  tell(organization: string, revision: number): void;
  clear(): void;
}

/** Those in this process who want to know of new revisions. What one of them throws is its own affair: the write is done. */
export function followersOf(log: StoreLog): Followers {
  const followers = new Set<OnRevision>();
  return {
    add(onRevision) {
      followers.add(onRevision);
      return { stop: () => followers.delete(onRevision) };
    },
    tell(organization, revision) {
      for (const onRevision of followers) {
        try {
          onRevision(organization, revision);
        } catch (error) {
          log.warn({ organization, revision, err: error }, "a follower of the log failed");
        }
      }
    },
    clear: () => followers.clear(),
  };
}
