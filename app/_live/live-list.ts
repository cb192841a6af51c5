/**
 * A list that grows at its top while people read it. Known rows change in place; new ones go in at once, or wait while the
 * reader's pointer rests on the list, so that no row moves under it. Past the limit of waiting rows the list stays as it is
 * until the reader asks for them.
 */
export const WAITING_MAX = 50;

export interface LiveList<T> {
  readonly rows: readonly T[];
  /** Newest first. */
  readonly waiting: readonly T[];
}

export interface ListShape<T> {
  readonly keyOf: (row: T) => string;
  /** Newest first: negative when `a` stands above `b`. */
  readonly order: (a: T, b: T) => number;
  readonly rowsMax: number;
}

/** @param held whether the reader's pointer or keyboard focus is inside */
export function receive<T>(list: LiveList<T>, items: readonly T[], shape: ListShape<T>, held: boolean): LiveList<T> {
  const known = new Set(list.rows.map(shape.keyOf));
  const changed = new Map(items.map((item) => [shape.keyOf(item), item]));
  const rows = list.rows.map((row) => changed.get(shape.keyOf(row)) ?? row);
  const added = [...changed.values()].filter((item) => !known.has(shape.keyOf(item)));
  const fresh = new Set(added.map(shape.keyOf));
  const waiting = [...added, ...list.waiting.filter((row) => !fresh.has(shape.keyOf(row)))].sort(shape.order);
  return held || list.waiting.length > WAITING_MAX ? { rows, waiting } : release({ rows, waiting }, shape);
}

/**
 * A snapshot's rows: they join a list that they overlap, and otherwise take its place, so that no hole is left between old
 * rows and new. A held list only lets them wait.
 */
export function receiveSnapshot<T>(
  list: LiveList<T>,
  items: readonly T[],
  shape: ListShape<T>,
  held: boolean,
): LiveList<T> {
  const known = new Set([...list.rows, ...list.waiting].map(shape.keyOf));
  const joined = held || items.some((item) => known.has(shape.keyOf(item)));
  return joined ? receive(list, items, shape, held) : { rows: items.slice(0, shape.rowsMax), waiting: [] };
}

/** Lets the waiting rows in. */
export function release<T>(list: LiveList<T>, shape: ListShape<T>): LiveList<T> {
  const rows = [...list.waiting, ...list.rows].sort(shape.order).slice(0, shape.rowsMax);
  return { rows, waiting: [] };
}

/** The pointer has left: lets rows in unless there are so many that it would be a leap. */
export function unhold<T>(list: LiveList<T>, shape: ListShape<T>): LiveList<T> {
  return list.waiting.length === 0 || list.waiting.length > WAITING_MAX ? list : release(list, shape);
}
