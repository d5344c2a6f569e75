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
  again = "Do it all the same",
  onAgain,
  onTakeTheirs,
}: ChangeProblemProps<Input>) {
  const written = Object.entries(theirs);
  const isRefused = isMeanwhile(change.error);
  if (change.error && !isRefused) return <ProblemCard error={change.error} />;
  if (!isRefused && written.length === 0) return null;
  return (
    <ProblemCard error={isRefused ? change.error : seenMeanwhile}>
      {written.length > 0 && (
        <div>
          <Text size="sm">What you typed is still here. They wrote:</Text>
          <List size="sm">
            {written.map(([field, text]) => (
              <List.Item key={field} className="clamp">
                {field}: {text === "" ? "nothing" : `“${text}”`}
              </List.Item>
            ))}
          </List>
        </div>
      )}
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
          {onTakeTheirs ? "Take theirs" : "Leave it"}
        </Button>
      </Group>
    </ProblemCard>
  );
}

/** Read by the way, before anything was sent. */
const seenMeanwhile = new ProblemError(412, { code: "version-mismatch", title: "It was changed in the meantime" });
