import { t } from "@lingui/core/macro";
import { Button } from "@mantine/core";
import { openForm } from "../../parts/formDialog.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { AskForm } from "./AskForm.tsx";

interface AskButtonProps {
  /** `agent:<id>`, as the address names it. */
  resource: string;
  action: string;
  /** Whoever asks can do something with it already. */
  isKnown?: boolean;
}

/** Turns a refusal into a request. */
export const AskButton = ({ resource, action, isKnown = false }: AskButtonProps) => (
  <Button
    size="xs"
    onClick={() =>
      openForm({
        title: t`Ask for access`,
        children: (
          <Loaded>
            <AskForm resource={resource} action={action} isKnown={isKnown} />
          </Loaded>
        ),
      })
    }
  >
    {t`Ask for access`}
  </Button>
);
