import { t } from "@lingui/core/macro";
import { IconFile, IconFolder, IconMessageCircle, IconPrompt, IconRobot } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ThingType } from "../../api/projects.ts";

export interface ThingKind {
  type: ThingType;
  /** Of several. */
  label: string;
  /** Asks for those that are not shown yet. */
  more: string;
  icon: ReactNode;
}

const icon = { size: 18, stroke: 1.6, "aria-hidden": true } as const;

/** What can lie in a project, in the order of the page. */
export const thingKinds: readonly ThingKind[] = [
  { type: "agent", label: t`Agents`, more: t`Show more agents`, icon: <IconRobot {...icon} /> },
  { type: "prompt", label: t`Prompts`, more: t`Show more prompts`, icon: <IconPrompt {...icon} /> },
  {
    type: "conversation",
    label: t`Conversations`,
    more: t`Show more conversations`,
    icon: <IconMessageCircle {...icon} />,
  },
  { type: "file", label: t`Files`, more: t`Show more files`, icon: <IconFile {...icon} /> },
  { type: "project", label: t`Projects`, more: t`Show more projects`, icon: <IconFolder {...icon} /> },
];
