import { t } from "@lingui/core/macro";
import { IconFile, IconFolder, IconMessageCircle, IconPrompt, IconRobot } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ThingType } from "../../api/projects.ts";

export interface ThingKind {
  type: ThingType;
  /** Of several. */
  label: string;
  icon: ReactNode;
}

const icon = { size: 18, stroke: 1.6, "aria-hidden": true } as const;

/** What can lie in a project, in the order of the page. */
export const thingKinds: readonly ThingKind[] = [
  { type: "agent", label: t`Agents`, icon: <IconRobot {...icon} /> },
  { type: "prompt", label: t`Prompts`, icon: <IconPrompt {...icon} /> },
  { type: "conversation", label: t`Conversations`, icon: <IconMessageCircle {...icon} /> },
  { type: "file", label: t`Files`, icon: <IconFile {...icon} /> },
  { type: "project", label: t`Projects`, icon: <IconFolder {...icon} /> },
];
