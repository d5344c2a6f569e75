import { t } from "@lingui/core/macro";
import type { WholeAgent } from "../../api/agents.ts";
import { pictureOf, removeAgentPicture, setAgentPicture } from "../../api/pictures.ts";
import type { Versioned } from "../../api/request.ts";
import { PictureField } from "../../parts/PictureField.tsx";
import { useChange } from "../../parts/useChange.ts";

interface AgentPictureProps {
  agent: WholeAgent;
  etag: string | null;
  onChanged(answer: Versioned<WholeAgent>): void;
}

/** What an agent is shown by. It is stored at once, whatever is not saved of the form. */
export function AgentPicture({ agent, etag, onChanged }: AgentPictureProps) {
  const refresh = [["agents"], ["agent", agent.id]];
  const setting = useChange({
    run: (file: File) => setAgentPicture(agent.id, file),
    refresh,
    said: t`The agent has another picture`,
    onDone: onChanged,
  });
  const removing = useChange({
    run: () => removeAgentPicture(agent.id, etag),
    refresh,
    said: t`The agent has no picture any more`,
    onDone: onChanged,
  });
  return (
    <PictureField
      kind="agent"
      name={agent.name || t`Unnamed agent`}
      picture={pictureOf(agent.avatar?.filepath)}
      whoSees={t`Whoever may use the agent sees it. It is stored at once.`}
      isBusy={setting.isPending || removing.isPending}
      onChosen={(file) => setting.mutate(file)}
      onRemoved={() => removing.mutate()}
    />
  );
}
