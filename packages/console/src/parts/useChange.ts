import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { isMeanwhile, ProblemError } from "../api/problem.ts";
import { tell } from "./tell.ts";

interface Change<Input, Output> {
  /** Names the version that was read (`If-Match`) where the thing has one: see `isMeanwhile`. */
  run(input: Input): Promise<Output>;
  /** What is read again afterwards, also when somebody else has changed it meanwhile. */
  refresh?: readonly QueryKey[];
  /** Said when it worked. */
  said?: string | ((output: Output, input: Input) => string);
  onDone?(output: Output, input: Input): void;
  /** Shows the failure itself, by `ChangeProblem`; otherwise it is said in a corner. */
  onFailed?(error: unknown): void;
}

/**
 * A write: run it, say so, read again what it touches. Where somebody else was quicker, the newest is read before the failure is shown, so that
 * doing it again means doing it to what one sees; where a right has ended meanwhile, the page shows no longer what one may not see.
 */
export function useChange<Input = void, Output = unknown>({
  run,
  refresh = [],
  said,
  onDone,
  onFailed,
}: Change<Input, Output>) {
  const queryClient = useQueryClient();
  const readAgain = () => Promise.all(refresh.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
  return useMutation({
    mutationFn: run,
    onSuccess: async (output, input) => {
      if (said) tell.done(typeof said === "string" ? said : said(output, input));
      onDone?.(output, input);
      await readAgain();
    },
    onError: async (error) => {
      if (isMeanwhile(error) || isNoLonger(error)) await readAgain();
      (onFailed ?? tell.failed)(error);
    },
  });
}

const isNoLonger = (thrown: unknown) =>
  thrown instanceof ProblemError && (thrown.status === 403 || thrown.status === 404);
