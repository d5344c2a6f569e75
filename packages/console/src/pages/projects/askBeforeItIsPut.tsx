import { t } from "@lingui/core/macro";
import { Stack, Text } from "@mantine/core";
import { readClosure } from "../../api/closure.ts";
import type { ProblemError } from "../../api/problem.ts";
import type { WholeProject } from "../../api/projects.ts";
import { confirm } from "../../parts/confirm.tsx";
import { audienceInWords } from "../share/travelsInWords.ts";
import { WhatTravels } from "../share/WhatTravels.tsx";
import type { Candidate } from "./candidates.ts";

/** Shows what travels with a thing, and who gets it by the project. @returns what was seen; null: rather not */
export async function askBeforeItIsPut(
  project: WholeProject,
  { resource, name }: Candidate,
  { audience }: ProblemError,
): Promise<string | null> {
  const [type = "", id = ""] = resource.split(":");
  const closure = await readClosure(type, id);
  if (!closure || !audience) return null;
  const sure = await confirm({
    title: t`Others get what travels with it`,
    text: (
      <Stack gap="sm">
        <Text size="sm">
          {t`${project.name} is shared with ${audienceInWords(audience)}. From now on they have ${name}, and what goes with it:`}
        </Text>
        <WhatTravels closure={closure} />
      </Stack>
    ),
    confirm: t`Put it in for them, too`,
    danger: false,
  });
  return sure ? closure.closure : null;
}
