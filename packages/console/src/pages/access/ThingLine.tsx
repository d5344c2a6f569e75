import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { ThingLink } from "../requests/ThingLink.tsx";

interface ThingLineProps {
  /** `id` is null for whoever may not open it. */
  thing: { resource: string; id: string | null };
  /** What it is called. */
  text: string;
  badge?: ReactNode;
  /** What there is to say of it; what is false or empty is left out. */
  said: readonly (string | false | undefined)[];
  /** What one may do about it. */
  children?: ReactNode;
}

/** A thing in a list: what it is called, with the way there, and what there is to say of it. */
export function ThingLine({ thing: { resource, id }, text, badge, said, children }: ThingLineProps) {
  return (
    <div className="row-line">
      <div className="grow">
        <Group gap={6}>
          <Text size="sm" fw={500} component="div">
            {id === null ? text : <ThingLink request={{ resource, name: text, thingId: id }} />}
          </Text>
          {badge}
        </Group>
        <Text size="xs" c="dimmed">
          {said.filter(Boolean).join(" · ")}
        </Text>
      </div>
      {children}
    </div>
  );
}
