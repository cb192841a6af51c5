/** What list pages have in common: how many rows, and where a page of them begins. */
export const ROWS = 25;

export interface ListParams {
  cursor?: string | string[];
}

export function cursorOf({ cursor }: ListParams): string | undefined {
  return typeof cursor === "string" && cursor !== "" ? cursor : undefined;
}
