import { plural, t } from "@lingui/core/macro";
import { Stack, Text, Title } from "@mantine/core";
import { IconTool } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import type { Ownership } from "../../api/agents.ts";
import { type ListedTool, toolsQuery } from "../../api/tools.ts";
import { CardGrid } from "../../parts/CardGrid.tsx";
import { TextLink } from "../../parts/links.tsx";
import { fromNow } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";

const empty: Record<Ownership, { title: string; text: string }> = {
  me: {
    title: t`No tools of your own yet`,
    text: t`Take the OpenAPI document of a service, make a tool of it, and give it to an agent.`,
  },
  shared: {
    title: t`Nothing is shared with you yet`,
    text: t`When somebody shares a tool with you or with a group that you are in, it appears here.`,
  },
  organization: {
    title: t`No tools for everybody yet`,
    text: t`Tools that are shared with everyone in the organization appear here.`,
  },
};

export function ToolGrid({ owner, search }: { owner: Ownership; search: string }) {
  const { data, ...more } = useSuspenseInfiniteQuery(toolsQuery(owner, search));
  const whenEmpty = search ? (
    <NothingHere title={t`No tool found`} text={t`Nothing here has “${search}” in its name or description.`} />
  ) : (
    <NothingHere {...empty[owner]} icon={<IconTool size={36} stroke={1.4} aria-hidden />} />
  );
  return (
    <CardGrid
      label={t`Tools`}
      pages={data.pages.map(({ tools }) => tools)}
      keyOf={({ _id }) => _id}
      more={more}
      whenEmpty={whenEmpty}
    >
      {(tools) =>
        tools.map((tool) => (
          <li key={tool._id}>
            <ToolCard tool={tool} />
          </li>
        ))
      }
    </CardGrid>
  );
}

function ToolCard({ tool: { _id, name, description, domain, functions, ownerName, updatedAt } }: { tool: ListedTool }) {
  const count = plural(functions.length, { one: "1 function", other: `${functions.length} functions` });
  return (
    <Stack component="article" className="panel" p="md" gap="xs" h="100%" aria-label={name}>
      <div style={{ minWidth: 0 }}>
        <Title order={2} size="h5" lineClamp={1} title={name}>
          <TextLink to="/tools/$toolId" params={{ toolId: _id }} inherit c="inherit">
            {name}
          </TextLink>
        </Title>
        <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {[domain, count, ownerName && t`of ${ownerName}`, t`changed ${fromNow(updatedAt)}`]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      </div>
      <Text size="sm" className="clamp" {...(!description && { c: "dimmed" })}>
        {description || t`No description`}
      </Text>
    </Stack>
  );
}
