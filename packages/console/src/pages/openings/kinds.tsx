import { t } from "@lingui/core/macro";
import type { Opening } from "../../api/openings.ts";
import { TextLink } from "../../parts/links.tsx";

const kinds: Readonly<Record<string, string>> = { conversation: t`a conversation`, file: t`a file` };

const gone: Readonly<Record<string, string>> = {
  conversation: t`a conversation that is gone now`,
  file: t`a file that is gone now`,
};

/** `a conversation`. */
export const kindInWords = (type: string): string => kinds[type] ?? t`a ${type}`;

/** Its name with the way there, for whoever may read it; else what kind of thing it is. */
export function OpenedThing({ opening: { type, thingId, name } }: { opening: Opening }) {
  if (thingId === null) return gone[type] ?? t`${kindInWords(type)} that is gone now`;
  if (name === null) return <>{kindInWords(type)}</>;
  const label = `“${name}”`;
  if (type === "conversation")
    return (
      <TextLink to="/c/$conversationId" params={{ conversationId: thingId }} underline="always">
        {label}
      </TextLink>
    );
  return (
    <TextLink to="/files/$fileId" params={{ fileId: thingId }} underline="always">
      {label}
    </TextLink>
  );
}
