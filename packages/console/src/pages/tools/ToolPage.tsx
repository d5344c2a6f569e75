import { t } from "@lingui/core/macro";
import { Stack, Text, Title } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { deleteTool, type Tool, toolPageQuery } from "../../api/tools.ts";
import { openForm } from "../../parts/formDialog.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { fromNow } from "../../parts/moments.ts";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { useChange } from "../../parts/useChange.ts";
import { AskButton } from "../requests/AskButton.tsx";
import { ShareButton } from "../share/ShareButton.tsx";
import { ChangeTool } from "./ChangeTool.tsx";
import { FunctionList } from "./FunctionList.tsx";

const route = getRouteApi("/signed-in/tools/$toolId");

export function ToolPage() {
  const { toolId } = route.useParams();
  return (
    <div className="page">
      <Loaded
        of={toolId}
        isPage
        ask={(isKnown) => <AskButton resource={`tool:${toolId}`} action="use" isKnown={isKnown} />}
      >
        <OpenTool key={toolId} id={toolId} />
      </Loaded>
    </div>
  );
}

function OpenTool({ id }: { id: string }) {
  const {
    data: { data: tool, etag },
  } = useSuspenseQuery(toolPageQuery(id));
  return (
    <>
      <PageTitle
        title={tool.name}
        text={tool.description || undefined}
        actions={<ToolActions tool={tool} etag={etag} />}
      />
      <Stack component="section" className="panel" p="lg" gap="sm" aria-labelledby="tool-functions">
        <Title order={2} size="h4" id="tool-functions">
          {t`What it can do`}
        </Title>
        <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {[tool.domain, tool.ownerName && t`of ${tool.ownerName}`, t`changed ${fromNow(tool.updatedAt)}`]
            .filter(Boolean)
            .join(" · ")}
        </Text>
        <FunctionList title={t`Agents that have it can call`} label={t`Functions of the tool`} {...tool} />
      </Stack>
    </>
  );
}

const mayNot = (tool: Tool, action: string, who: string) =>
  tool.may.includes(action) ? null : t`Not allowed: only those who may ${who} it.`;

function ToolActions({ tool, etag }: { tool: Tool; etag: string | null }) {
  const { _id: id, name } = tool;
  const navigate = useNavigate();
  const deleting = useChange({
    call: () => deleteTool(id, etag),
    asks: () => ({
      title: t`Delete ${name}?`,
      text: t`Its document and its key go. Agents that have it go on without.`,
      confirm: t`Delete the tool`,
      danger: true,
      always: true,
      thing: `tool:${id}`,
    }),
    refresh: [["tools"]],
    said: t`${name} is deleted`,
    onDone: () => navigate({ to: "/tools" }),
    gone: ["tool", id],
  });
  return (
    <>
      <ShareButton type="tool" id={id} name={name} whyNot={mayNot(tool, "share", "share")} />
      <GuardedButton
        size="xs"
        variant="default"
        whyNot={mayNot(tool, "update", "change")}
        onClick={() => openForm({ title: t`Change ${name}`, isLarge: true, children: <ChangeTool id={id} /> })}
      >
        {t`Change`}
      </GuardedButton>
      <GuardedButton
        size="xs"
        variant="default"
        whyNot={mayNot(tool, "delete", "delete")}
        onClick={() => deleting.mutate()}
      >
        {t`Delete`}
      </GuardedButton>
    </>
  );
}
