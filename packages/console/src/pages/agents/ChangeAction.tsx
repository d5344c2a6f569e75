import { useSuspenseQuery } from "@tanstack/react-query";
import { type AgentTool, toolQuery } from "../../api/tools.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ActionForm } from "./ActionForm.tsx";

interface ChangeActionProps {
  agentId: string;
  tool: AgentTool;
}

export function ChangeAction(props: ChangeActionProps) {
  return (
    <Loaded>
      <Form {...props} />
    </Loaded>
  );
}

function Form({ agentId, tool: { _id, mode } }: ChangeActionProps) {
  const {
    data: { data: tool, etag },
  } = useSuspenseQuery(toolQuery(_id));
  return <ActionForm agentId={agentId} former={{ tool, mode, etag }} />;
}
