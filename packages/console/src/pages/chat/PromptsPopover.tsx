import { Popover } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { codeQuery } from "../../app/codeQuery.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { RowsSkeleton } from "../../parts/RowsSkeleton.tsx";
import type { PromptChoice } from "./usePromptChoice.ts";

const listQuery = codeQuery("prompt-list", () => import("./PromptList.tsx"));

/** The list of prompts, below the field that it belongs to; above it where the field stands low. */
export function PromptsPopover({ choice, children }: { choice: PromptChoice; children: ReactNode }) {
  return (
    <Popover
      opened={choice.opened !== null}
      onDismiss={choice.close}
      position="bottom-start"
      width="target"
      shadow="md"
      radius="md"
      offset={6}
      withRoles={false}
      returnFocus={false}
      closeOnEscape={false}
      transitionProps={{ duration: 0 }}
      portalProps={{ target: "#main" }}
    >
      <Popover.Target>
        <div>{children}</div>
      </Popover.Target>
      <Popover.Dropdown p={8} onKeyDown={(event) => event.key === "Escape" && choice.closeAndWriteOn()}>
        <Loaded skeleton={<RowsSkeleton rows={3} height={36} />}>
          <List choice={choice} />
        </Loaded>
      </Popover.Dropdown>
    </Popover>
  );
}

function List({ choice }: { choice: PromptChoice }) {
  const {
    data: { PromptList },
  } = useSuspenseQuery(listQuery);
  return <PromptList choice={choice} />;
}
