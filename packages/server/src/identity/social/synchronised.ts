import { z } from "zod";

const Synchronised = z.object({
  /** ADMIN as an additional role. */
  admin: z.literal(true).optional(),
  /** The primary role, `role:EDITORS`. */
  role: z.string().optional(),
  /** Ids of groups. */
  groups: z.array(z.string()).optional(),
});

/** What the claims of one identity gave its account: this, and nothing else, they may take away. */
export type Synchronised = z.infer<typeof Synchronised>;

export const readSynchronised = (text: string): Synchronised => {
  const read = Synchronised.safeParse(JSON.parse(text));
  return read.success ? read.data : {};
};
