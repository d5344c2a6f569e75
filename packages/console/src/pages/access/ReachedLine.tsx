import { t } from "@lingui/core/macro";
import { Button, List, Select, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useId, useState } from "react";
import type { ReachedThing } from "../../api/myAccess.ts";
import { session } from "../../api/session.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { RowsSkeleton } from "../../parts/RowsSkeleton.tsx";
import { actionsInWords } from "../../parts/sharedKinds.ts";
import { thingsInWords, typeOf } from "../../parts/thingsInWords.ts";
import { ExplanationView } from "../share/ExplanationView.tsx";
import { EndsBadge } from "./EndsBadge.tsx";
import { ThingLine } from "./ThingLine.tsx";
import { endsSoon, wayInWords, waysInWords } from "./wayInWords.ts";

/** Something that one can reach: what one may do, and why; all of the why where somebody asks for it. */
export function ReachedLine({ thing }: { thing: ReachedThing }) {
  const { resource, name, owner, ownerName, until, ways, moreWays } = thing;
  const [isOpen, why] = useDisclosure(false);
  const panel = useId();
  const me = session.user();
  const text = name || thingsInWords(typeOf(resource)).unnamed;
  const [first] = ways;
  const others = ways.length - 1 + moreWays;
  return (
    <Stack gap="sm" className="row-block">
      <ThingLine
        thing={thing}
        text={text}
        badge={<EndsBadge until={until} isUrgent={until !== null && endsSoon(until)} />}
        said={[owner !== `user:${me?.id}` && t`${ownerName ?? t`Nobody`}’s`, waysInWords(first, others)]}
      >
        <Button
          size="xs"
          variant="default"
          aria-label={t`Why: ${text}`}
          aria-expanded={isOpen}
          aria-controls={panel}
          onClick={why.toggle}
        >
          {t`Why`}
        </Button>
      </ThingLine>
      <div id={panel} hidden={!isOpen}>
        {isOpen && <Why thing={thing} text={text} subject={`user:${me?.id ?? ""}`} />}
      </div>
    </Stack>
  );
}

/** Every way, and the proof of each thing that one may do. */
function Why({
  thing: { resource, type, may, ways, moreWays },
  text,
  subject,
}: {
  thing: ReachedThing;
  text: string;
  subject: string;
}) {
  const inWords = actionsInWords(type);
  const [action, setAction] = useState(may[0] ?? "");
  const label = (one: string) => `${one}${inWords.has(one) ? `: ${inWords.get(one)}` : ""}`;
  return (
    <Stack gap="xs">
      {ways.length > 1 && (
        <List size="sm" aria-label={t`Ways to ${text}`}>
          {ways.map((way) => (
            <List.Item key={JSON.stringify(way)}>{wayInWords(way)}</List.Item>
          ))}
          {moreWays > 0 && <List.Item>{t`${moreWays} more`}</List.Item>}
        </List>
      )}
      <Select
        label={t`You may`}
        data={may.map((one) => ({ value: one, label: label(one) }))}
        value={action}
        allowDeselect={false}
        maw={420}
        onChange={(next) => next !== null && setAction(next)}
      />
      <Loaded of={action} skeleton={<RowsSkeleton rows={2} />}>
        <ExplanationView subject={subject} action={action} resource={resource} />
      </Loaded>
    </Stack>
  );
}
