import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { tell } from "./tell.ts";

interface Change<Input, Output> {
  run(input: Input): Promise<Output>;
  /** What is read again afterwards. */
  refresh?: readonly QueryKey[];
  /** Said when it worked. */
  said?: string | ((output: Output, input: Input) => string);
  onDone?(output: Output, input: Input): void;
  /** Shows the failure itself; otherwise it is said in a corner. */
  onFailed?(error: unknown): void;
}

/** A write: run it, say so, read again what it touches. */
export function useChange<Input = void, Output = unknown>({
  run,
  refresh = [],
  said,
  onDone,
  onFailed,
}: Change<Input, Output>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: async (output, input) => {
      if (said) tell.done(typeof said === "string" ? said : said(output, input));
      onDone?.(output, input);
      await Promise.all(refresh.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
    },
    onError: (error) => (onFailed ?? tell.failed)(error),
  });
}
