import { Button } from "@mantine/core";
import { openForm } from "../../parts/formDialog.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { AskForm } from "./AskForm.tsx";

interface AskButtonProps {
  /** `agent:<id>`, as the address names it. */
  resource: string;
  action: string;
}

/** Turns a refusal into a request. */
export const AskButton = ({ resource, action }: AskButtonProps) => (
  <Button
    size="xs"
    onClick={() =>
      openForm({
        title: "Ask for access",
        children: (
          <Loaded>
            <AskForm resource={resource} action={action} />
          </Loaded>
        ),
      })
    }
  >
    Ask for access
  </Button>
);
