import { useSuspenseQuery } from "@tanstack/react-query";
import { toolQuery } from "../../api/tools.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ToolForm } from "./ToolForm.tsx";

export function ChangeTool({ id }: { id: string }) {
  return (
    <Loaded>
      <Form id={id} />
    </Loaded>
  );
}

function Form({ id }: { id: string }) {
  const {
    data: { data: tool, etag },
  } = useSuspenseQuery(toolQuery(id));
  return <ToolForm former={{ tool, etag }} />;
}
