import { t } from "@lingui/core/macro";
import { Button, Group, List, Text } from "@mantine/core";
import { isMeanwhile, ProblemError } from "../api/problem.ts";
import { ProblemCard } from "./ProblemCard.tsx";

interface ChangeProblemProps<Input> {
  /** The change that failed, from `useChange`. */
  of: {
    error: unknown;
    isPending: boolean;
    variables: Input | undefined;
    mutate(input: Input): void;
    reset(): void;
  };
  /** What somebody else wrote in place of what one has typed: field → text. */
  theirs?: Readonly<Record<string, string>>;
  /** What somebody else changed besides, where nobody typed: “Description”, “Web search: Use is off now”. */
  besides?: readonly string[];
  /** What is asked for is no press of a button, but something typed or chosen: it is still there. */
  isTyped?: boolean;
  /** The word on the button that does it all the same. */
  again?: string;
  /** Default: the same change once more. */
  onAgain?: () => void;
  /** Gives up what one has typed. */
  onTakeTheirs?: () => void;
}

/** Why a change was not made. If somebody else was quicker: what they wrote, and a way to do it all the same. */
export function ChangeProblem<Input>({
  of: change,
  theirs = {},
  besides = [],
  again = t`Do it all the same`,
  onAgain,
  onTakeTheirs,
  isTyped = onTakeTheirs !== undefined,
}: ChangeProblemProps<Input>) {
  const written = Object.entries(theirs);
  const isRefused = isMeanwhile(change.error);
  if (change.error && !isRefused) return <ProblemCard error={change.error} />;
  if (!isRefused && written.length === 0) return null;
  return (
    <ProblemCard error={isRefused ? change.error : seenMeanwhile} said={saidOf(isTyped, isRefused)}>
      <Changes
        title={t`Where you wrote, they wrote`}
        of={written.map(([field, text]) => `${field}: ${quoted(text)}`)}
      />
      {isRefused && <Changes title={written.length > 0 ? t`Besides, they changed` : t`They changed`} of={besides} />}
      <Group gap="xs">
        {isRefused && (
          <Button
            size="xs"
            loading={change.isPending}
            // Of a change without input this is undefined, which is its input.
            onClick={() => (onAgain ? onAgain() : change.mutate(change.variables as Input))}
          >
            {again}
          </Button>
        )}
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            onTakeTheirs?.();
            change.reset();
          }}
        >
          {onTakeTheirs ? t`Take theirs` : t`Leave it`}
        </Button>
      </Group>
    </ProblemCard>
  );
}

function saidOf(isTyped: boolean, isRefused: boolean): string {
  if (!isTyped) return t`Nothing was done yet. You see the newest now.`;
  return isRefused ? t`Yours is not saved yet; it is still here.` : t`What you typed is still here.`;
}

const quoted = (text: string) => (text === "" ? "nothing" : `“${text}”`);

function Changes({ title, of: changes }: { title: string; of: readonly string[] }) {
  if (changes.length === 0) return null;
  return (
    <div>
      <Text size="sm">{title}:</Text>
      <List size="sm">
        {changes.map((change) => (
          <List.Item key={change} className="clamp">
            {change}
          </List.Item>
        ))}
      </List>
    </div>
  );
}

/** Read by the way, before anything was sent. */
const seenMeanwhile = new ProblemError(412, { code: "version-mismatch", title: t`It was changed in the meantime` });
