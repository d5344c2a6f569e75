import type { PermissionEngine } from "./engine.ts";
import type { RightsBook } from "./rights.ts";
import type { Answer, Context, Explanation } from "./types.ts";
import type { World } from "./world.ts";

interface Asked {
  subject: string;
  action: string;
  resource?: string;
  context: Context & { now: number };
}

export function explain(
  _engine: PermissionEngine,
  _world: World,
  _book: RightsBook,
  asked: Asked,
  answer: Answer,
): Explanation {
  const { subject, action, resource } = asked;
  return {
    ...answer,
    subject,
    action,
    ...(resource !== undefined && { resource }),
    leads: [],
    denies: [],
    remedies: [],
  };
}
