import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { promptQuery } from "../../api/prompts.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { AskButton } from "../requests/AskButton.tsx";
import { PromptEditor } from "./PromptEditor.tsx";
import { PromptReader } from "./PromptReader.tsx";

const route = getRouteApi("/signed-in/prompts/$groupId");

export function PromptPage() {
  const { groupId } = route.useParams();
  return (
    <div className="page">
      <Loaded
        of={groupId}
        isPage
        ask={(isKnown) => <AskButton resource={`prompt:${groupId}`} action="use" isKnown={isKnown} />}
      >
        <OpenPrompt key={groupId} id={groupId} />
      </Loaded>
    </div>
  );
}

/** Whoever may not change it reads it. */
function OpenPrompt({ id }: { id: string }) {
  const {
    data: { data: prompt, etag },
  } = useSuspenseQuery(promptQuery(id));
  return prompt.may.includes("update") ? (
    <PromptEditor prompt={prompt} etag={etag} />
  ) : (
    <PromptReader prompt={prompt} />
  );
}
