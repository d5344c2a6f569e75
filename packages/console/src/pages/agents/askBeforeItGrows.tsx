import { t } from "@lingui/core/macro";
import { Stack, Text } from "@mantine/core";
import { type Addition, type Preview, previewOf } from "../../api/closure.ts";
import type { ProblemError } from "../../api/problem.ts";
import { confirm } from "../../parts/confirm.tsx";
import { tell } from "../../parts/tell.tsx";
import { TravellingThings } from "../share/TravellingThings.tsx";
import { audienceInWords } from "../share/travelsInWords.ts";

/** What the person saw, for the write; null: they would rather not. */
export type Seen = { closure: string | null };

/** No closure is this one: the server refuses the write if it adds anything for others. */
const UNSEEN = "unseen";

/**
 * Asks before others get what is added to an agent that is shared with them: what it is, and who gets it. Where nobody else gets anything it asks
 * nothing. `names`: what is called how of which the server knows nothing yet. Where that cannot be learned, the write itself says why; what is still to be made is not begun then.
 */
export async function askBeforeItGrows(
  agentId: string,
  addition: Addition,
  names: readonly string[] = [],
): Promise<Seen | null> {
  let preview: Preview;
  try {
    preview = await previewOf(agentId, addition);
  } catch (error) {
    if (!addition.new_files && !addition.new_tools) return { closure: UNSEEN };
    tell.failed(error);
    return null;
  }
  if (!preview.grows) return { closure: preview.closure };
  const sure = await confirm({
    title: t`Others get what you add`,
    text: <Growth preview={named(preview, names)} />,
    confirm: t`Add it for them, too`,
    danger: false,
  });
  return sure ? { closure: preview.closure } : null;
}

/** Asks before an action that others have comes to do more. @returns what was seen; null: rather not */
export async function askBeforeItDoesMore({ audience, closure }: ProblemError): Promise<string | null> {
  const sure = await confirm({
    title: t`Others get what it does more`,
    text: audience
      ? t`The action is there for ${audienceInWords(audience)}, by itself or by agents that have it. From now on it does for them, too, what its new document says.`
      : t`Others have the action. From now on it does for them, too, what its new document says.`,
    confirm: t`Change it for them, too`,
    danger: false,
  });
  return sure ? closure : null;
}

/** With the names of what is still to be made. */
function named(preview: Preview, names: readonly string[]): Preview {
  const left = [...names];
  return {
    ...preview,
    adds: preview.adds.map((one) => (one.resource === null ? { ...one, name: one.name ?? left.shift() ?? null } : one)),
  };
}

function Growth({ preview: { adds, audience } }: { preview: Preview }) {
  return (
    <Stack gap="sm">
      <Text size="sm">
        {t`The agent is shared with ${audienceInWords(audience)}. From now on this travels with it for them, too:`}
      </Text>
      <TravellingThings things={adds} />
    </Stack>
  );
}
