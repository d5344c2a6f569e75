import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { rightsQuery } from "../../api/may.ts";
import type { WholePrompt } from "../../api/prompts.ts";
import { ButtonLink } from "../../parts/links.tsx";
import { whyNot } from "../../parts/whyNot.ts";
import { ShareButton } from "../share/ShareButton.tsx";

/** What one can do with a whole prompt, beside its title. */
export function PromptActions({ prompt: { _id: id, name } }: { prompt: WholePrompt }) {
  const { data: rights } = useQuery(rightsQuery([`prompt:${id}`]));
  return (
    <>
      <ShareButton type="prompt" id={id} name={name} whyNot={whyNot(rights?.get(`prompt:${id}`)?.share)} />
      <ButtonLink size="xs" to="/c/new" search={{ prompt: id }}>
        {t`Use`}
      </ButtonLink>
    </>
  );
}
