import { t } from "@lingui/core/macro";
import { IconPrompt } from "@tabler/icons-react";
import { useQuery, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import type { Ownership } from "../../api/agents.ts";
import { rightsQuery, useFeature } from "../../api/may.ts";
import { type PromptListItem, promptsQuery } from "../../api/prompts.ts";
import { CardGrid } from "../../parts/CardGrid.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PromptCard } from "./PromptCard.tsx";

const empty: Record<Ownership, { title: string; text: string }> = {
  me: {
    title: t`No prompts of your own yet`,
    text: t`Write one: a text that you use again and again, with variables for what changes. In a chat you choose it with a slash.`,
  },
  shared: {
    title: t`Nothing is shared with you yet`,
    text: t`When somebody shares a prompt with you or with a group that you are in, it appears here.`,
  },
  organization: {
    title: t`No prompts for everybody yet`,
    text: t`Prompts that are shared with everyone in the organization appear here.`,
  },
};

interface PromptGridProps {
  owner: Ownership;
  search: string;
  category: string;
}

export function PromptGrid({ owner, search, category }: PromptGridProps) {
  const { data, ...more } = useSuspenseInfiniteQuery(promptsQuery(owner, search, category));
  const create = useFeature("PROMPTS.CREATE");
  const whenEmpty =
    search || category ? (
      <NothingHere title={t`No prompt found`} text={notFound(search, category)} />
    ) : (
      <NothingHere
        {...empty[owner]}
        icon={<IconPrompt size={36} stroke={1.4} aria-hidden />}
        action={
          owner === "me" && create?.allowed && <ButtonLink to="/prompts/new">{t`Write your first prompt`}</ButtonLink>
        }
      />
    );
  return (
    <CardGrid
      label={t`Prompts`}
      pages={data.pages.map(({ promptGroups }) => promptGroups)}
      keyOf={({ _id }) => _id}
      more={more}
      whenEmpty={whenEmpty}
    >
      {(prompts) => <PromptCards prompts={prompts} />}
    </CardGrid>
  );
}

function notFound(search: string, category: string): string {
  if (search === "") return t`Nothing here is in this category. Choose another one, or all.`;
  return category
    ? t`Nothing here has “${search}” in its name and is in this category.`
    : t`Nothing here has “${search}” in its name.`;
}

/** One page of the list, whose rights are asked for at once. */
function PromptCards({ prompts }: { prompts: readonly PromptListItem[] }) {
  const { data: rights } = useQuery(rightsQuery(prompts.map(({ _id }) => `prompt:${_id}`)));
  return prompts.map((prompt) => (
    <li key={prompt._id}>
      <PromptCard prompt={prompt} rights={rights?.get(`prompt:${prompt._id}`) ?? {}} />
    </li>
  ));
}
