/** In characters: what the server looks for at most. */
export const LONGEST_SEARCH = 200;
