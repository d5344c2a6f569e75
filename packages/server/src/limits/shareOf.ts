/** What one of several servers lets through alone. Never nothing: a limit of one would be closed by it. */
export const shareOf = (all: number, servers: number): number => Math.max(1, Math.floor(all / servers));
