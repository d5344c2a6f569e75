import { Alert, List } from "@mantine/core";
import type { TakenBack } from "../../api/access.ts";
import { refusalInWords } from "../../parts/problemInWords.ts";
import { givenBy } from "./levels.ts";

/** After everything was taken back: what is still there, and why. */
export function StillThere({ stays, onClose }: Pick<TakenBack, "stays"> & { onClose(): void }) {
  if (stays.length === 0) return null;
  return (
    <Alert
      variant="default"
      className="notice notice-careful"
      role="status"
      title={stays.length === 1 ? "One grant is still there" : `${stays.length} grants are still there`}
      withCloseButton
      closeButtonLabel="Dismiss"
      onClose={onClose}
    >
      <List size="sm">
        {stays.map(({ grant, reason, detail }) => (
          <List.Item key={grant.id}>
            <strong>{grant.principalName ?? grant.principal}</strong>{" "}
            {grant.allow.length > 0 ? `(${givenBy(grant)})` : `(denies ${grant.deny.join(", ")})`}:{" "}
            {refusalInWords(reason, detail)}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
